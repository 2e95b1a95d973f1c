package io.jangada.sim.script;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Delta debugging (Zeller and Hildebrandt, 2002). */
public final class Fewer {
    private Fewer() {}

    /**
     * What is left of {@code all} when nothing more can be left out, no single one either, so that
     * it {@code fails} still. What is asked last and fails is the result.
     */
    public static <T> List<T> of(List<T> all, Predicate<List<T>> fails) {
        List<T> least = new ArrayList<>(all);
        int parts = 2;
        while (!least.isEmpty()) {
            int part = Math.max(1, least.size() / parts);
            boolean smaller = false;
            for (int from = 0; from < least.size(); ) {
                List<T> rest = new ArrayList<>(least);
                rest.subList(from, Math.min(rest.size(), from + part)).clear();
                if (fails.test(rest)) {
                    least = rest;
                    smaller = true;
                } else {
                    from += part;
                }
            }
            if (!smaller && part == 1) {
                return least;
            }
            parts = smaller ? parts : 2 * parts;
        }
        return least;
    }
}
