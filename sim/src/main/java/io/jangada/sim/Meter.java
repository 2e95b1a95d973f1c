package io.jangada.sim;

import java.util.Map;

/** A figure on how good the tests themselves are, which a command can find out again. */
enum Meter {
    MUTANTS(
            "mutants",
            "mutants that are noticed, and seeds until they are",
            "./jangada sim --mutants --write"),
    MARKS(
            "marks",
            "marks in the code that runs have reached",
            "./jangada sim --seeds 1000 --write"),
    STATES("states", "distinct abstract states seen", "./jangada sim --seeds 1000 --write"),
    SPEED(
            "speed",
            "simulated seconds in a second of one core",
            "./jangada sim --seeds 1000 --write"),
    SEEDS("seeds", "seeds run since the last failure", "./jangada sim --seeds 1000 --write");

    private final String word;
    private final String what;
    private final String command;

    Meter(String word, String what, String command) {
        this.word = word;
        this.what = what;
        this.command = command;
    }

    /** The name of its file. */
    String word() {
        return word;
    }

    /** As the page has it before the colon. */
    String what() {
        return what;
    }

    /** The command that finds it out and writes it. */
    String command() {
        return command;
    }

    /** As the page has it behind the colon. */
    String summary(Map<String, Long> counts) {
        return switch (this) {
            case MUTANTS -> mutants(counts);
            case MARKS -> "%,d of %,d".formatted(of(counts, "reached"), of(counts, "marks"));
            case STATES ->
                    "%,d, and %,d kinds of steps"
                            .formatted(of(counts, "states"), of(counts, "kinds of steps"));
            case SPEED ->
                    "%,d, with %,d events in each second"
                            .formatted(
                                    of(counts, "simulated seconds per second"),
                                    of(counts, "events per second"));
            case SEEDS ->
                    "%,d, of %,d simulated hours"
                            .formatted(of(counts, "seeds"), of(counts, "simulated hours"));
        };
    }

    private static String mutants(Map<String, Long> counts) {
        long noticed = of(counts, "noticed");
        return ("%,d of %,d, half of them in %,d seeds or fewer, the last in %,d;"
                        + " %,d break what is not there yet")
                .formatted(
                        noticed,
                        noticed + of(counts, "survived") + of(counts, "broken"),
                        of(counts, "median seeds"),
                        of(counts, "most seeds"),
                        of(counts, "waiting"));
    }

    private static long of(Map<String, Long> counts, String name) {
        return counts.getOrDefault(name, 0L);
    }
}
