package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/** A joining member is killed at each step. */
@Tag("slow")
final class ManyKilledJoinsIT {
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
            int killed = 0;
            for (Step step : steps) {
                boolean reached = joins.run(step);
                System.out.println(step + (reached ? ": killed" : ": not reached"));
                killed += reached ? 1 : 0;
            }
            joins.check();
            System.out.println(steps.size() + " steps, killed at " + killed);
            assertThat(killed).isGreaterThanOrEqualTo(steps.size() * 9 / 10);
        }
    }
}
