package io.jangada.node.storage;

import java.util.function.LongSupplier;

/** For how long a lane's write has been under way. Volatile, since others than the lane look. */
final class UnderWay {
    private final LongSupplier nanoTime;
    private volatile long since;
    private volatile boolean going;

    UnderWay(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void begins() {
        since = nanoTime.getAsLong();
        going = true;
    }

    void ends() {
        going = false;
    }

    /** Nanoseconds until {@code now}; 0 when nothing is under way. */
    long nanos(long now) {
        return going ? Math.max(0, now - since) : 0;
    }
}
