package io.jangada.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitTest {
    private static final long LITTLE = Limit.LATE;
    private static final long LATE = Limit.LATE + 1;
    private static final long VERY_LATE = 4 * Limit.LATE + 1;

    private final Limit limit = new Limit();

    @Test
    void whileLoopsAreInTimeOnlyTheCountCounts() {
        for (int i = 0; i < 100; i++) {
            assertThat(limit.look(LITTLE, Limit.MOST)).isEqualTo(Limit.MOST);
        }
    }

    @Test
    void onePauseSendsNobodyAway() {
        assertThat(limit.look(VERY_LATE, 10)).isEqualTo(Limit.MOST / 4);
        assertThat(limit.look(0, 10)).isEqualTo(Limit.MOST / 2);
        assertThat(limit.look(0, 10)).isEqualTo(Limit.MOST);
    }

    @Test
    void theLaterTheyAreTheFasterItFalls() {
        assertThat(looksUntilLeast(LATE)).isEqualTo(18);
        assertThat(looksUntilLeast(2 * Limit.LATE + 1)).isEqualTo(9);
        assertThat(looksUntilLeast(VERY_LATE)).isEqualTo(5);
    }

    @Test
    void itNeverFallsBelowTheLeast() {
        for (int i = 0; i < 1000; i++) {
            limit.look(VERY_LATE, 0);
        }
        assertThat(limit.look(VERY_LATE, 0)).isEqualTo(Limit.LEAST);
    }

    @Test
    void whereItIsUsedItRisesByATenthAndElseItDoubles() {
        for (int i = 0; i < 5; i++) {
            limit.look(VERY_LATE, 0);
        }

        assertThat(limit.look(0, Limit.LEAST)).isEqualTo(Limit.LEAST + 8);
        assertThat(limit.look(0, 0)).isEqualTo(80);
        assertThat(limit.look(0, 40)).isEqualTo(88);
        assertThat(limit.look(0, 43)).isEqualTo(176);
        assertThat(limit.look(0, 88)).isEqualTo(193);
    }

    private static int looksUntilLeast(long lag) {
        Limit fresh = new Limit();
        int looks = 1;
        while (fresh.look(lag, 0) > Limit.LEAST) {
            looks++;
        }
        return looks;
    }
}
