package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** One exploration behind one name, for callers that load this package beside another core. */
public final class Trial {
    private Trial() {}

    /**
     * Explores within {@code spec}, as {@link Bounds#parse} reads it. Null when it was exhausted
     * and nothing is broken; otherwise what is broken, after how many moves, and how.
     */
    public static @Nullable String run(String spec) {
        Outcome outcome =
                new Explorer(Bounds.parse(spec), Reductions.ALL).run((_, _, _, _) -> true);
        if (outcome.broken() == null) {
            return null;
        }
        return "%s after %d moves: %s (%d states)"
                .formatted(
                        outcome.broken(),
                        outcome.trace().size(),
                        outcome.sentence(),
                        outcome.states());
    }
}
