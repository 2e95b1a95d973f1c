package io.jangada.sim.explore;

import io.jangada.sim.script.Plot;
import io.jangada.sim.script.Report;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What an exploration came to.
 *
 * @param states distinct ones that were found
 * @param transitions moves that were made
 * @param moves how many of each kind
 * @param depth of the longest shortest way to a state, in moves
 * @param healed states from which a fair continuation was run, and ended well
 * @param exhausted nothing was left to look at
 * @param broken the invariant that does not hold, or null
 * @param sentence how it does not hold; empty when all do
 * @param length of the shortest way there, in moves; 0 when there is none
 * @param way it, and what the healing did where that failed; or null
 */
public record Outcome(
        long states,
        long transitions,
        Map<Kind, Long> moves,
        int depth,
        long healed,
        boolean exhausted,
        @Nullable String broken,
        String sentence,
        int length,
        @Nullable Plot way) {
    /** It as a scenario and a diagram; none when there is none. */
    public List<String> trace() {
        return broken == null || way == null
                ? List.of()
                : Report.lines(way, new io.jangada.sim.check.Violation(broken, sentence));
    }

    /** The kinds of moves that should have been made and were not. */
    public List<Kind> missing(Bounds bounds, Reductions reductions) {
        return moves.entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .filter(kind -> kind.isExpected(bounds, reductions))
                .toList();
    }
}
