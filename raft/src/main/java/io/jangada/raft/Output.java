package io.jangada.raft;

import org.jspecify.annotations.Nullable;

/** What is to be done, in this order. */
public sealed interface Output {
    /** Make durable, atomically, and answer with {@link Input.HardStatePersisted}. */
    record SaveHardState(HardState hardState) implements Output {}

    /**
     * Put these entries into the log and make them durable; answer with {@link Input.LogPersisted}.
     * Where the log already reaches to {@code entries.first()} or beyond, it is cut there first
     * ({@code truncates}). The bytes are those of the input that is being stepped: the proposals,
     * or the forwarded or appended entries with the same indexes; of a no-op there are none, and of
     * a configuration of this leader's own they are {@link Codec#encode(Members)}.
     *
     * @param write numbers the appends of one run of the core upwards without gaps, from 1
     */
    record Append(long write, Entries entries, boolean truncates, boolean noop) implements Output {}

    /**
     * Hand {@code message} to the network, which may lose it. AppendEntries and Forward want their
     * bytes attached; where they cannot be had, drop the message and step {@link Input.Lost}.
     */
    record Send(ServerId to, Message message) implements Output {}

    /** Everything up to {@code commitIndex} is committed and may be applied. */
    record Commit(long commitIndex) implements Output {}

    /** The read may be served once {@code readIndex} is applied. */
    record ReadReady(long ticket, long readIndex) implements Output {}

    record Refuse(long ticket, Refusal why) implements Output {}

    /**
     * Get this snapshot, of {@code from} or of anybody, and step {@link Input.SnapshotReceived}
     * when all of it is durable. Ordered again with each offer of the leader's.
     */
    record FetchSnapshot(ServerId from, Snapshot snapshot) implements Output {}

    /**
     * A snapshot that was received takes the place of the state and of the whole log, which goes on
     * behind it; everything up to it is committed. Answer with {@link Input.LogPersisted} when the
     * log is so durably, and with {@link Input.Applied} when the state machine has it.
     *
     * @param write in one row with the numbers of {@link Append}; 0 when the log stays, since only
     *     what it had forgotten was lost
     */
    record Restore(long write, Snapshot snapshot) implements Output {}

    /** Role, term or known leader changed. */
    record Changed(Standing standing, long term, @Nullable ServerId leader) implements Output {}

    /**
     * Another configuration is in effect: it was appended, came with a snapshot, or is what is left
     * where a later one was cut off.
     */
    record Reconfigured(Members members) implements Output {}

    /**
     * The change of this ticket is committed, or this server leads no more before it is: then it
     * may still come to be, or not.
     */
    record ChangeEnded(long ticket, boolean done) implements Output {}

    /** The transfer of this ticket ended: another leader is known, or the time for it is over. */
    record TransferEnded(long ticket, boolean done) implements Output {}
}
