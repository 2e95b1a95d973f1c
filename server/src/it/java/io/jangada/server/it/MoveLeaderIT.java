package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.MemberStatus;
import io.jangada.server.it.Program.Run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;

/** The lead goes where it is sent, under load, and to whoever has the highest priority. */
final class MoveLeaderIT {
    private static final Duration ELECTION = Duration.ofSeconds(1);
    private static final int MOVES = 6;

    @RegisterExtension static final Cluster CLUSTER = Cluster.of();

    private static MemberStatus status(int member) {
        String endpoint = CLUSTER.endpoint(member);
        return CLUSTER.client().async().status(endpoint).join();
    }

    private static long id(int member) {
        return status(member).header().memberId();
    }

    @Test
    void writesHardlyPause() {
        try (Load load = Load.start(CLUSTER, 4)) {
            for (int move = 0; move < MOVES; move++) {
                int leader = CLUSTER.awaitLeader();
                int next = Cluster.others(leader)[move % 2];
                load.awaitMore(300);
                load.takeLongestGap();
                CLUSTER.client(leader).moveLeader(id(next));
                assertThat(status(leader).leader()).isEqualTo(id(next));
                load.awaitMore(300);
                Duration gap = load.takeLongestGap();
                System.out.println("the longest time without a write: " + gap.toMillis() + " ms");
                assertThat(gap).isLessThan(ELECTION);
            }
            load.stop();
            assertThat(load.refused()).isEmpty();
            Audit.check(CLUSTER, load, 0, 1, 2);
        }
    }

    @Test
    void whatCannotBeIsSaidInEtcdsWords() {
        int leader = CLUSTER.awaitLeader();
        Client follower = CLUSTER.client(Cluster.others(leader)[0]);
        assertThatThrownBy(() -> follower.moveLeader(id(leader)))
                .isInstanceOf(CallException.NotLeader.class)
                .hasMessage("etcdserver: not leader");
        for (long unknown : new long[] {0, 7}) {
            assertThatThrownBy(() -> CLUSTER.client(leader).moveLeader(unknown))
                    .hasMessage("etcdserver: bad leader transferee");
        }
        CLUSTER.client(leader).moveLeader(id(leader));
        assertThat(CLUSTER.awaitLeader()).isEqualTo(leader);
    }

    @Test
    void bothCommandLinesFindTheLeader() {
        Program.require("etcdctl");
        for (String program : List.of(Jangada.launcher().toString(), "etcdctl")) {
            int leader = CLUSTER.awaitLeader();
            int next = Cluster.others(leader)[0];
            String endpoints = String.join(",", CLUSTER.endpoints());
            String to = Long.toHexString(id(next));
            Run run =
                    Program.run(
                            CLUSTER.directory(),
                            List.of(program, "--endpoints", endpoints, "move-leader", to));
            assertThat(run.out())
                    .isEqualTo(
                            "Leadership transferred from %x to %x\n"
                                    .formatted(id(leader), id(next)));
            assertThat(run.status()).isZero();
            assertThat(CLUSTER.awaitLeader()).isEqualTo(next);
        }
    }

    @Test
    void theHighestPriorityLeads() {
        int leader = CLUSTER.awaitLeader();
        int best = Cluster.others(leader)[0];
        CLUSTER.member(best).signal("TERM");
        assertThat(CLUSTER.member(best).awaitExit()).isZero();
        List<String> command = CLUSTER.command(best, CLUSTER.data(best));
        command.addAll(List.of("--leader-priority", "5"));
        CLUSTER.start(best, command);
        CLUSTER.awaitServing(best);
        Await.until("the highest priority leads", () -> CLUSTER.awaitLeader() == best);
    }
}
