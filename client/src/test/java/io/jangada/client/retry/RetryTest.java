package io.jangada.client.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.client.retry.Decision.Again;
import io.jangada.client.retry.Decision.GiveUp;
import io.jangada.client.retry.Decision.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule of {@link Retry}; chance 0.5 leaves a pause as it is. */
final class RetryTest {

    private static final long MILLISECOND = 1_000_000;
    private static final long NOW = Long.MAX_VALUE - 1_000 * MILLISECOND; // the clock wraps soon
    private static final long DEADLINE = after(5_000);

    /** May be beyond the wrap, which a constant expression must not. */
    private static long after(long milliseconds) {
        return NOW + milliseconds * MILLISECOND;
    }

    private static Decision decide(boolean repeatable, Failure failure, int attempt) {
        return Retry.STANDARD.decide(repeatable, failure, attempt, 3, NOW, DEADLINE, 0.5);
    }

    @Test
    void readIsTriedAgainWheneverTheServerWasNotAvailable() {
        assertThat(decide(true, Failure.NOT_SENT, 1)).isEqualTo(new Again(0));
        assertThat(decide(true, Failure.UNAVAILABLE, 1)).isEqualTo(new Again(0));
        assertThat(decide(true, Failure.SLOW, 1)).isEqualTo(new Again(0));
    }

    @Test
    void writeIsTriedAgainOnlyWhenNothingWasSent() {
        assertThat(decide(false, Failure.NOT_SENT, 1)).isEqualTo(new Again(0));
        assertThat(decide(false, Failure.UNAVAILABLE, 1)).isEqualTo(new GiveUp(Outcome.UNKNOWN));
        assertThat(decide(false, Failure.SLOW, 1)).isEqualTo(new GiveUp(Outcome.UNKNOWN));
        assertThat(decide(false, Failure.BROKEN, 1)).isEqualTo(new GiveUp(Outcome.UNKNOWN));
    }

    @Test
    void refusalIsFinalAndCertain() {
        assertThat(decide(true, Failure.REFUSED, 1)).isEqualTo(new GiveUp(Outcome.FAILED));
        assertThat(decide(false, Failure.REFUSED, 1)).isEqualTo(new GiveUp(Outcome.FAILED));
    }

    @Test
    void brokenReadHasFailedAndIsNotTriedAgain() {
        assertThat(decide(true, Failure.BROKEN, 1)).isEqualTo(new GiveUp(Outcome.FAILED));
    }

    @Test
    void pausesComeAfterEachMajorityAndDouble() {
        long[] pauses = new long[12];
        for (int attempt = 1; attempt <= pauses.length; attempt++) {
            pauses[attempt - 1] =
                    ((Again) decide(true, Failure.UNAVAILABLE, attempt)).delayNanos() / MILLISECOND;
        }
        assertThat(pauses).containsExactly(0, 25, 0, 50, 0, 100, 0, 200, 0, 400, 0, 500);
    }

    @Test
    void chanceSpreadsThePauseFromHalfToOneAndAHalf() {
        Decision least = Retry.STANDARD.decide(true, Failure.SLOW, 1, 1, NOW, DEADLINE, 0.0);
        Decision most = Retry.STANDARD.decide(true, Failure.SLOW, 1, 1, NOW, DEADLINE, 0.999);
        assertThat(((Again) least).delayNanos()).isEqualTo(12_500_000);
        assertThat(((Again) most).delayNanos()).isBetween(37_400_000L, 37_500_000L);
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"NOT_SENT", "UNAVAILABLE", "SLOW"})
    void noPauseReachesTheDeadline(Failure failure) {
        long deadline = NOW + 25 * MILLISECOND;
        assertThat(Retry.STANDARD.decide(true, failure, 2, 3, NOW, deadline, 0.5))
                .isEqualTo(new GiveUp(Outcome.FAILED));
        assertThat(Retry.STANDARD.decide(true, failure, 2, 3, NOW, deadline + 1, 0.5))
                .isEqualTo(new Again(25 * MILLISECOND));
    }

    @Test
    void attemptsAreBounded() {
        assertThat(decide(true, Failure.UNAVAILABLE, 99)).isInstanceOf(Again.class);
        assertThat(decide(true, Failure.UNAVAILABLE, 100)).isEqualTo(new GiveUp(Outcome.FAILED));
    }

    @Test
    void onlyARepeatableCallIsTakenAwayFromASlowServer() {
        Retry retry = Retry.STANDARD;
        assertThat(retry.attemptNanos(true, 3, NOW, DEADLINE)).isEqualTo(2_000 * MILLISECOND);
        assertThat(retry.attemptNanos(false, 3, NOW, DEADLINE)).isEqualTo(5_000 * MILLISECOND);
        assertThat(retry.attemptNanos(true, 1, NOW, DEADLINE)).isEqualTo(5_000 * MILLISECOND);
        assertThat(retry.attemptNanos(true, 3, DEADLINE + 1, DEADLINE)).isZero();
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Retry(0, 1, 1, 1)).hasMessageContaining("attemptsMax=0");
        assertThatThrownBy(() -> new Retry(1, 0, 1, 1)).hasMessageContaining("delayNanosMin=0");
        assertThatThrownBy(() -> new Retry(1, 2, 1, 1)).hasMessageContaining("delayNanosMax=1");
        assertThatThrownBy(() -> new Retry(1, 1, 1, 0)).hasMessageContaining("attemptNanosMax=0");
        assertThatThrownBy(() -> new Again(-1)).hasMessageContaining("negative");
    }
}
