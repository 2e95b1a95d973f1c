package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Members as processes write images of their stores, forget their logs behind them, give one to a
 * member that was away, and start on them.
 */
final class SnapshotIT {
    private static final int ENTRIES = 500;

    @RegisterExtension
    static final Cluster CLUSTER =
            Cluster.of(
                    "--heartbeat-interval=30",
                    "--election-timeout=150",
                    "--snapshot-count=" + ENTRIES,
                    "--snapshot-catchup-entries=0");

    @Test
    void nothingIsLostWithTheLogsThatAreForgotten() {
        int away = Cluster.others(CLUSTER.awaitLeader())[0];
        int[] present = Cluster.others(away);
        try (Load load = Load.start(CLUSTER, 8)) {
            load.awaitMore(ENTRIES / 2);
            CLUSTER.kill(away);
            load.awaitMore(6 * ENTRIES);
            for (int member : present) {
                Await.until(
                        "the log is forgotten",
                        () -> metric(member, "jangada_log_first_index") > 2 * ENTRIES);
            }

            CLUSTER.start(away);
            CLUSTER.awaitServing(away);
            assertThat(metric(away, "jangada_snapshots_restored_total")).isPositive();
            load.awaitMore(2 * ENTRIES);
            load.stop();
            Audit.check(CLUSTER, load, 0, 1, 2);

            CLUSTER.kill(0, 1, 2);
            for (int member = 0; member < Cluster.MEMBERS; member++) {
                CLUSTER.start(member);
            }
            for (int member = 0; member < Cluster.MEMBERS; member++) {
                CLUSTER.awaitServing(member);
                assertThat(metric(member, "jangada_snapshot_index")).isGreaterThan(6 * ENTRIES);
                assertThat(metric(member, "jangada_snapshots_restored_total")).isZero();
            }
            Audit.check(CLUSTER, load, 0, 1, 2);
        }
    }

    private static long metric(int member, String name) {
        return Metrics.of(CLUSTER.endpoint(member), name);
    }
}
