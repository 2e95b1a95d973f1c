package io.jangada.raft;

/** Chance, injected. */
@FunctionalInterface
public interface Timeouts {
    /** A fresh election time-out in {@code [min, max)} nanoseconds, drawn at every reset. */
    long draw(long min, long max);
}
