package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.Members;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/**
 * A fourth process joins a cluster of three under load: it gets a snapshot, since the others have
 * forgotten the beginning of their logs, and a vote; the leader is removed, and one of the first
 * three is killed, so that nothing goes on without the newcomer's vote.
 */
final class Replacement {
    private static final String NAME = "newcomer";

    /** The exit status of a member that was removed. */
    static final int REMOVED = 3;

    private static final int ENTRIES = 300;

    /** With the times that a member has when nothing is said. */
    private static final String[] FLAGS = {
        "--snapshot-count=" + ENTRIES, "--snapshot-catchup-entries=0"
    };

    private Replacement() {}

    /** The longest time without an acknowledgement while all that happened, but for the kill. */
    static Duration run() {
        Cluster cluster = Cluster.of(FLAGS);
        try {
            cluster.open();
            try {
                return run(cluster);
            } catch (AssertionError | RuntimeException failed) {
                cluster.showLogs();
                throw failed;
            } finally {
                cluster.shut();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Duration run(Cluster cluster) {
        int leader = cluster.awaitLeader();
        try (Load load = Load.start(cluster, 4)) {
            load.awaitMore(4 * ENTRIES);
            Duration _ = load.takeLongestGap();
            try (Newcomer newcomer = new Newcomer(NAME, cluster.directory(), FLAGS)) {
                try {
                    return replace(cluster, leader, load, newcomer);
                } catch (AssertionError | RuntimeException failed) {
                    failed.addSuppressed(new IllegalStateException(newcomer.log()));
                    throw failed;
                }
            }
        }
    }

    private static Duration replace(Cluster cluster, int leader, Load load, Newcomer newcomer) {
        int[] others = Cluster.others(leader);
        Client at = newcomer.client();
        assertThat(newcomer.add(cluster.client(others[0]), false).name()).isEmpty();
        newcomer.start(cluster.initialCluster());
        newcomer.awaitServing();
        assertThat(Metrics.of(newcomer.endpoint(), "jangada_snapshots_restored_total"))
                .isPositive();
        load.awaitMore(ENTRIES);
        remove(at, Cluster.name(leader));
        assertThat(cluster.member(leader).awaitExit()).isEqualTo(REMOVED);
        load.awaitMore(ENTRIES);
        Duration gap = load.takeLongestGap();
        // Two of the three that are left, and the newcomer is one of them.
        cluster.kill(others[1]);
        load.awaitMore(ENTRIES);
        load.stop();
        Audit.check(load, List.of(cluster.client(others[0]), at));
        assertThat(at.members().members())
                .extracting(Members.Member::name)
                .containsExactlyInAnyOrder(NAME, Cluster.name(others[0]), Cluster.name(others[1]));
        return gap;
    }

    /** Refused while the newcomer is not connected for long enough to make up for the loss. */
    static void remove(Client client, String member) {
        long id =
                client.members().members().stream()
                        .filter(one -> one.name().equals(member))
                        .mapToLong(Members.Member::id)
                        .findFirst()
                        .orElseThrow();
        Await.until(
                member + " is removed",
                () -> {
                    try {
                        return client.removeMember(id).members().size() == Cluster.MEMBERS;
                    } catch (CallException refused) {
                        assertThat(refused).hasMessage("etcdserver: unhealthy cluster");
                        return false;
                    }
                });
    }
}
