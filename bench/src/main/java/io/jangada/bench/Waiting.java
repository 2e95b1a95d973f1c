package io.jangada.bench;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Looks again and again, outside of what is measured. */
final class Waiting {
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private Waiting() {}

    /** The first answer that {@code look} finds; throws {@code otherwise} after a minute. */
    static <T> T until(String otherwise, Supplier<Optional<T>> look) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < LONGEST) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(PAUSE);
        }
        throw new IllegalStateException(otherwise + " within a minute");
    }
}
