package io.jangada.node;

import java.util.ArrayList;
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
        final List<CompletableFuture<ReadOutcome>> reads;
        final long deadline;

        private Batch(List<CompletableFuture<ReadOutcome>> reads, long deadline) {
            this.reads = reads;
            this.deadline = deadline;
        }
    }

    private final int countMax;
    private ArrayList<CompletableFuture<ReadOutcome>> fresh = new ArrayList<>();
    private int count;
    private boolean stopped;

    Reads(int countMax) {
        this.countMax = countMax;
    }

    /** The future of a new read; complete already when it is refused. */
    CompletableFuture<ReadOutcome> offer() {
        CompletableFuture<ReadOutcome> read = new CompletableFuture<>();
        Reason refused;
        synchronized (this) {
            if (!stopped && count < countMax) {
                count++;
                fresh.add(read);
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

    /** Everything offered since the last call; perhaps nothing. */
    synchronized Batch take(long deadline) {
        Batch batch = new Batch(fresh, deadline);
        fresh = new ArrayList<>();
        return batch;
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
