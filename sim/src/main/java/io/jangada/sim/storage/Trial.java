package io.jangada.sim.storage;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The rows behind plain words, for callers that load this package beside another journal. */
public final class Trial {
    private Trial() {}

    /**
     * Runs {@code spec}: the words cuts, damages or matrix, then a step: every so many parts are
     * tried. Null when nothing is wrong, or which invariant does not hold, after how many parts,
     * and how.
     *
     * @throws IllegalArgumentException for other words
     */
    public static @Nullable String run(String spec) {
        String[] words = spec.split(" ", -1);
        if (words.length != 2) {
            throw new IllegalArgumentException("a row and a step, not: " + spec);
        }
        int step = Integer.parseInt(words[1]);
        return switch (words[0]) {
            case "cuts" -> first("I9", new PowerCuts().parts(), step);
            case "damages" -> first("I20", new Damages().parts(), step);
            case "matrix" -> first("I11", new Matrix().parts(), step);
            default -> throw new IllegalArgumentException("no such row: " + words[0]);
        };
    }

    static @Nullable String first(String invariant, List<Row.Part> parts, int step) {
        Tally tally = new Tally();
        int tried = 0;
        for (int i = 0; i < parts.size(); i += step) {
            tally.take(parts.get(i));
            tried++;
            if (tally.wrong() > 0) {
                return "%s after %d parts: %s"
                        .formatted(invariant, tried, tally.complaints().getFirst());
            }
        }
        return null;
    }
}
