package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.Members;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The leader is killed while a fourth member joins. It stays away until that one has its vote,
 * without which nothing goes on, unless nobody knows of the newcomer any more.
 */
@Tag("slow")
final class LeaderKilledInJoinIT {
    private static final int ENTRIES = 500;
    private static final int MORE = 100;
    private static final int KILLED = 137;

    @RegisterExtension
    static final Cluster CLUSTER =
            Cluster.of("--snapshot-count=" + ENTRIES, "--snapshot-catchup-entries=0");

    private static int rounds;

    /** When it is killed. */
    enum Moment {
        WRITES_ADDITION,
        FORCES_ADDITION,
        COMMITTED_ADDITION,
        SENDS_SNAPSHOT,
        WRITES_PROMOTION,
        FORCES_PROMOTION,
        COMMITTED_PROMOTION
    }

    @BeforeAll
    static void fill() {
        Strace.require();
        int _ = CLUSTER.awaitLeader();
        KilledJoins.fill(CLUSTER);
        try (Load load = Load.start(CLUSTER, 8)) {
            load.awaitMore(2 * ENTRIES);
        }
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void theJoinGoesOn(Moment moment) {
        int leader = CLUSTER.awaitLeader();
        try (Load load = Load.start(CLUSTER, 4);
                Newcomer newcomer = new Newcomer("n" + ++rounds, CLUSTER.directory())) {
            load.awaitMore(MORE);
            // What is written next is what we ask for.
            load.stop();
            try {
                join(moment, leader, newcomer);
                goOn(leader, newcomer, load);
            } catch (AssertionError | RuntimeException failed) {
                failed.addSuppressed(new IllegalStateException(newcomer.log()));
                throw failed;
            }
        }
    }

    private static void join(Moment moment, int leader, Newcomer newcomer) {
        Client asked = CLUSTER.client(Cluster.others(leader)[0]);
        switch (moment) {
            case WRITES_ADDITION -> attach(leader, "append", "pwrite64", 1);
            case FORCES_ADDITION -> attach(leader, "append", "fdatasync", 1);
            default -> {}
        }
        add(leader, asked, newcomer);
        switch (moment) {
            case WRITES_ADDITION, FORCES_ADDITION -> awaitKilled(leader);
            case COMMITTED_ADDITION -> CLUSTER.kill(leader);
            case SENDS_SNAPSHOT -> attach(leader, "snapshot", "pread64", 2);
            default -> {}
        }
        long id = awaitAdded(moment, leader, asked, newcomer);
        newcomer.start(CLUSTER.initialCluster());
        if (moment == Moment.SENDS_SNAPSHOT) {
            awaitKilled(leader);
        }
        Await.until(
                "all know its name",
                () -> member(asked, newcomer).filter(one -> !one.name().isEmpty()).isPresent());
        switch (moment) {
            case WRITES_PROMOTION -> attach(leader, "append", "pwrite64", 1);
            case FORCES_PROMOTION -> attach(leader, "append", "fdatasync", 1);
            default -> {}
        }
        promote(asked, id);
        switch (moment) {
            case WRITES_PROMOTION, FORCES_PROMOTION -> awaitKilled(leader);
            case COMMITTED_PROMOTION -> CLUSTER.kill(leader);
            default -> {}
        }
        Await.until(
                "it is promoted",
                () -> {
                    promote(asked, id);
                    return member(asked, newcomer).filter(one -> !one.learner()).isPresent();
                });
    }

    private static void goOn(int leader, Newcomer newcomer, Load before) {
        int[] others = Cluster.others(leader);
        newcomer.awaitServing();
        List<String> endpoints =
                List.of(
                        CLUSTER.endpoint(others[0]),
                        CLUSTER.endpoint(others[1]),
                        newcomer.endpoint());
        if (CLUSTER.member(leader).isAlive()) {
            // Nobody knew of the newcomer, so it was needed to add it again.
            CLUSTER.kill(leader);
        }
        try (Load load = Load.start(endpoints, 4, Duration.ZERO)) {
            load.awaitMore(MORE);
            load.stop();
            CLUSTER.start(leader);
            CLUSTER.awaitServing(leader);
            List<Client> all =
                    Stream.concat(
                                    Stream.of(newcomer.client()),
                                    Stream.of(0, 1, 2).map(CLUSTER::client))
                            .toList();
            Audit.check(before, all);
            Audit.check(load, all);
        }
        List<Members.Member> members = newcomer.client().members().members();
        assertThat(members).hasSize(Cluster.MEMBERS + 1).noneMatch(Members.Member::learner);
        Replacement.remove(CLUSTER.client(others[0]), newcomer.name());
        assertThat(newcomer.program().awaitExit()).isEqualTo(Replacement.REMOVED);
    }

    /** Has a member killed instead of the n-th call of one of its threads from now on. */
    private static void attach(int member, String part, String call, int nth) {
        Strace _ =
                Strace.attach(
                        CLUSTER.directory().resolve("strace" + System.nanoTime()),
                        "-p",
                        Long.toString(CLUSTER.member(member).thread(part)),
                        "-e",
                        "trace=" + call,
                        "-e",
                        "inject=" + call + ":signal=KILL:when=" + nth);
        assertThat(CLUSTER.member(member).isAlive()).isTrue();
    }

    private static void awaitKilled(int member) {
        assertThat(CLUSTER.member(member).awaitExit()).isEqualTo(KILLED);
    }

    /** Until it is taken, or nobody knows, or the leader had something else to write first. */
    private static void add(int leader, Client asked, Newcomer newcomer) {
        Await.until(
                newcomer.name() + " is added",
                () -> {
                    try {
                        return asked.addMember(List.of(newcomer.peer()), true).member().learner();
                    } catch (CallException refused) {
                        return !"etcdserver: unhealthy cluster".equals(refused.getMessage())
                                || !CLUSTER.member(leader).isAlive();
                    }
                });
    }

    private static void promote(Client asked, long id) {
        Await.until(
                Long.toHexString(id) + " is promoted",
                () -> {
                    try {
                        return !asked.promoteMember(id).members().isEmpty();
                    } catch (CallException refused) {
                        return !String.valueOf(refused.getMessage()).contains("in sync with");
                    }
                });
    }

    /**
     * Its id; where the entry that added it is lost, the leader comes back and it is added again.
     */
    @SuppressWarnings("SystemOut")
    private static long awaitAdded(Moment moment, int leader, Client asked, Newcomer newcomer) {
        Optional<Members.Member> there = member(asked, newcomer);
        System.out.println(moment + ": " + (there.isPresent() ? "is known" : "is not known"));
        if (there.isPresent()) {
            return there.get().id();
        }
        CLUSTER.start(leader);
        CLUSTER.awaitServing(leader);
        return newcomer.add(asked, true).id();
    }

    /** What the list says of it, once there is one. */
    private static Optional<Members.Member> member(Client asked, Newcomer newcomer) {
        List<Optional<Members.Member>> told = new ArrayList<>();
        Await.until(
                "somebody tells the members",
                () -> {
                    try {
                        return told.add(
                                asked.members().members().stream()
                                        .filter(one -> one.peerUrls().contains(newcomer.peer()))
                                        .findAny());
                    } catch (CallException noLeader) {
                        return false;
                    }
                });
        return told.getFirst();
    }
}
