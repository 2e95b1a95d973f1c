package io.jangada.node;

import io.jangada.raft.PeerStatus;
import io.jangada.raft.Raft;
import io.jangada.raft.Refusal;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Leadership transfers that are under way. Owned by the driver; tickets are negative. */
final class Handover {
    /** Begins a transfer in the core. */
    interface Begin {
        void transfer(long ticket, ServerId to);
    }

    /** Nanoseconds between two attempts to leave the lead by oneself. */
    private static final long PAUSE_MIN = 10_000_000_000L;

    private static final long PAUSE_MAX = 320_000_000_000L;

    /** Entries by which a member may be behind that is to lead: writes wait until it is not. */
    private static final long BEHIND_MAX = 1_000;

    private final ToIntFunction<ServerId> priority;
    private final TreeMap<Long, CompletableFuture<TransferOutcome>> underWay = new TreeMap<>();
    private long lastTicket;
    private long retreatedAt;
    private long pause;

    /** Who was asked to take the lead from a bad disk since the last pause. */
    private final TreeSet<ServerId> asked = new TreeSet<>();

    /** What came of that, the last time. */
    private CompletableFuture<TransferOutcome> retreat = new CompletableFuture<>();

    /** Since when this member leads, or has tried to yield last. */
    private long yieldsAfter;

    private long yieldPause = PAUSE_MIN;
    private boolean led;

    Handover(ToIntFunction<ServerId> priority) {
        this.priority = priority;
    }

    /** Without a target, of the voters that answer the one with the longest log is taken. */
    void begin(Inbox.Transfer transfer, Raft raft, Begin begin) {
        ServerId to = transfer.to() != null ? transfer.to() : closest(able(raft));
        if (to == null) {
            Refusal why = leads(raft) ? Refusal.BAD_TRANSFEREE : Refusal.NOT_LEADER;
            transfer.done().complete(new TransferOutcome.Refused(why));
            return;
        }
        begin(to, transfer.done(), begin);
    }

    private void begin(ServerId to, CompletableFuture<TransferOutcome> done, Begin begin) {
        long ticket = --lastTicket;
        underWay.put(ticket, done);
        begin.transfer(ticket, to);
    }

    /**
     * Asks another to lead while this member's disk is bad: has no room, or is slow. Nobody knows
     * whose disk is better. Whoever has no room either does not take the lead, so the next one is
     * asked; when all were asked, or the lead has come back, there is a pause, twice as long each
     * time, until the disk is good.
     */
    void retreat(boolean bad, boolean good, long now, Raft raft, Begin begin) {
        if (good) {
            pause = 0;
        }
        if (!bad || !leads(raft) || !underWay.isEmpty()) {
            return;
        }
        boolean begins = pause == 0 || now - retreatedAt >= pause;
        if (begins) {
            asked.clear();
        }
        if (begins || retreat.getNow(null) instanceof TransferOutcome.Failed) {
            ServerId to = closest(able(raft).filter(peer -> !asked.contains(peer.peer())));
            if (to != null) {
                asked.add(to);
                retreat = new CompletableFuture<>();
                begin(to, retreat, begin);
                if (begins) {
                    pause = pause == 0 ? PAUSE_MIN : Math.min(2 * pause, PAUSE_MAX);
                }
                retreatedAt = now;
            }
        }
    }

    /**
     * Leaves the lead to a member of a higher priority that answers and keeps up. That one may be
     * unable to take it or to keep it, so the pause is twice as long after each attempt.
     */
    void prefer(long now, Raft raft, Begin begin) {
        boolean leads = leads(raft);
        if (leads && !led) {
            yieldsAfter = now;
        }
        led = leads;
        if (leads && now - yieldsAfter >= yieldPause) {
            Status status = raft.status();
            int own = priority.applyAsInt(status.self());
            able(raft)
                    .filter(peer -> peer.matchIndex() >= status.lastLogIndex() - BEHIND_MAX)
                    .map(PeerStatus::peer)
                    .max(Comparator.comparingInt(priority))
                    .filter(peer -> priority.applyAsInt(peer) > own)
                    .ifPresent(peer -> {
                        begin(peer, new CompletableFuture<>(), begin);
                        yieldPause = Math.min(2 * yieldPause, PAUSE_MAX);
                        yieldsAfter = now;
                    });
        }
    }

    private static boolean leads(Raft raft) {
        return raft.status().standing() == Standing.LEADER;
    }

    /** Who could take over: it has a vote, and answers. */
    private static Stream<PeerStatus> able(Raft raft) {
        return raft.peers().stream()
                .filter(PeerStatus::heard)
                .filter(peer -> raft.members().voters().contains(peer.peer()));
    }

    private @Nullable ServerId closest(Stream<PeerStatus> peers) {
        return peers.max(
                        Comparator.comparingLong(PeerStatus::matchIndex)
                                .thenComparingInt(peer -> priority.applyAsInt(peer.peer())))
                .map(PeerStatus::peer)
                .orElse(null);
    }

    void refused(long ticket, Refusal why) {
        end(ticket, new TransferOutcome.Refused(why));
    }

    /** {@code leader} is who leads now, if another does. */
    void ended(long ticket, @Nullable ServerId leader) {
        end(
                ticket,
                leader == null
                        ? new TransferOutcome.Failed(Reason.TIMED_OUT)
                        : new TransferOutcome.Transferred(leader));
    }

    private void end(long ticket, TransferOutcome outcome) {
        CompletableFuture<TransferOutcome> transfer = underWay.remove(ticket);
        if (transfer != null) {
            transfer.complete(outcome);
        }
    }

    void abandon() {
        List<CompletableFuture<TransferOutcome>> rest = new ArrayList<>(underWay.values());
        underWay.clear();
        rest.forEach(transfer -> transfer.complete(new TransferOutcome.Failed(Reason.STOPPED)));
    }
}
