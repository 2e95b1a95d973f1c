package io.jangada.server.it;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

/** A few power cuts of ext4 and xfs. */
final class PowerCutIT {
    private static final int CUTS = 5;
    private static final long SEED = 27;

    private static final Images IMAGES = new Images(0);

    @RegisterExtension static final Cluster CLUSTER = Cluster.at(IMAGES);

    @Test
    void whatWasAcknowledgedOutlivesPowerCuts() {
        new PowerCuts(CLUSTER, IMAGES, SEED).run(CUTS, CUTS, Duration.ZERO);
    }
}
