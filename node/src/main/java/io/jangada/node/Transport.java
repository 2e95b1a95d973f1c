package io.jangada.node;

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
    }
}
