package io.jangada.server.it;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for facts about other processes, which can only be asked again and again. */
final class Await {
    /** Generous, because the machine may be busy: nothing that works takes so long. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Await() {}

    static void until(String what, BooleanSupplier fact) {
        until(what, PATIENCE, fact);
    }

    static void until(String what, Duration limit, BooleanSupplier fact) {
        if (!within(limit, fact)) {
            throw new AssertionError("not within " + limit.toMillis() + " ms: " + what);
        }
    }

    /** Whether {@code fact} came true in time. */
    static boolean within(Duration limit, BooleanSupplier fact) {
        long begun = System.nanoTime();
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() - begun > limit.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}
