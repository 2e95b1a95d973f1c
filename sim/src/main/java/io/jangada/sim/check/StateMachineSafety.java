package io.jangada.sim.check;

import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

/**
 * No two members commit different entries at one index (Raft paper, figure 3). What is committed
 * for the first time becomes the history that all others are compared with.
 */
final class StateMachineSafety extends Invariant {
    StateMachineSafety() {
        super("I5");
    }

    @Override
    @Nullable String stepped(Sight sight, Shadow server, Status now) {
        Trail committed = sight.ledger().committed;
        long from = server.before == null ? 0 : server.before.commitIndex();
        long to = Math.min(now.commitIndex(), server.log.last());
        if (to <= from) {
            return null;
        }
        long both = Math.min(to, committed.last());
        if (!server.log.isLike(committed, both)) {
            return "%s commits entry %d of term %d, others that of term %d"
                    .formatted(server, both, server.log.term(both), committed.term(both));
        }
        for (long index = committed.last() + 1; index <= to; index++) {
            committed.put(index, server.log.term(index), server.log.digest(index));
        }
        return null;
    }
}
