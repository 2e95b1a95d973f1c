package io.jangada.bench;

import java.util.concurrent.TimeUnit;

/**
 * The longest time without an acknowledgement, of all clients together. Times are of one clock, in
 * nanoseconds. Every client is a thread, hence the lock.
 */
final class Gap {
    private long last;
    private long longest;
    private long count;

    /** What was before {@code now} counts no more. */
    synchronized void begin(long now) {
        last = now;
        longest = 0;
    }

    /** Threads may come here in another order than they looked at the clock. */
    synchronized void acknowledged(long now) {
        longest = Math.max(longest, now - last);
        last = Math.max(last, now);
        count++;
    }

    /** The longest since the last call, in milliseconds. One that has begun counts to the next. */
    synchronized double takeMillis() {
        double millis = (double) longest / TimeUnit.MILLISECONDS.toNanos(1);
        longest = 0;
        return millis;
    }

    /** Acknowledgements so far. */
    synchronized long count() {
        return count;
    }
}
