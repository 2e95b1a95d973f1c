package io.jangada.node;

import io.jangada.node.Proposals.Pending;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Input;
import io.jangada.raft.Refusal;
import io.jangada.raft.Sizes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Hands this member's proposals over: to the own core when it leads, through it to the leader
 * otherwise; again where they may have been lost. Owned by the driver.
 */
final class Offering<R> {
    private final Config config;
    private final long boot;
    private final Proposals<R> proposals;

    private final ArrayDeque<Pending<R>> waiting = new ArrayDeque<>();

    /** The youngest so many of what was handed over are to be handed over again. */
    private int again;

    /** What waits was not taken; it is offered again at a tick or to another leader. */
    private boolean blocked;

    private @Nullable Refusal refused;
    private boolean handedOver;

    Offering(Config config, long boot, Proposals<R> proposals) {
        this.config = config;
        this.boot = boot;
        this.proposals = proposals;
    }

    /** What was handed over may be lost, and whoever has it does not mind to get it again. */
    void again() {
        again = Integer.MAX_VALUE;
    }

    /**
     * What was handed over may be lost, or the leader is slow. Only the youngest is handed over
     * again: once it is applied, all older ones that are not are known to be lost, and get a new
     * sequence.
     */
    void probe() {
        again = Math.max(again, 1);
    }

    /** Another leader, or none, or time went by: what was not taken may be now. */
    void unblock() {
        blocked = false;
    }

    /** The core has refused what was proposed last. */
    void refused(Refusal why) {
        refused = why;
    }

    /** What was proposed last is in the log, or on its way to the leader. */
    void handedOver(boolean taken) {
        handedOver = taken;
    }

    /** How many are not handed to a leader yet. */
    int waiting() {
        return waiting.size();
    }

    /**
     * Hands over what waits, as long as {@code open} holds: not while the own disk is far behind,
     * for the others may commit without it, so nothing else would bound what waits for it.
     */
    boolean turn(Open open, BiConsumer<Input, List<Payload>> step) {
        if (again > 0 || proposals.isAnyOvertaken()) {
            waiting.clear();
            Proposals.Unsent<R> unsent = proposals.unsent(again);
            waiting.addAll(unsent.pending());
            Outcome<R> unknown = new Outcome.Refused<>(Reason.TIMED_OUT);
            unsent.unknown().forEach(pending -> pending.future.complete(unknown));
            again = 0;
        } else {
            waiting.addAll(proposals.takeFresh());
        }
        boolean worked = false;
        while (!blocked && !waiting.isEmpty() && open.isOpen()) {
            List<Pending<R>> batch = nextBatch();
            if (batch.isEmpty()) {
                break;
            }
            List<Payload> payloads = new ArrayList<>(batch.size());
            int[] sizes = new int[batch.size()];
            for (int i = 0; i < sizes.length; i++) {
                Pending<R> pending = batch.get(i);
                Payload payload =
                        new Origin(config.self(), boot, pending.sequence).wrap(pending.command);
                payloads.add(payload);
                sizes[i] = payload.size();
            }
            refused = null;
            handedOver = false;
            step.accept(new Input.Propose(0, Sizes.of(sizes)), payloads);
            worked |= settle(batch);
        }
        return worked;
    }

    /** Whether a leader is known and there is room. */
    interface Open {
        boolean isOpen();
    }

    /** After the step; whether anything came of it. */
    private boolean settle(List<Pending<R>> batch) {
        if (handedOver) {
            batch.forEach(pending -> {
                pending.handedOver = true;
                pending.tried = true;
            });
            return true;
        }
        boolean busy = refused == Refusal.BUSY && batch.removeIf(this::refuseAsBusy);
        batch.reversed().forEach(waiting::addFirst);
        blocked = !busy;
        return busy;
    }

    /** Not one that was handed over before: busy means that nothing was done. */
    private boolean refuseAsBusy(Pending<R> pending) {
        if (pending.tried) {
            return false;
        }
        Pending<R> taken = proposals.take(pending.sequence);
        if (taken != null) {
            taken.future.complete(new Outcome.Refused<>(Reason.BUSY));
        }
        return true;
    }

    /** At most as many bytes and commands as one message carries, but at least one command. */
    private List<Pending<R>> nextBatch() {
        List<Pending<R>> batch = new ArrayList<>();
        long bytes = 0;
        while (batch.size() < config.core().appendEntriesMax()) {
            Pending<R> next = waiting.peek();
            if (next == null) {
                break;
            }
            if (next.expired) {
                waiting.remove();
                continue;
            }
            bytes += Origin.BYTES + next.command.size();
            if (bytes > config.core().appendBytesMax() && !batch.isEmpty()) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }

    void expire(long now) {
        List<Pending<R>> expired = proposals.expire(now);
        if (!expired.isEmpty()) {
            expired.forEach(pending -> pending.expired = true);
            // Their bytes count no more, so they must go, also where no leader ever comes.
            waiting.removeIf(pending -> pending.expired);
        }
        for (Pending<R> pending : expired) {
            pending.future.complete(
                    new Outcome.Refused<>(pending.tried ? Reason.TIMED_OUT : Reason.NO_LEADER));
        }
    }
}
