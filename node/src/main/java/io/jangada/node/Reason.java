package io.jangada.node;

/** Why a request was not answered with a result. */
public enum Reason {
    /** A bound is reached; nothing was done. Ask again later. */
    BUSY,
    /** No leader was known for as long as the request may take; nothing was done. */
    NO_LEADER,
    /**
     * A leader had the request and the answer did not come in time, or came in a snapshot that does
     * not tell: it may have been applied, or may yet be.
     */
    TIMED_OUT,
    /** The disk of this member has no room for more; nothing was done. */
    NO_SPACE,
    /** The command is larger than the settings allow; nothing was done. */
    TOO_LARGE,
    /** This member stops or has failed; what was handed over before may yet be applied. */
    STOPPED,
}
