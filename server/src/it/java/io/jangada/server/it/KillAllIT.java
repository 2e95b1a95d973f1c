package io.jangada.server.it;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All members are killed at once: what was acknowledged is on the disks of any two of them (X1).
 */
final class KillAllIT {
    @RegisterExtension static final Cluster CLUSTER = Cluster.fast();

    @ParameterizedTest
    @CsvSource({"0, 1, 2", "0, 2, 1", "1, 2, 0"})
    void everyPairHasEveryAcknowledgedWrite(int first, int second, int third) {
        CLUSTER.awaitLeader();
        try (Load load = Load.start(CLUSTER, 8)) {
            load.awaitMore(1_000);
            Await.until("a write is in flight", load::isInFlight);
            CLUSTER.kill(0, 1, 2);
            load.stop();
            CLUSTER.start(first);
            CLUSTER.start(second);
            CLUSTER.awaitServing(first);
            CLUSTER.awaitServing(second);
            Audit.check(CLUSTER, load, first, second);
            CLUSTER.start(third);
            CLUSTER.awaitServing(third);
            Audit.check(CLUSTER, load, 0, 1, 2);
        }
    }
}
