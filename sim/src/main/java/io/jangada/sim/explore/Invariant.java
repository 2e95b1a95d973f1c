package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One rule of docs/RULES.md, list I. Those of a turn look at what one server did; those of a world
 * hold in every state, whatever led there.
 */
sealed interface Invariant {
    String name();

    /** Looks at one server's event. */
    non-sealed interface OfTurn extends Invariant {
        @Nullable String broken(Turn turn);
    }

    /** Looks at a whole state. */
    non-sealed interface OfWorld extends Invariant {
        @Nullable String broken(World world);
    }

    List<OfTurn> OF_TURN =
            List.of(
                    new NoFailure(),
                    new AppendOnly(),
                    new NeverBack(),
                    new InOrder(),
                    new Promises());

    List<OfWorld> OF_WORLD =
            List.of(
                    new ElectionSafety(),
                    new OneVote(),
                    new LogMatching(),
                    new LeaderCompleteness(),
                    new StateMachineSafety(),
                    new CommittedIsDurable());

    static @Nullable Violation broken(Turn turn) {
        for (OfTurn each : OF_TURN) {
            String sentence = each.broken(turn);
            if (sentence != null) {
                return new Violation(each.name(), sentence);
            }
        }
        return null;
    }

    static @Nullable Violation broken(World world) {
        for (OfWorld each : OF_WORLD) {
            String sentence = each.broken(world);
            if (sentence != null) {
                return new Violation(each.name(), sentence);
            }
        }
        return null;
    }
}
