package io.jangada.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames that wait for one peer on one lane, bounded in bytes and count. Locked: the member's
 * thread offers, the lane's event loop takes; neither holds the lock for longer than a batch.
 */
final class Outbox {
    /** So many wait no longer for the sender to flush: the lane is woken while it goes on. */
    static final int RIPE_FRAMES = 256;

    private final TransportLimits limits;
    private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();
    private long bytes;
    // Also read without the lock, so that nothing is encoded in vain.
    private volatile boolean open;
    // A taker is on its way, or waits until the connection is ready.
    private boolean awaited;

    Outbox(TransportLimits limits) {
        this.limits = limits;
    }

    enum Offer {
        /** Taken in; the next flush sends it, or somebody who is on the way already. */
        WAITS,
        /** Taken in; so much waits that the caller sends for a taker. */
        WAKE,
        /** There is no room, or no connection. */
        DROPPED
    }

    /**
     * @param batch what to send now
     * @param bytes of these frames
     * @param more whether others wait, so that the taker comes again
     */
    record Take(List<Parcel> batch, long bytes, boolean more) {}

    synchronized Offer offer(Parcel parcel) {
        if (!open
                || waiting.size() >= limits.bufferFramesMax()
                || bytes + parcel.bytes() > limits.bufferBytesMax()) {
            return Offer.DROPPED;
        }
        waiting.add(parcel);
        bytes += parcel.bytes();
        if (awaited || (waiting.size() < RIPE_FRAMES && bytes < limits.batchBytesMax())) {
            return Offer.WAITS;
        }
        awaited = true;
        return Offer.WAKE;
    }

    /** Whether frames wait that nobody is coming for; the caller sends for a taker then. */
    synchronized boolean flush() {
        if (awaited || waiting.isEmpty()) {
            return false;
        }
        awaited = true;
        return true;
    }

    /** The oldest frames, as many as one gRPC message holds. */
    synchronized Take take() {
        List<Parcel> batch = new ArrayList<>(Math.min(waiting.size(), limits.batchFramesMax()));
        long taken = 0;
        int payloads = 0;
        while (batch.size() < limits.batchFramesMax()) {
            Parcel next = waiting.peek();
            if (next == null) {
                break;
            }
            payloads += next.frame().payloads().size();
            if (taken > 0
                    && (taken + next.bytes() > limits.batchBytesMax()
                            || payloads > limits.batchPayloadsMax())) {
                break;
            }
            waiting.remove();
            batch.add(next);
            taken += next.bytes();
        }
        bytes -= taken;
        awaited = !waiting.isEmpty();
        return new Take(batch, taken, awaited);
    }

    boolean isOpen() {
        return open;
    }

    synchronized void open() {
        open = true;
    }

    /** Drops everything: what waits for a broken connection is stale when there is another. */
    synchronized int close() {
        int dropped = waiting.size();
        waiting.clear();
        bytes = 0;
        open = false;
        awaited = false;
        return dropped;
    }

    /** Bytes that wait now. */
    synchronized long bytes() {
        return bytes;
    }
}
