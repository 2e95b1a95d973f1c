package io.jangada.raft;

/**
 * Why the core did not take a proposal, a read, a transfer or a change. Nothing was done. The order
 * is part of the encoding.
 */
public enum Refusal {
    /** No leader is known; ask again when one is. */
    NO_LEADER,
    /**
     * The leader that was asked is gone or was deposed before it answered; a read may be retried.
     */
    LEADER_CHANGED,
    /** Leadership is being handed over; ask again when there is a new leader. */
    TRANSFERRING,
    /** As many bytes or requests are under way as the settings allow. */
    BUSY,
    /** The target of a transfer is unknown, has no vote, or is this server itself. */
    BAD_TRANSFEREE,
    /** Only a leader can hand over leadership, or change the members. */
    NOT_LEADER,
    /**
     * One change at a time, and none before this leader has committed an entry of its own term
     * (Raft thesis §4.1 and the correction of 2015); ask again soon.
     */
    CHANGE_UNDER_WAY,
    /** The configuration is not the expected one: somebody else has changed it. */
    CONFIGURATION_CHANGED,
    /** The configuration that is asked for is none that can be, or is too large. */
    BAD_CONFIGURATION,
    /** Who is to get a vote has to be a learner first, and to catch up (Raft thesis §4.2.1). */
    NOT_CAUGHT_UP,
}
