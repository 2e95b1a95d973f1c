package io.jangada.node;

import io.jangada.raft.Bytes;

/**
 * What is replicated. Every member applies the same commands in the same order, so {@link #apply}
 * depends on nothing but the commands before it: no clock, no chance, no iteration in hash order.
 *
 * @param <R> what applying a command gives; the proposer gets it
 */
public interface StateMachine<R> {
    /**
     * Applies one committed command; called by one thread only. {@code index} is its place in the
     * log. Expected failures are values of {@code R}; an exception stops the member.
     */
    R apply(long index, Bytes command);

    /**
     * Called after each run of commands that were applied without a pause; the place to publish.
     */
    default void applied(long index) {}
}
