package io.jangada.node;

import io.jangada.raft.Bytes;
import io.jangada.raft.Check;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * This member's proposals from the call until the result, bounded by count and bytes.
 *
 * <p>Three threads meet here: callers offer, the driver takes what is fresh and expires what is
 * old, the applier completes. One lock, held for a few instructions and once per batch, is cheaper
 * than the hand-overs that would avoid it. Futures are completed outside of it.
 */
final class Proposals<R> {
    /** One proposal. The lock guards {@code done}; the driver alone uses the other two flags. */
    static final class Pending<R> {
        final Bytes command;
        final long deadline;
        final CompletableFuture<Outcome<R>> future = new CompletableFuture<>();
        long sequence;
        boolean handedOver;
        boolean expired;
        private boolean done;

        Pending(Bytes command, long deadline) {
            this.command = command;
            this.deadline = deadline;
        }
    }

    private final @Nullable Pending<R>[] slots;
    private final int countMax;
    private final long bytesMax;
    private final ArrayDeque<Pending<R>> byAge = new ArrayDeque<>();
    private ArrayList<Pending<R>> fresh = new ArrayList<>();
    private long lastSequence;
    private int count;
    private long bytes;

    /** Of all commands in {@code byAge}, also of those that have ended. */
    private long agedBytes;

    private long refused;
    private boolean stopped;

    /** With twice as many slots as proposals, so that a free one is always near. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Proposals(int countMax, long bytesMax) {
        this.slots = new Pending[countMax * 2];
        this.countMax = countMax;
        this.bytesMax = bytesMax;
    }

    /** Null when taken in; else why not. A single command always fits when nothing is pending. */
    synchronized @Nullable Reason offer(Pending<R> pending) {
        if (stopped) {
            return Reason.STOPPED;
        }
        int size = pending.command.size();
        if (count >= countMax || (count > 0 && bytes + size > bytesMax)) {
            refused++;
            return Reason.BUSY;
        }
        do {
            lastSequence++;
        } while (slots[slot(lastSequence)] != null);
        pending.sequence = lastSequence;
        slots[slot(lastSequence)] = pending;
        count++;
        bytes += size;
        fresh.add(pending);
        byAge.add(pending);
        agedBytes += size;
        forgetEnded();
        return null;
    }

    /**
     * What has ended must not stay in memory behind an old one that has not. Seldom enough to cost
     * nothing: it takes as much again as may be pending before it is due once more.
     */
    private void forgetEnded() {
        if (byAge.size() > 2 * countMax || agedBytes > 2 * bytesMax + 2 * bytes) {
            byAge.removeIf(pending -> pending.done);
            agedBytes = bytes;
        }
    }

    /** What was offered since the last call, in the order of its sequences. */
    synchronized List<Pending<R>> takeFresh() {
        if (fresh.isEmpty()) {
            return List.of();
        }
        List<Pending<R>> taken = fresh;
        fresh = new ArrayList<>();
        return taken;
    }

    /** The pending proposal of this sequence, which is thereby ended; null when it has ended. */
    synchronized @Nullable Pending<R> take(long sequence) {
        Pending<R> pending = slots[slot(sequence)];
        if (pending == null || pending.sequence != sequence) {
            return null;
        }
        end(pending);
        return pending;
    }

    /** Ends what is older than its deadline. */
    synchronized List<Pending<R>> expire(long now) {
        List<Pending<R>> expired = List.of();
        while (true) {
            Pending<R> oldest = byAge.peek();
            if (oldest == null || (!oldest.done && oldest.deadline > now)) {
                refused += expired.size();
                return expired;
            }
            byAge.remove();
            agedBytes -= oldest.command.size();
            if (!oldest.done) {
                end(oldest);
                if (expired.isEmpty()) {
                    expired = new ArrayList<>();
                }
                expired.add(oldest);
            }
        }
    }

    /** Ends everything and takes nothing in any more. */
    synchronized List<Pending<R>> stop() {
        stopped = true;
        List<Pending<R>> rest = byAge.stream().filter(pending -> !pending.done).toList();
        rest.forEach(this::end);
        byAge.clear();
        agedBytes = 0;
        fresh.clear();
        return rest;
    }

    synchronized int pending() {
        return count;
    }

    /** How many are held in memory, ended ones among them. */
    synchronized int held() {
        return byAge.size();
    }

    /** How many were refused or expired since the start. */
    synchronized long failed() {
        return refused;
    }

    private void end(Pending<R> pending) {
        Check.that(!pending.done, "a proposal ends once");
        pending.done = true;
        slots[slot(pending.sequence)] = null;
        count--;
        bytes -= pending.command.size();
    }

    private int slot(long sequence) {
        return (int) sequence & (slots.length - 1);
    }
}
