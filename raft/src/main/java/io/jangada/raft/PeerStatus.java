package io.jangada.raft;

/**
 * What a leader knows of one other server.
 *
 * @param matchIndex everything up to here is the leader's and durable there
 * @param nextIndex the next entry to send
 * @param probing the leader looks for where the logs agree, one message at a time
 * @param heard an answer came within one minimum election time-out
 * @param caughtUp of a learner: it may get a vote, for it is hardly behind (Raft thesis §4.2.1)
 * @param messagesUnderWay AppendEntries with entries sent and not yet answered
 */
public record PeerStatus(
        ServerId peer,
        long matchIndex,
        long nextIndex,
        boolean probing,
        boolean heard,
        boolean caughtUp,
        int messagesUnderWay) {}
