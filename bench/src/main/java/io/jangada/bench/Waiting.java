package io.jangada.bench;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Looks again and again, outside of what is measured. */
final class Waiting {
    private static final long SECONDS_MAX = 60;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private Waiting() {}

    /** The first answer that {@code look} finds; throws {@code otherwise} after a minute. */
    static <T> T until(String otherwise, Supplier<Optional<T>> look) {
        return until(otherwise, SECONDS_MAX, look);
    }

    /** And with a time of its own to throw after. */
    static <T> T until(String otherwise, long secondsMax, Supplier<Optional<T>> look) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(secondsMax)) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(PAUSE);
        }
        throw new IllegalStateException(otherwise + " within " + secondsMax + " seconds");
    }
}
