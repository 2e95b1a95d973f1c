package io.jangada.sim.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One row of the scoreboard, as something that can be tried. */
public interface Row {
    int number();

    String title();

    /** What is tried. No part depends on another, so they may be run by several threads. */
    List<Part> parts();

    /** Whether nothing is left to be wished. */
    boolean passed(Tally tally);

    /** What came of it, for the published page. */
    String summary(Map<String, Long> counts);

    /** Some of the cases. */
    @FunctionalInterface
    interface Part {
        void run(Tally tally);
    }

    /** A part for each seed, from 1 on. */
    static List<Part> each(int seeds, OfSeed part) {
        List<Part> parts = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            long number = seed;
            parts.add(tally -> part.run(number, tally));
        }
        return parts;
    }

    /** What is tried with one seed. */
    @FunctionalInterface
    interface OfSeed {
        void run(long seed, Tally tally);
    }

    /** All parts, one after the other. */
    default Tally run() {
        Tally tally = new Tally();
        parts().forEach(tally::take);
        return tally;
    }
}
