package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class SilenceTest {
    private final Silence silence = new Silence(100);

    @Test
    void itIsTooLongAfterEachElectionTimeout() {
        assertThat(broken(1, 399, 0, true)).containsExactly(100L, 200L, 300L);
    }

    @Test
    void itBeginsAnewWheneverSomethingIsApplied() {
        assertThat(broken(1, 99, 0, true)).isEmpty();
        assertThat(broken(100, 199, 1, true)).isEmpty();
        assertThat(broken(200, 300, 2, true)).containsExactly(300L);
    }

    @Test
    void whereNothingWaitsNothingIsMissed() {
        assertThat(broken(1, 1_000, 0, false)).isEmpty();
        assertThat(broken(1_001, 1_100, 0, true)).containsExactly(1_100L);
    }

    /** The moments from {@code first} to {@code last} at which the silence was too long. */
    private List<Long> broken(long first, long last, long applied, boolean waits) {
        List<Long> moments = new ArrayList<>();
        for (long now = first; now <= last; now++) {
            if (silence.isTooLong(now, waits, applied)) {
                moments.add(now);
            }
        }
        return moments;
    }
}
