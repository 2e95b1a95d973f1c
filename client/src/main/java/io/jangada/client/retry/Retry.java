package io.jangada.client.retry;

import io.jangada.client.retry.Decision.Again;
import io.jangada.client.retry.Decision.GiveUp;
import io.jangada.client.retry.Decision.Outcome;

/**
 * The rules of trying again, as pure functions. All times are nanoseconds of one monotonic clock.
 *
 * <p>Every endpoint of a majority is tried once without waiting, since a member that is down says
 * nothing about the others; then there is a pause, doubled with every further round up to a bound
 * and spread by chance, so that clients that failed together do not come back together.
 *
 * @param attemptsMax attempts of one call, at least 1
 * @param delayNanosMin first pause, more than 0
 * @param delayNanosMax longest pause before spreading
 * @param attemptNanosMax longest wait for one server when another could be asked instead
 */
public record Retry(int attemptsMax, long delayNanosMin, long delayNanosMax, long attemptNanosMax) {

    private static final long MILLISECOND = 1_000_000;

    /** 100 attempts, pauses from 25 ms to 500 ms, 2 s for one server. */
    public static final Retry STANDARD =
            new Retry(100, 25 * MILLISECOND, 500 * MILLISECOND, 2_000 * MILLISECOND);

    public Retry {
        if (attemptsMax < 1
                || delayNanosMin < 1
                || delayNanosMax < delayNanosMin
                || attemptNanosMax < 1) {
            throw new IllegalArgumentException(
                    "retry: attemptsMax=%d delayNanosMin=%d delayNanosMax=%d attemptNanosMax=%d"
                            .formatted(attemptsMax, delayNanosMin, delayNanosMax, attemptNanosMax));
        }
    }

    /**
     * What to do after the {@code attempt}th attempt (counted from 1) of a call failed.
     *
     * @param repeatable whether running the call twice is as good as running it once
     * @param endpoints how many servers the client knows, at least 1
     * @param deadline until when the caller waits
     * @param chance a number in [0, 1) that the caller drew
     */
    public Decision decide(
            boolean repeatable,
            Failure failure,
            int attempt,
            int endpoints,
            long now,
            long deadline,
            double chance) {
        return switch (failure) {
            case REFUSED -> new GiveUp(Outcome.FAILED);
            case NOT_SENT -> again(attempt, endpoints, now, deadline, chance);
            case UNAVAILABLE, SLOW ->
                    repeatable
                            ? again(attempt, endpoints, now, deadline, chance)
                            : new GiveUp(Outcome.UNKNOWN);
            case BROKEN -> new GiveUp(repeatable ? Outcome.FAILED : Outcome.UNKNOWN);
        };
    }

    /**
     * How long one attempt may take. Only a repeatable call may be taken away from a slow server;
     * any other waits to the end, because its answer cannot be had elsewhere.
     */
    public long attemptNanos(boolean repeatable, int endpoints, long now, long deadline) {
        long left = Math.max(0, deadline - now);
        return repeatable && endpoints > 1 ? Math.min(left, attemptNanosMax) : left;
    }

    /** The only way to be tried again: whatever came before had no effect, or may be repeated. */
    private Decision again(int attempt, int endpoints, long now, long deadline, double chance) {
        long delay = delayNanos(attempt, endpoints, chance);
        boolean tooLate = now - deadline + delay >= 0;
        return attempt >= attemptsMax || tooLate ? new GiveUp(Outcome.FAILED) : new Again(delay);
    }

    private long delayNanos(int attempt, int endpoints, double chance) {
        int majority = endpoints / 2 + 1;
        if (attempt % majority != 0) {
            return 0;
        }
        int doublings = Math.min(attempt / majority - 1, 20);
        long middle = Math.min(delayNanosMax, delayNanosMin << doublings);
        return (long) (middle * (0.5 + chance));
    }
}
