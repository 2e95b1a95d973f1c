package io.jangada.node;

import io.jangada.raft.Refusal;
import io.jangada.raft.ServerId;

/** How a transfer of leadership ended. */
public sealed interface TransferOutcome {
    /** Another member leads: whoever was to, or one that was elected meanwhile. */
    record Transferred(ServerId leader) implements TransferOutcome {}

    /**
     * Nothing was done: this member does not lead, or hands over already, or the target is no other
     * member with a vote; where none is named, no other such member answers.
     */
    record Refused(Refusal why) implements TransferOutcome {}

    /**
     * Nobody has taken over within an election time-out as it is drawn, so this member goes on; or
     * it stops, and the others will elect.
     */
    record Failed(Reason why) implements TransferOutcome {}
}
