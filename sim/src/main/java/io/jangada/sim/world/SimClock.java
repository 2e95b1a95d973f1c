package io.jangada.sim.world;

/** The monotonic clock of one machine: runs at a rate of its own, may leap, never goes back. */
final class SimClock {
    private long shown;
    private long since;
    private double rate = 1;

    /** A machine that has run for a while. */
    SimClock(long shown) {
        this.shown = shown;
    }

    long read(long now) {
        return shown + (long) ((double) (now - since) * rate);
    }

    void run(long now, double newRate) {
        shown = read(now);
        since = now;
        rate = newRate;
    }

    void leap(long now, long nanos) {
        shown = read(now) + nanos;
        since = now;
    }

    double rate() {
        return rate;
    }
}
