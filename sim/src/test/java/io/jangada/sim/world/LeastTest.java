package io.jangada.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.seed.Family;
import io.jangada.sim.seed.Trial;

import org.junit.jupiter.api.Test;

final class LeastTest {
    private static World.Run run(long events, long seconds, long leaders, long acknowledged) {
        long nanos = seconds * 1_000_000_000L;
        return new World.Run(7, null, events, nanos, 1, leaders, acknowledged, 1, new Coverage());
    }

    @Test
    void whatIsMissedIsNamed() {
        assertThat(Least.missed(run(20_000, 60, 2, 100))).isNull();
        assertThat(Least.missed(run(19_999, 60, 2, 100)))
                .isEqualTo("seed 7 reached only 19999 events");
        assertThat(Least.missed(run(20_000, 59, 1, 99)))
                .isEqualTo(
                        "seed 7 reached only 59.0 simulated seconds, 99 writes acknowledged, 1"
                                + " leaders elected");
    }

    @Test
    void whatLostItsMajorityIsExcused() {
        for (String excuse : new String[] {Least.NO_MAJORITY, Least.EXCUSED}) {
            World.Run run = run(1, 1, 1, 1);
            run.coverage().count(excuse);
            assertThat(Least.missed(run)).isNull();
        }
    }

    /** One member without troubles has 9,586 events in its minute. */
    @Test
    void clientsGoOnUntilItIsReached() {
        World.Run run = Trial.run(Family.MIX, 73);
        assertThat(run.events()).isBetween(Least.EVENTS, Least.EVENTS + 5_000);
        assertThat(Least.missed(run)).isNull();
    }
}
