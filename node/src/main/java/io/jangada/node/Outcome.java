package io.jangada.node;

/**
 * How a proposal ended.
 *
 * @param <R> what the state machine gives
 */
public sealed interface Outcome<R> {
    /** Committed at {@code index} and applied here, once; {@code result} is the state machine's. */
    record Applied<R>(long index, R result) implements Outcome<R> {}

    record Refused<R>(Reason why) implements Outcome<R> {}
}
