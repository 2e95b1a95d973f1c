package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.MemberStatus;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Members in networks of their own that are cut apart: the majority goes on under a new leader, the
 * old one steps down, and clients that ask any of them see one store.
 */
final class PartitionIT {
    /** Ten election timeouts. */
    private static final Duration NEW_LEADER = Duration.ofSeconds(10);

    private static final Duration GOING_ON = Await.PATIENCE;
    private static final Duration TROUBLES = Duration.ofSeconds(20);
    private static final int PUTS = 20;
    private static final long SEED = 28;

    private static final Namespaces NETWORK = new Namespaces();

    @RegisterExtension static final Cluster CLUSTER = Cluster.at(NETWORK);

    private static final Clients CLIENTS = new Clients(CLUSTER, SEED);
    private static final Ledger LEDGER = new Ledger(CLUSTER);

    /** What does not get through any more. */
    enum Cut {
        BOTH_WAYS,
        TO_THE_LEADER,
        FROM_THE_LEADER;

        void begin(int leader) {
            List<Integer> others = IntStream.of(Cluster.others(leader)).boxed().toList();
            if (this != FROM_THE_LEADER) {
                NETWORK.deaf(leader, others);
            }
            if (this != TO_THE_LEADER) {
                others.forEach(other -> NETWORK.deaf(other, List.of(leader)));
            }
        }

        static void heal() {
            for (int i = 0; i < Cluster.MEMBERS; i++) {
                NETWORK.deaf(i, List.of());
            }
        }
    }

    @AfterAll
    static void close() {
        CLIENTS.close();
    }

    @ParameterizedTest
    @EnumSource
    void aLeaderThatIsCutOffIsReplaced(Cut cut) {
        int leader = CLUSTER.awaitLeader();
        int[] others = Cluster.others(leader);
        CLIENTS.start();
        try {
            CLIENTS.awaitMore(PUTS, GOING_ON);
            assertThat(NETWORK.reaches(leader, others[0])).isTrue();
            long begun = System.nanoTime();
            cut.begin(leader);
            Await.until("a new leader", NEW_LEADER, () -> leads(others[0]) || leads(others[1]));
            long replaced = System.nanoTime();
            Await.until("the old one steps down", NEW_LEADER, () -> !leads(leader));
            long steppedDown = System.nanoTime();
            CLIENTS.awaitMore(PUTS, GOING_ON);
            assertThat(NETWORK.reaches(leader, others[0])).isFalse();
            Cut.heal();
            long healed = System.nanoTime();
            CLUSTER.awaitServing(leader);
            System.out.printf(
                    "%s: a new leader after %d ms, the old one has stepped down after %d ms, it"
                            + " serves %d ms after healing%n",
                    cut,
                    millis(begun, replaced),
                    millis(begun, steppedDown),
                    millis(healed, System.nanoTime()));
        } finally {
            Cut.heal();
            CLIENTS.stop();
        }
        LEDGER.settle(CLIENTS);
    }

    @Test
    void troublesOfAllKinds() {
        CLUSTER.awaitLeader();
        new Nemesis(CLUSTER, NETWORK, SEED).run(CLIENTS, TROUBLES);
        LEDGER.settle(CLIENTS);
    }

    private static boolean leads(int member) {
        return CLUSTER.status(member).filter(PartitionIT::leads).isPresent();
    }

    private static boolean leads(MemberStatus status) {
        return status.leader() == status.header().memberId();
    }

    private static long millis(long from, long to) {
        return Duration.ofNanos(to - from).toMillis();
    }
}
