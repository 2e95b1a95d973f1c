package io.jangada.node;

import io.jangada.raft.Bytes;
import io.jangada.raft.Check;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
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
    /** One proposal. The lock guards sequence and {@code done}, the rest is the driver's. */
    static final class Pending<R> {
        final Bytes command;
        final long deadline;
        final CompletableFuture<Outcome<R>> future = new CompletableFuture<>();
        long sequence;

        /** The present leader has it, or it is on its way there. */
        boolean handedOver;

        /** Was handed over before: it may yet be applied. */
        boolean tried;

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

    /** The highest sequence that was applied; and below which no proposal is pending. */
    private long applied;

    private long lowest = 1;

    /** Of these sequences nobody here can say what came of them. */
    private long skippedTo;

    /** Written under the lock, read without: the driver looks at it in every turn. */
    private volatile boolean overtaken;

    private int count;
    private long bytes;

    /** How many may be pending for now, at most {@code countMax}. */
    private int bound;

    /** How many of this member's were applied since the start. */
    private long ended;

    /** Of all commands in {@code byAge}, also of those that have ended. */
    private long agedBytes;

    private long refused;
    private boolean stopped;

    /** With twice as many slots as proposals, so that a free one is always near. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Proposals(int countMax, long bytesMax) {
        this.slots = new Pending[countMax * 2];
        this.countMax = countMax;
        this.bound = countMax;
        this.bytesMax = bytesMax;
    }

    /** Null when taken in; else why not. A single command always fits when nothing is pending. */
    synchronized @Nullable Reason offer(Pending<R> pending) {
        if (stopped) {
            return Reason.STOPPED;
        }
        int size = pending.command.size();
        if (count >= bound || (count > 0 && bytes + size > bytesMax)) {
            refused++;
            return Reason.BUSY;
        }
        number(pending);
        count++;
        bytes += size;
        fresh.add(pending);
        byAge.add(pending);
        agedBytes += size;
        forgetEnded();
        return null;
    }

    private void number(Pending<R> pending) {
        do {
            lastSequence++;
        } while (slots[slot(lastSequence)] != null);
        pending.sequence = lastSequence;
        slots[slot(lastSequence)] = pending;
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

    /**
     * Whether a proposal is pending that has a lower sequence than one that was applied: it was not
     * applied, and under its sequence it never will be.
     */
    boolean isAnyOvertaken() {
        return overtaken;
    }

    /**
     * What is to be handed over, in the order of its sequences, and what has ended, but nobody here
     * can say how.
     */
    record Unsent<R>(List<Pending<R>> pending, List<Pending<R>> unknown) {}

    /**
     * Everything that is to be handed over, and again the youngest {@code again} of what was handed
     * over already. Whoever was overtaken gets a new sequence: the duplicates rule drops each copy
     * of the old one, so that it is applied at most once all the same. But where a snapshot took
     * the place of entries, what was handed over may be in it: that is ended here and never handed
     * over again.
     */
    synchronized Unsent<R> unsent(int again) {
        List<Pending<R>> all = new ArrayList<>();
        List<Pending<R>> unknown = new ArrayList<>();
        for (Pending<R> pending : slots) {
            if (pending != null) {
                boolean skipped = pending.sequence <= skippedTo && pending.tried;
                (skipped ? unknown : all).add(pending);
            }
        }
        unknown.forEach(this::end);
        all.sort(Comparator.comparingLong(pending -> pending.sequence));
        for (Pending<R> pending : all) {
            if (pending.sequence < applied) {
                slots[slot(pending.sequence)] = null;
                number(pending);
                pending.handedOver = false;
            }
        }
        all.sort(Comparator.comparingLong(pending -> pending.sequence));
        handOverAgain(all, again);
        overtaken = false;
        fresh.clear();
        all.removeIf(pending -> pending.handedOver);
        return new Unsent<>(all, unknown);
    }

    private void handOverAgain(List<Pending<R>> all, int most) {
        all.reversed().stream()
                .filter(pending -> pending.handedOver)
                .limit(most)
                .forEach(pending -> pending.handedOver = false);
    }

    /**
     * A snapshot that came from elsewhere has the effects of this boot's proposals up to this
     * sequence, 0 for none, and not their results.
     */
    synchronized void skipped(long sequence) {
        if (sequence > 0) {
            skippedTo = Math.max(skippedTo, sequence);
            applied = Math.max(applied, sequence);
            overtaken = true;
        }
    }

    /** This sequence was applied; its proposal is ended thereby, null when it had ended before. */
    synchronized @Nullable Pending<R> applied(long sequence) {
        Pending<R> pending = take(sequence);
        if (pending != null) {
            ended++;
        }
        applied = Math.max(applied, sequence);
        while (lowest <= applied && !isPending(lowest)) {
            lowest++;
        }
        overtaken |= lowest < applied;
        return pending;
    }

    private boolean isPending(long sequence) {
        Pending<R> pending = slots[slot(sequence)];
        return pending != null && pending.sequence == sequence;
    }

    /** The highest sequence of this boot that was applied here, 0 for none. */
    synchronized long applied() {
        return applied;
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

    /** From now on no more than {@code backlog} says may be pending. */
    synchronized void look(long now, Backlog backlog) {
        bound = backlog.look(now, ended, count, bytes);
    }

    /** Whether even the smallest would be refused now. */
    synchronized boolean isBusy() {
        return count >= bound || bytes >= bytesMax;
    }

    synchronized int pending() {
        return count;
    }

    /** Of the commands that are pending. */
    synchronized long bytes() {
        return bytes;
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
