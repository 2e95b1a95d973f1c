package io.jangada.server.it;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The leader's process is killed under load, with the election time-outs of the Raft paper. */
final class KillTheLeaderIT {
    @RegisterExtension static final Cluster CLUSTER = Cluster.fast();

    @Test
    void everyAcknowledgedWriteSurvivesTwentyLeaders() {
        LeaderKills.run(CLUSTER, 20);
    }
}
