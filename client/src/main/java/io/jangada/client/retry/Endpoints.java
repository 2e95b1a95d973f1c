package io.jangada.client.retry;

import java.util.Arrays;

/**
 * Which server the next attempt goes to: in turn, so that load spreads, leaving out those that
 * failed lately. A server that failed is left alone for a while, doubled with every further
 * failure; when all are being left alone, the one whose time ends first is tried anyway.
 *
 * <p>Many calls share one object. Its methods take its monitor, hold it for a few comparisons, and
 * call nothing outside.
 */
public final class Endpoints {

    /** First pause for a server that failed, nanoseconds. */
    static final long PAUSE_NANOS_MIN = 50_000_000;

    /** Longest pause before it is spread by chance, nanoseconds. */
    static final long PAUSE_NANOS_MAX = 3_200_000_000L;

    private final int[] failures;
    private final long[] backAt;
    private int turn;

    /**
     * @param count how many servers there are, at least 1; they are numbered from 0
     * @param first the server that the first call goes to
     */
    public Endpoints(int count, int first) {
        if (count < 1 || first < 0 || first >= count) {
            throw new IllegalArgumentException("endpoints: count=" + count + " first=" + first);
        }
        failures = new int[count];
        backAt = new long[count];
        turn = first;
    }

    public int count() {
        return failures.length;
    }

    /** The number of the server for the next attempt. {@code now} is monotonic nanoseconds. */
    public synchronized int next(long now) {
        int best = turn;
        for (int i = 0; i < count(); i++) {
            int candidate = (turn + i) % count();
            if (wait(candidate, now) < wait(best, now)) {
                best = candidate;
            }
        }
        turn = (best + 1) % count();
        return best;
    }

    /** The server did not answer. {@code chance} in [0, 1) spreads its pause. */
    public synchronized void failed(int endpoint, long now, double chance) {
        int doublings = Math.min(failures[endpoint]++, 10);
        long middle = Math.min(PAUSE_NANOS_MAX, PAUSE_NANOS_MIN << doublings);
        backAt[endpoint] = now + (long) (middle * (0.5 + chance));
    }

    /** The server answered, be it with a refusal. */
    public synchronized void answered(int endpoint) {
        failures[endpoint] = 0;
    }

    /** Nanoseconds that the server is still left alone, 0 when it is not. */
    private long wait(int endpoint, long now) {
        return failures[endpoint] == 0 ? 0 : Math.max(0, backAt[endpoint] - now);
    }

    @Override
    public synchronized String toString() {
        return "Endpoints" + Arrays.toString(failures) + " turn " + turn;
    }
}
