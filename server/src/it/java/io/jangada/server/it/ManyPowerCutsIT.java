package io.jangada.server.it;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

/** Power cuts of ext4 and xfs under load: 500, or as many as there is time for. */
@Tag("slow")
final class ManyPowerCutsIT {
    private static final int CUTS_MAX = 500;
    private static final int CUTS_MIN = 50;
    private static final Duration LIMIT = Duration.ofMinutes(14);

    private static final Images IMAGES = new Images(1);

    @RegisterExtension static final Cluster CLUSTER = Cluster.at(IMAGES);

    @Test
    void whatWasAcknowledgedOutlivesPowerCuts() {
        long seed = Long.getLong("it.seed", System.nanoTime());
        new PowerCuts(CLUSTER, IMAGES, seed).run(CUTS_MIN, CUTS_MAX, LIMIT);
    }
}
