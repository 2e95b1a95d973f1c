package io.jangada.node;

import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

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

    /**
     * The state as it is between two commands, for a snapshot; called by the thread that applies.
     * Null if this machine has no images: its log is then kept for ever.
     */
    default @Nullable Image image() {
        return null;
    }

    /**
     * Begins to load an image that {@link #image} gave, here or on another member. Called by the
     * thread that applies, at a start before the first command, or later, when this member was so
     * far behind that the others do not have what it lacks.
     */
    default Loader loader() {
        throw new UnsupportedOperationException("this state machine has no images");
    }
}
