package io.jangada.raft;

import org.jspecify.annotations.Nullable;

/**
 * What servers say to each other. Every message carries its sender's {@code currentTerm}; the two
 * exceptions are {@link PreVote} and a granted {@link PreVoteReply}, which carry the term that the
 * sender would campaign in and never change a term (Raft thesis §9.6).
 *
 * <p>The bytes of entries and commands travel beside the message, attached by whoever runs the
 * core.
 */
public sealed interface Message {
    long term();

    /** How many payloads travel beside the message, and how many bytes each has. */
    default Sizes sizes() {
        return Sizes.NONE;
    }

    /** Would you vote for me in {@code term}? Changes nothing at the receiver. */
    record PreVote(long term, long lastLogIndex, long lastLogTerm) implements Message {}

    /** {@code term} is the asked one when granted, the voter's {@code currentTerm} when refused. */
    record PreVoteReply(long term, boolean granted) implements Message {}

    /**
     * @param transfer the leader itself asked for this election by {@link TimeoutNow}, so that
     *     stickiness does not apply (Raft thesis §3.10, §4.2.3)
     */
    record RequestVote(long term, long lastLogIndex, long lastLogTerm, boolean transfer)
            implements Message {}

    record RequestVoteReply(long term, boolean granted) implements Message {}

    /** Entries to append behind (prevLogIndex, prevLogTerm); possibly none, to probe. */
    record AppendEntries(
            long term, long prevLogIndex, long prevLogTerm, long leaderCommit, Entries entries)
            implements Message {
        @Override
        public Sizes sizes() {
            return entries.sizes();
        }
    }

    /** What a leader hears of another server's log. */
    sealed interface Answer extends Message {}

    /** Everything up to {@code matchIndex} matches the leader's log and is durable here. */
    record AppendAccepted(long term, long matchIndex) implements Answer {}

    /**
     * The entry at {@code prevLogIndex} is missing or of another term, or the sender is of an old
     * term. The follower's log may match up to {@code hintIndex}, whose term there is {@code
     * hintTerm}: the last entry at or below prevLogIndex whose term is not above prevLogTerm.
     */
    record AppendRejected(long term, long prevLogIndex, long hintIndex, long hintTerm)
            implements Answer {}

    /**
     * Overtakes appends on a connection of its own.
     *
     * @param matchIndex the follower's matchIndex as the leader knows it
     * @param leaderCommit min(commitIndex, matchIndex)
     * @param round the newest read round; rounds are numbered upwards within a term, never reused
     */
    record Heartbeat(long term, long matchIndex, long leaderCommit, long round)
            implements Message {}

    /**
     * @param round the round of the heartbeat that is answered
     * @param matchIndex the highest index that matches this leader's log and is durable here
     */
    record HeartbeatReply(long term, long round, long matchIndex) implements Answer {}

    /** Campaign at once: leadership transfer (Raft thesis §3.10). */
    record TimeoutNow(long term) implements Message {}

    /** A follower asks for a read index; {@code token} is never reused by that follower. */
    record ReadIndex(long term, long token) implements Message {}

    /** A read that waits for {@code readIndex} to be applied is linearizable. */
    record ReadIndexReply(long term, long token, long readIndex) implements Message {}

    /**
     * The leader offers a snapshot to a server that lacks entries which the leader has no more
     * (Raft thesis §5.3). The bytes are pulled, chunk by chunk, past the core.
     */
    record InstallSnapshot(long term, Snapshot snapshot) implements Message {}

    /**
     * Of those who run the cores: a chunk is asked for. The core takes no notice, not even of the
     * term.
     *
     * @param offset of the chunk in bytes, -1 for the manifest
     */
    record FetchSnapshot(long term, long lastIncludedIndex, long lastIncludedTerm, long offset)
            implements Message {}

    /**
     * The answer, past the core as well: one payload, or none where the sender has no such
     * snapshot.
     *
     * @param offset of the chunk in bytes, -1 for the manifest
     */
    record SnapshotChunk(
            long term, long lastIncludedIndex, long lastIncludedTerm, long offset, Sizes sizes)
            implements Message {}

    /**
     * Of those who run the cores: a change of the members is handed over to the leader. The core
     * takes no notice.
     *
     * @param token tells the answers apart
     */
    record ChangeMembers(long term, long token, Members expected, Members next)
            implements Message {}

    /** How it ended: null when it is committed. {@code LEADER_CHANGED}: nobody knows. */
    record ChangeMembersReply(long term, long token, @Nullable Refusal why) implements Message {}

    /** Commands handed over to the leader; dropped by a receiver that does not lead. */
    record Forward(long term, Sizes sizes) implements Message {}
}
