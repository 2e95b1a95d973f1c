package io.jangada.node;

import io.jangada.raft.PeerStatus;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Leadership transfers that are under way. Owned by the driver; tickets are negative. */
final class Handover {
    /** Begins a transfer in the core. */
    interface Begin {
        void transfer(long ticket, ServerId to);
    }

    /** Nanoseconds between two attempts to leave the lead to a member whose disk is better. */
    private static final long PAUSE_MIN = 10_000_000_000L;

    private static final long PAUSE_MAX = 320_000_000_000L;

    private final TreeMap<Long, CompletableFuture<Boolean>> underWay = new TreeMap<>();
    private long lastTicket;
    private long retreatedAt;
    private long pause;

    /**
     * Without a target, of the peers that answer the one with the longest log is taken; false when
     * there is none.
     */
    boolean begin(Inbox.Transfer transfer, Raft raft, Begin begin) {
        ServerId to = transfer.to() != null ? transfer.to() : closest(raft);
        if (to == null) {
            transfer.done().complete(false);
            return false;
        }
        long ticket = --lastTicket;
        underWay.put(ticket, transfer.done());
        begin.transfer(ticket, to);
        return true;
    }

    /**
     * Asks another to lead while this member's disk is bad: has no room, or is slow. Nobody knows
     * whose disk is better, so an attempt may be in vain, or the lead may come back; hence the
     * pauses, twice as long each time, until the disk is good.
     */
    void retreat(boolean bad, boolean good, long now, Raft raft, Begin begin) {
        if (good) {
            pause = 0;
        }
        boolean leads = raft.status().standing() == Standing.LEADER;
        if (bad
                && leads
                && (pause == 0 || now - retreatedAt >= pause)
                && begin(new Inbox.Transfer(null, new CompletableFuture<>()), raft, begin)) {
            pause = pause == 0 ? PAUSE_MIN : Math.min(2 * pause, PAUSE_MAX);
            retreatedAt = now;
        }
    }

    private static @Nullable ServerId closest(Raft raft) {
        return raft.peers().stream()
                .filter(PeerStatus::heard)
                .max(Comparator.comparingLong(PeerStatus::matchIndex))
                .map(PeerStatus::peer)
                .orElse(null);
    }

    void refused(long ticket) {
        ended(ticket, false);
    }

    void ended(long ticket, boolean done) {
        CompletableFuture<Boolean> transfer = underWay.remove(ticket);
        if (transfer != null) {
            transfer.complete(done);
        }
    }

    void abandon() {
        List<CompletableFuture<Boolean>> rest = new ArrayList<>(underWay.values());
        underWay.clear();
        rest.forEach(transfer -> transfer.complete(false));
    }
}
