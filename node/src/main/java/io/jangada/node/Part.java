package io.jangada.node;

/**
 * A piece of a member that does nothing by itself. Threads turn it in production, a simulator turns
 * it when it likes.
 */
@FunctionalInterface
public interface Part {
    /** Does a bounded amount of work without waiting; false when there was none. */
    boolean turn();
}
