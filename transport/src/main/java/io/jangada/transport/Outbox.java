package io.jangada.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames that wait for one peer on one lane, bounded in bytes and count. Locked: the member's
 * thread offers, the lane's event loop takes; neither holds the lock for longer than a batch.
 */
final class Outbox {
    private final TransportLimits limits;
    private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean open;
    // A taker is on its way, or waits until the connection is ready.
    private boolean awaited;
    private boolean told;
    private boolean untold;

    Outbox(TransportLimits limits) {
        this.limits = limits;
    }

    enum Offer {
        /** Taken in; somebody is on the way to send it. */
        WAITS,
        /** Taken in; the caller sends for a taker. */
        WAKE,
        /** Dropped for lack of room, and nobody was told since the last frame was taken. */
        DROPPED,
        /** Dropped for lack of room; whoever must know knows already, or will at the next take. */
        DROPPED_AGAIN,
        /** Dropped because there is no connection. */
        CLOSED
    }

    /**
     * @param batch what to send now; nobody is awaited any more when it is empty
     * @param drops frames were dropped since somebody was told
     */
    record Take(List<Parcel> batch, long bytes, boolean drops) {}

    synchronized Offer offer(Parcel parcel) {
        if (!open) {
            return Offer.CLOSED;
        }
        if (waiting.size() >= limits.bufferFramesMax()
                || bytes + parcel.bytes() > limits.bufferBytesMax()) {
            // Told once until the lane moves: a sender that retries at once must not spin.
            untold = told;
            told = true;
            return untold ? Offer.DROPPED_AGAIN : Offer.DROPPED;
        }
        waiting.add(parcel);
        bytes += parcel.bytes();
        if (awaited) {
            return Offer.WAITS;
        }
        awaited = true;
        return Offer.WAKE;
    }

    /** The oldest frames, as many as one gRPC message holds. */
    synchronized Take take() {
        List<Parcel> batch = new ArrayList<>(Math.min(waiting.size(), limits.batchFramesMax()));
        long taken = 0;
        while (batch.size() < limits.batchFramesMax()) {
            Parcel next = waiting.peek();
            if (next == null || (taken > 0 && taken + next.bytes() > limits.batchBytesMax())) {
                break;
            }
            waiting.remove();
            batch.add(next);
            taken += next.bytes();
        }
        bytes -= taken;
        awaited = !batch.isEmpty();
        boolean drops = untold;
        told = false;
        untold = false;
        return new Take(batch, taken, drops);
    }

    synchronized boolean isOpen() {
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
        told = false;
        untold = false;
        return dropped;
    }

    /** Bytes that wait now. */
    synchronized long bytes() {
        return bytes;
    }
}
