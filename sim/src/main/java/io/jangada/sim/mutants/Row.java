package io.jangada.sim.mutants;

import java.util.List;

/**
 * One line of the board.
 *
 * @param id of the mutant; {@link #UNCHANGED} for the code as it is
 * @param title what was broken, or what was run
 * @param expected the invariants that were meant to notice
 */
public record Row(String id, String title, String expected, Verdict verdict) {
    /** Stands for the code as it is: whatever kills that is a false alarm. */
    public static final String UNCHANGED = "none";

    /** Whether this is as it should be: mutants are killed or wait, unchanged code survives. */
    public boolean isGood() {
        return switch (verdict) {
            case Verdict.Killed _ -> !id.equals(UNCHANGED);
            case Verdict.Survived _ -> id.equals(UNCHANGED);
            case Verdict.Waiting _ -> true;
            case Verdict.Broken _ -> false;
        };
    }

    /** Whether an invariant noticed that was not named for it. */
    public boolean isUnexpected() {
        return verdict instanceof Verdict.Killed killed
                && !List.of(expected.split(", ", -1)).contains(killed.invariant());
    }
}
