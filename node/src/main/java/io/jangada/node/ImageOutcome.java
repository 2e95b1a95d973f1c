package io.jangada.node;

/** How a request for an image of the state machine ended. */
public sealed interface ImageOutcome {
    /** The state after everything up to {@code index}; whoever gets it closes it. */
    record Taken(long index, Image image) implements ImageOutcome {}

    /** The state machine gives no images. */
    record None() implements ImageOutcome {}

    record Refused(Reason why) implements ImageOutcome {}
}
