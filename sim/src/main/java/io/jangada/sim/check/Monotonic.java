package io.jangada.sim.check;

import io.jangada.raft.HardState;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

/**
 * While a member runs its term, commit index and applied index never go back; over restarts its
 * term and vote do not.
 */
final class Monotonic extends Invariant {
    Monotonic() {
        super("I6");
    }

    @Override
    @Nullable String stepped(Sight sight, Shadow server, Status now) {
        Status before = server.before;
        boolean back =
                before != null
                        && (now.currentTerm() < before.currentTerm()
                                || now.commitIndex() < before.commitIndex()
                                || now.lastApplied() < before.lastApplied());
        return back ? "%s went back from %s to %s".formatted(server, before, now) : null;
    }

    @Override
    @Nullable String recovered(Sight sight, Shadow server, HardState hardState, Trail log) {
        // An entry may be durable before the vote file knows its term; nothing was said in it yet.
        boolean isOfTheLog =
                hardState.votedFor() == null
                        && hardState.currentTerm() == log.term(log.last())
                        && hardState.currentTerm() > server.saved.currentTerm();
        return hardState.equals(server.saved) || server.saving.contains(hardState) || isOfTheLog
                ? null
                : "%s starts with %s, but %s was durable"
                        .formatted(server, hardState, server.saved);
    }
}
