package io.jangada.sim.check;

import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

/** Whoever is elected has all that was ever committed (Raft paper, figure 3). */
final class LeaderCompleteness extends Invariant {
    LeaderCompleteness() {
        super("I4");
    }

    @Override
    @Nullable String stepped(Sight sight, Shadow server, Status now) {
        if (now.standing() != Standing.LEADER || server.leads(now.currentTerm())) {
            return null;
        }
        Trail committed = sight.ledger().committed;
        return server.log.isLike(committed, committed.last())
                ? null
                : "%s leads term %d without entry %d of term %d, which is committed"
                        .formatted(
                                server,
                                now.currentTerm(),
                                committed.last(),
                                committed.term(committed.last()));
    }
}
