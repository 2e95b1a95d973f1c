package io.jangada.sim.mutants;

import java.util.Locale;

/** What looks for a mutant, and how it is called: plain names, so that any loader can find it. */
public enum Engine {
    /** Seeds of one family of the simulator. */
    SIM("io.jangada.sim.seed.Trial"),
    /** The model checker within given bounds. */
    EXPLORE("io.jangada.sim.explore.Trial"),
    /** The exhaustive checker of the journal. */
    STORAGE("io.jangada.sim.storage.Trial");

    private final String entry;

    Engine(String entry) {
        this.entry = entry;
    }

    /** The class with the static method {@code run}. */
    String entry() {
        return entry;
    }

    /** As it is written in a mutant's file. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
