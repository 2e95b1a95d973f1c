package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

/** A leader that is asked to stop under load hands leadership over first. */
final class GracefulStopIT {
    private static final Duration ELECTION = Duration.ofSeconds(1);

    @RegisterExtension static final Cluster CLUSTER = Cluster.of();

    @Test
    void writesHardlyPause() {
        int leader = CLUSTER.awaitLeader();
        try (Load load = Load.start(CLUSTER, 4)) {
            load.awaitMore(500);
            load.takeLongestGap();
            CLUSTER.member(leader).signal("TERM");
            assertThat(CLUSTER.member(leader).awaitExit()).isZero();
            load.awaitMore(500);
            Duration gap = load.takeLongestGap();
            System.out.println("the longest time without a write: " + gap.toMillis() + " ms");
            assertThat(CLUSTER.member(leader).log()).contains("handed leadership over");
            assertThat(gap).isLessThan(ELECTION);
            load.stop();
            assertThat(CLUSTER.awaitLeader(Cluster.others(leader))).isNotEqualTo(leader);
            CLUSTER.start(leader);
            CLUSTER.awaitServing(leader);
            Audit.check(CLUSTER, load, 0, 1, 2);
        }
    }
}
