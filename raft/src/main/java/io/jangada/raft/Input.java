package io.jangada.raft;

/** What happened. Everything that the core ever learns comes through one of these. */
public sealed interface Input {
    /**
     * Time passed. {@code now} is monotonic, in nanoseconds, from any origin, and never goes back.
     * Raises the facts below where they are due; missed ticks are not made up for.
     */
    record Tick(long now) implements Input {}

    /**
     * A whole election time-out, as drawn, went by without a word from a leader or a vote given.
     */
    record ElectionElapsed() implements Input {}

    /**
     * One minimum election time-out went by since a leader was heard, or since the start: only now
     * may this server vote for another (stickiness, Raft thesis §4.2.3).
     */
    record LeaderSilent() implements Input {}

    record HeartbeatDue() implements Input {}

    /** This leader has not heard a quorum for one election time-out (Raft thesis §6.2). */
    record QuorumSilent() implements Input {}

    record Receive(ServerId from, Message message) implements Input {}

    /**
     * Commands of this member's clients, all or none of which are taken. The answer is an {@link
     * Output.Append} of exactly these (this server leads), a {@link Output.Send} of a {@link
     * Message.Forward} (handed over), or an {@link Output.Refuse} with {@code ticket}.
     */
    record Propose(long ticket, Sizes sizes) implements Input {}

    /**
     * Answered by {@link Output.ReadReady} or {@link Output.Refuse} with {@code ticket}.
     *
     * @param lease at a leader, the last round will do as long as nobody can have been elected
     *     since (Raft thesis §6.4.1): needs clocks that run alike, and an {@link Tick} with the
     *     time after the read came
     */
    record Read(long ticket, boolean lease) implements Input {
        public Read(long ticket) {
            this(ticket, false);
        }
    }

    /** The hard state that {@link Output.SaveHardState} ordered is durable. */
    record HardStatePersisted(HardState hardState) implements Input {}

    /** Every {@link Output.Append} with a number up to {@code write} is durable. */
    record LogPersisted(long write) implements Input {}

    /** The state machine has applied everything up to {@code index}. */
    record Applied(long index) implements Input {}

    /** An image of the state machine after entry {@code index}, which is applied, is durable. */
    record SnapshotTaken(long index) implements Input {}

    /**
     * The terms and sizes of entries up to {@code upTo} are of no use any more: the newest snapshot
     * stands for them. Where less may be forgotten, less is.
     */
    record Compact(long upTo) implements Input {}

    /** All of a snapshot that {@link Output.FetchSnapshot} ordered is durable here. */
    record SnapshotReceived(Snapshot snapshot) implements Input {}

    /** Hand leadership to {@code to}; refused with {@code ticket} where that cannot be. */
    record Transfer(long ticket, ServerId to) implements Input {}

    /**
     * Change the members from what is {@code expected} to be in effect to {@code next}, which is
     * not joint: in one step, or through a joint configuration that the leader leaves by itself.
     * Answered by {@link Output.ChangeEnded}, or refused with {@code ticket}.
     */
    record ChangeMembers(long ticket, Members expected, Members next) implements Input {}

    /** Frames sent to {@code peer} may have been lost (the connection broke, a buffer was full). */
    record Lost(ServerId peer) implements Input {}
}
