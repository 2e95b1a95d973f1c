package io.jangada.node.storage;

/**
 * The journal's kinds of work. Each is done by one thread at a time, in {@link Journal#turn}, and
 * none waits for another: a vote waits for its own force and nothing else.
 */
public enum Lane {
    /** Writes what was appended. */
    APPEND,
    /** Writes term and vote. */
    VOTE,
    /** Makes the next segment ready before it is needed; may take long. */
    PREPARE,
    /** Reads entries that have left memory. */
    FETCH
}
