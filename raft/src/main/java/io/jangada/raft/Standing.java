package io.jangada.raft;

/** The role of a server, as others may know it. */
public enum Standing {
    FOLLOWER,
    /** Asks whether an election could be won, without raising its term (Raft thesis §9.6). */
    PRE_CANDIDATE,
    CANDIDATE,
    LEADER,
}
