package io.jangada.server.it;

import io.jangada.sim.RealRow;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.Map;

/**
 * Power cuts of ext4 and xfs under load: 500, or as many as there is time for, or at least as many
 * as the system property {@code it.cuts} says. Row 27 of the scoreboard.
 */
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
        int least = Integer.getInteger("it.cuts", CUTS_MIN);
        long begun = System.nanoTime();
        Map<String, Long> counts =
                new PowerCuts(CLUSTER, IMAGES, seed).run(least, Math.max(least, CUTS_MAX), LIMIT);
        RealRow.POWER_CUTS.publish(System.nanoTime() - begun, counts);
    }
}
