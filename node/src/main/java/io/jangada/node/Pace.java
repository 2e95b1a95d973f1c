package io.jangada.node;

/**
 * Lets so many bytes pass in a second, and about a tenth of that at once. Times are nanoseconds of
 * one clock that never goes back.
 */
final class Pace {
    private static final double SECOND = 1e9;
    private static final double BURST = 0.1;

    private final double bytesPerSecond;
    private double allowed;
    private long since;
    private boolean started;

    Pace(long bytesPerSecond) {
        this.bytesPerSecond = (double) bytesPerSecond;
        this.allowed = bytesPerSecond * BURST;
    }

    /** Whether anything may pass now; a single thing may be larger than what is left. */
    boolean isOpen(long now) {
        if (!started) {
            started = true;
            since = now;
        }
        double more = (now - since) / SECOND * bytesPerSecond;
        allowed = Math.min(bytesPerSecond * BURST, allowed + more);
        since = now;
        return allowed > 0;
    }

    void passed(long bytes) {
        allowed -= (double) bytes;
    }
}
