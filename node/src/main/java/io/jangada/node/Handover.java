package io.jangada.node;

import io.jangada.raft.PeerStatus;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;

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

    private final TreeMap<Long, CompletableFuture<Boolean>> underWay = new TreeMap<>();
    private long lastTicket;

    /** Without a target, of the peers that answer the one with the longest log is taken. */
    void begin(Inbox.Transfer transfer, Raft raft, Begin begin) {
        ServerId to = transfer.to() != null ? transfer.to() : closest(raft);
        if (to == null) {
            transfer.done().complete(false);
            return;
        }
        long ticket = --lastTicket;
        underWay.put(ticket, transfer.done());
        begin.transfer(ticket, to);
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
