package io.jangada.node;

/** How a request to read ended. */
public sealed interface ReadOutcome {
    /** A read of the state machine from now on is linearizable; {@code index} is applied. */
    record Ready(long index) implements ReadOutcome {}

    record Refused(Reason why) implements ReadOutcome {}
}
