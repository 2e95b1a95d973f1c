package io.jangada.node;

/** Monotonic time. */
@FunctionalInterface
public interface Clock {
    /** Nanoseconds from any origin; never goes back. */
    long now();
}
