package io.jangada.raft;

/** Chance, injected. */
@FunctionalInterface
public interface Timeouts {
    /**
     * A fresh election time-out in {@code [min, max)} nanoseconds, drawn at every reset, or what is
     * left of one that is cut short. It may be longer where this server should not lead; safety
     * does not depend on it.
     */
    long draw(long min, long max);
}
