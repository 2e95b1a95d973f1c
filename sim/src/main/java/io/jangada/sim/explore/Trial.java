package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** One exploration behind one name, for callers that load this package beside another core. */
public final class Trial {
    private static final String WITHOUT = "no-";
    private static final String MOVES = "moves=";

    private Trial() {}

    /**
     * Explores within {@code spec}: bounds as {@link Bounds#parse} reads them, {@code no-NAME} for
     * each reduction that takes the rule for granted which is in question, and {@code moves=N} to
     * go no further than so many moves. Null when nothing is broken; otherwise what is broken,
     * after how many moves, and how.
     */
    public static @Nullable String run(String spec) {
        Outcome outcome = explored(spec);
        if (outcome.broken() == null) {
            return null;
        }
        return "%s after %d moves: %s (%d states)"
                .formatted(
                        outcome.broken(), outcome.length(), outcome.sentence(), outcome.states());
    }

    /** What would be printed of the first violation; nothing when there is none. */
    public static List<String> trace(String spec) {
        return explored(spec).trace();
    }

    private static Outcome explored(String spec) {
        List<String> bounds = new ArrayList<>();
        Reductions reductions = Reductions.ALL;
        int moves = Integer.MAX_VALUE;
        for (String word : spec.strip().split(" +", -1)) {
            if (word.startsWith(WITHOUT)) {
                reductions = reductions.without(word.substring(WITHOUT.length()));
            } else if (word.startsWith(MOVES)) {
                moves = Integer.parseInt(word.substring(MOVES.length()));
            } else {
                bounds.add(word);
            }
        }
        int most = moves;
        return new Explorer(Bounds.parse(String.join(" ", bounds)), reductions)
                .run((_, _, _, depth) -> depth < most);
    }
}
