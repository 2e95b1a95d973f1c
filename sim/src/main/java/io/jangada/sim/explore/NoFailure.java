package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** I23: no core ever refuses to go on. */
final class NoFailure implements Invariant.OfTurn {
    @Override
    public String name() {
        return "I23";
    }

    @Override
    public @Nullable String broken(Turn turn) {
        return turn.failure() == null
                ? null
                : "server " + turn.was().self + " stops: " + turn.failure();
    }
}
