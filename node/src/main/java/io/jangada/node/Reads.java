package io.jangada.node;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * This member's waiting reads, bounded by count. Callers offer, the driver takes them in batches:
 * one round of the protocol confirms all that have come by then. The lock is held for a few
 * instructions; futures are completed outside of it.
 */
final class Reads {
    /** Reads that share one ticket. Owned by the driver, then by the applier. */
    static final class Batch {
        final ReadMode mode;
        final List<CompletableFuture<ReadOutcome>> reads;
        final long deadline;

        private Batch(ReadMode mode, List<CompletableFuture<ReadOutcome>> reads, long deadline) {
            this.mode = mode;
            this.reads = reads;
            this.deadline = deadline;
        }
    }

    private final int countMax;
    private final EnumMap<ReadMode, List<CompletableFuture<ReadOutcome>>> fresh =
            new EnumMap<>(ReadMode.class);
    private int count;
    private boolean stopped;

    Reads(int countMax) {
        this.countMax = countMax;
    }

    /** The future of a new read; complete already when it is refused. */
    CompletableFuture<ReadOutcome> offer(ReadMode mode) {
        CompletableFuture<ReadOutcome> read = new CompletableFuture<>();
        Reason refused;
        synchronized (this) {
            if (!stopped && count < countMax) {
                count++;
                fresh.computeIfAbsent(mode, _ -> new ArrayList<>()).add(read);
                return read;
            }
            refused = stopped ? Reason.STOPPED : Reason.BUSY;
        }
        read.complete(new ReadOutcome.Refused(refused));
        return read;
    }

    synchronized boolean isEmpty() {
        return fresh.isEmpty();
    }

    /** How many are not answered. */
    synchronized int pending() {
        return count;
    }

    /** What was offered since the last call, the reads of each mode together. */
    synchronized List<Batch> take(long deadline) {
        List<Batch> batches = new ArrayList<>();
        fresh.forEach((mode, reads) -> batches.add(new Batch(mode, reads, deadline)));
        fresh.clear();
        return batches;
    }

    /** Answers every read of {@code batch}. */
    void complete(Batch batch, ReadOutcome outcome) {
        synchronized (this) {
            count -= batch.reads.size();
        }
        batch.reads.forEach(read -> read.complete(outcome));
    }

    /** Takes nothing in any more; the caller completes what {@link #take} still gives. */
    synchronized void stop() {
        stopped = true;
    }
}
