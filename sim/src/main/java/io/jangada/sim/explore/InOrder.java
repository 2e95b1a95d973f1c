package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** I7: applied, committed and existing entries are in order. */
final class InOrder implements Invariant.OfTurn {
    @Override
    public String name() {
        return "I7";
    }

    @Override
    public @Nullable String broken(Turn turn) {
        Local is = turn.is();
        return is.applied <= is.commit && is.commit <= is.log.length
                ? null
                : "server %d applied %d, committed %d of %d entries"
                        .formatted(is.self, is.applied, is.commit, is.log.length);
    }
}
