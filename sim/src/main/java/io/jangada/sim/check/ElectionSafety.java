package io.jangada.sim.check;

import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.TreeMap;

/** At most one leader in a term, over all history (Raft paper, figure 3). */
final class ElectionSafety extends Invariant {
    private final TreeMap<Long, ServerId> leaders = new TreeMap<>();

    ElectionSafety() {
        super("I1");
    }

    @Override
    @Nullable String stepped(Sight sight, Shadow server, Status now) {
        if (now.standing() != Standing.LEADER || server.leads(now.currentTerm())) {
            return null;
        }
        ServerId other = leaders.putIfAbsent(now.currentTerm(), server.id());
        return other == null || other.equals(server.id())
                ? null
                : "%s and %s both lead term %d".formatted(other, server, now.currentTerm());
    }
}
