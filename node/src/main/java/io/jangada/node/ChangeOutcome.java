package io.jangada.node;

import io.jangada.raft.Refusal;

/** How a change of the members ended. */
public sealed interface ChangeOutcome {
    /** What was asked for is in effect and committed. */
    record Changed() implements ChangeOutcome {}

    /** A leader has refused it; nothing was done. */
    record Refused(Refusal why) implements ChangeOutcome {}

    /**
     * No leader is known, or it did not answer in time, or it leads no more: look at {@link
     * Node#members} before asking again.
     */
    record Unknown(Reason why) implements ChangeOutcome {}
}
