package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** I1: at most one leader per term, over all history. */
final class ElectionSafety implements Invariant.OfWorld {
    @Override
    public String name() {
        return "I1";
    }

    @Override
    public @Nullable String broken(World world) {
        History history = world.history();
        for (int term = 1; term <= history.terms(); term++) {
            if (Integer.bitCount(history.leaders(term)) > 1) {
                return "term " + term + " had two leaders";
            }
        }
        return null;
    }
}
