package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.stream.IntStream;

/** A joining member is killed at three steps, evenly spaced among all that there are. */
@Tag("slow")
final class KilledJoinIT {
    private static final int SAMPLE = 3;

    /** There were 105. */
    private static final int STEPS_MIN = 90;

    @RegisterExtension static final Cluster CLUSTER = Cluster.of(KilledJoins.FLAGS);

    @BeforeAll
    static void tools() {
        Program.require("strace");
    }

    @Test
    @SuppressWarnings("SystemOut")
    void itJoinsWhenItIsStartedAgain() {
        try (KilledJoins joins = new KilledJoins(CLUSTER)) {
            List<Step> steps = joins.rehearse();
            assertThat(steps).hasSizeGreaterThan(STEPS_MIN);
            List<Step> sample =
                    IntStream.range(0, SAMPLE)
                            .mapToObj(i -> steps.get((2 * i + 1) * steps.size() / (2 * SAMPLE)))
                            .toList();
            int killed = 0;
            for (Step step : sample) {
                boolean reached = joins.run(step);
                System.out.println(step + (reached ? ": killed" : ": not reached"));
                killed += reached ? 1 : 0;
            }
            joins.check();
            System.out.println(steps.size() + " steps, " + SAMPLE + " tried, killed at " + killed);
            assertThat(killed).isGreaterThanOrEqualTo(SAMPLE - 1);
        }
    }
}
