package io.jangada.sim.mutants;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One rule, broken on purpose.
 *
 * @param id as in docs/RULES.md: M1, X3, bug-14
 * @param title what goes wrong, in our own words
 * @param breaks the rules and known bugs that it stands for
 * @param killers the invariants that are meant to notice it
 * @param engine what looks for it
 * @param argument the family of the simulator, or the bounds of the model checker
 * @param seed the quickest seed known to kill it; 0 if none is known
 * @param waits why it cannot be made yet; none if it can
 * @param edits what is changed; none while it waits
 */
public record Mutant(
        String id,
        String title,
        String breaks,
        List<String> killers,
        Engine engine,
        String argument,
        long seed,
        @Nullable String waits,
        List<Edit> edits) {
    /** Keeps copies. */
    public Mutant {
        killers = List.copyOf(killers);
        edits = List.copyOf(edits);
    }
}
