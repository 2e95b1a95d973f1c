package io.jangada.sim.mutants;

/** What became of a mutant. */
public sealed interface Verdict {
    /** How many seeds were run. */
    default long seeds() {
        return 0;
    }

    /**
     * Noticed.
     *
     * @param invariant which one noticed it
     * @param sentence all that the engine said
     * @param seeds how many seeds that took; 1 for an engine without seeds
     */
    record Killed(String invariant, String sentence, long seeds, long nanos) implements Verdict {}

    /** Not noticed by any of so many seeds. */
    record Survived(long seeds, long nanos) implements Verdict {}

    /** What it breaks, or what would notice it, does not exist yet. */
    record Waiting(String reason) implements Verdict {}

    /** It could not be made, or the engine itself failed: a fault of ours, never a kill. */
    record Broken(String sentence) implements Verdict {}
}
