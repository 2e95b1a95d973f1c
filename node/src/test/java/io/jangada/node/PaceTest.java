package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MS = 1_000_000;

    /** Whoever always has something passes as much as is allowed, and one thing more at most. */
    private static long passed(Pace pace, long from, long to, long each) {
        long passed = 0;
        for (long now = from; now < to; now += MS) {
            while (pace.isOpen(now)) {
                pace.passed(each);
                passed += each;
            }
        }
        return passed;
    }

    @Test
    void inTheLongRunNoMoreThanIsAllowedPasses() {
        long passed = passed(new Pace(1_000_000), 5 * MS, 10_005 * MS, 1000);

        assertThat(passed).isBetween(9_900_000L, 10_200_000L);
    }

    @Test
    void alsoWhereASingleThingIsLargerThanWhatPassesAtOnce() {
        long passed = passed(new Pace(1_000_000), 0, 100_000 * MS, 5_000_000);

        assertThat(passed).isBetween(95_000_000L, 105_000_000L);
    }

    @Test
    void whatWasNotUsedIsLostButForATenthOfASecond() {
        Pace pace = new Pace(1_000_000);
        assertThat(pace.isOpen(0)).isTrue();

        assertThat(passed(pace, 60_000 * MS, 60_001 * MS, 1000)).isEqualTo(100_000);
    }
}
