package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

/** {@code --heartbeat-interval 30 --election-timeout 150}: time-outs of 150 to 300 ms. */
final class PaperTimeoutsIT {
    /** An election takes 150 to 300 ms unless votes split; what the dead leader had goes again. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @RegisterExtension static final Cluster CLUSTER = Cluster.fast();

    @Test
    void anotherLeaderAcknowledges() {
        int leader = CLUSTER.awaitLeader();
        try (Load load = Load.start(CLUSTER, 4)) {
            load.awaitMore(100);
            load.takeLongestGap();
            CLUSTER.kill(leader);
            load.awaitMore(100);
            Duration gap = load.takeLongestGap();
            System.out.println("the longest time without a write: " + gap.toMillis() + " ms");
            assertThat(gap).isLessThan(LIMIT);
            assertThat(CLUSTER.awaitLeader(Cluster.others(leader))).isNotEqualTo(leader);
            load.stop();
            Audit.check(CLUSTER, load, Cluster.others(leader));
        }
    }
}
