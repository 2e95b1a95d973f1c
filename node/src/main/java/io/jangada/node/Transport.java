package io.jangada.node;

import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import java.util.List;

/**
 * Carries frames between members, without promises: it may lose, delay, repeat and reorder them.
 * AppendEntries and Forward go by a connection of their own, FetchSnapshot and SnapshotChunk by
 * another, everything else by a third, so that control traffic overtakes appends and neither waits
 * for chunks.
 */
public interface Transport extends AutoCloseable {
    /** Begins to deliver what arrives to {@code receiver}, on threads of the transport. */
    void start(Receiver receiver);

    /**
     * Who the members are as far as this one knows, said before {@link #start} and at each change,
     * by one thread at a time; for transports that find members by what the configuration says.
     * Frames have to reach those of both configurations.
     *
     * @param committed in effect at {@code index}, which is committed
     * @param latest in effect now; equal to the other when that is committed
     */
    default void members(Members committed, long index, Members latest) {}

    /**
     * Hands a frame over, never blocks. False when it was dropped at once because the peer is not
     * connected or its buffer is full; true promises nothing. It may wait for {@link #flush}.
     */
    boolean send(ServerId to, Frame frame);

    /** Lets go of all that was sent; called once after many frames, for it may wake a thread. */
    default void flush() {}

    /** Stops sending and delivering, and frees the ports. */
    @Override
    void close();

    /** Where frames arrive. Thread-safe, never blocks. */
    interface Receiver {
        /**
         * Takes frames that arrived together, in their order. Returns how many of them were dropped
         * because the member's inbox is full.
         */
        int receive(ServerId from, List<Frame> frames);

        /**
         * A connection to {@code peer} broke: what was sent, forwards too, may be lost. Not called
         * for that of chunks, which are asked for again.
         */
        void lost(ServerId peer);

        /**
         * {@code by} has committed a configuration without this member, which was in one before.
         */
        default void removed(ServerId by) {}
    }
}
