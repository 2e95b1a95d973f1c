package io.jangada.node;

import io.jangada.raft.ServerId;

/**
 * Carries frames between members, without promises: it may lose, delay, repeat and reorder them.
 * AppendEntries and Forward go by a connection of their own, everything else by another, so that
 * control traffic overtakes appends.
 */
public interface Transport extends AutoCloseable {
    /** Begins to deliver what arrives to {@code receiver}, on threads of the transport. */
    void start(Receiver receiver);

    /**
     * Hands a frame over, never blocks. False when it was dropped at once because the peer is not
     * connected or its buffer is full; true promises nothing.
     */
    boolean send(ServerId to, Frame frame);

    /** Stops sending and delivering, and frees the ports. */
    @Override
    void close();

    /** Where frames arrive. Thread-safe, never blocks. */
    interface Receiver {
        /** False when the member's inbox is full and the frame was dropped. */
        boolean receive(ServerId from, Frame frame);

        /** The connection to {@code peer} broke: what was sent may be lost. */
        void lost(ServerId peer);
    }
}
