package io.jangada.sim.history;

/** How an operation ended for its client. */
public sealed interface Outcome {
    /** Answered at this time. */
    record Answered(long at, Response response) implements Outcome {}

    /** Not known: it takes effect at any time after it was invoked, or never. */
    record Unknown() implements Outcome {}

    /** Refused: it certainly had no effect and never will have one. */
    record Failed() implements Outcome {}
}
