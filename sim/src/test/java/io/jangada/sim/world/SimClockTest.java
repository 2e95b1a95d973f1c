package io.jangada.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SimClockTest {
    @Test
    void itRunsAtItsRateLeapsAndNeverGoesBack() {
        SimClock clock = new SimClock(1_000);
        assertThat(clock.read(50)).isEqualTo(1_050);
        clock.run(100, 2);
        assertThat(clock.read(100)).isEqualTo(1_100);
        assertThat(clock.read(150)).isEqualTo(1_200);
        clock.leap(150, 1_000);
        assertThat(clock.read(150)).isEqualTo(2_200);
        clock.run(200, 0.5);
        assertThat(clock.read(200)).isEqualTo(2_300);
        assertThat(clock.read(300)).isEqualTo(2_350);
    }
}
