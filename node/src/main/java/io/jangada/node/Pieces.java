package io.jangada.node;

import io.jangada.raft.Bytes;
import io.jangada.raft.Snapshot;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/**
 * The bytes of one snapshot on their way from the thread that reads them to the one that applies.
 * One lock, held for an append to a list; at most {@value #MAX} pieces wait.
 */
final class Pieces {
    private static final int MAX = 4;

    private final Snapshot snapshot;
    private final Runnable added;
    private final Runnable taken;
    private final ArrayDeque<Bytes> pieces = new ArrayDeque<>();
    private boolean ended;

    /**
     * @param added is run when there is something to take
     * @param taken is run when there is room again
     */
    Pieces(Snapshot snapshot, Runnable added, Runnable taken) {
        this.snapshot = snapshot;
        this.added = added;
        this.taken = taken;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Everything up to here is in it. */
    long index() {
        return snapshot.lastIncludedIndex();
    }

    synchronized boolean hasRoom() {
        return pieces.size() < MAX;
    }

    void put(Bytes piece) {
        synchronized (this) {
            pieces.add(piece);
        }
        added.run();
    }

    /** No more follow. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        added.run();
    }

    /** The next piece; null when none is there at the moment. */
    @Nullable Bytes take() {
        Bytes piece;
        synchronized (this) {
            piece = pieces.poll();
        }
        if (piece != null) {
            taken.run();
        }
        return piece;
    }

    /** All of it was taken. */
    synchronized boolean isOver() {
        return ended && pieces.isEmpty();
    }
}
