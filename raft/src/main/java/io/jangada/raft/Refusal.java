package io.jangada.raft;

/** Why the core did not take a proposal, a read or a transfer. Nothing was done. */
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
    /** Only a leader can hand over leadership. */
    NOT_LEADER,
}
