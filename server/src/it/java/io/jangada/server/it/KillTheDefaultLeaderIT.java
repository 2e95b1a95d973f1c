package io.jangada.server.it;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same with the settings that a member has when nothing is said. */
@Tag("slow")
final class KillTheDefaultLeaderIT {
    @RegisterExtension static final Cluster CLUSTER = Cluster.of();

    @Test
    void everyAcknowledgedWriteSurvivesTwentyLeaders() {
        LeaderKills.run(CLUSTER, 20);
    }
}
