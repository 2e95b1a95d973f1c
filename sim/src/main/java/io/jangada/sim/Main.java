package io.jangada.sim;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What proves the product: simulated clusters, exhausted state spaces, the scoreboard of both. */
@Command(
        name = "jangada",
        subcommands = {SimCommand.class, ExploreCommand.class, ScoreboardCommand.class},
        description = "Runs the product's own code in simulated worlds.",
        mixinStandardHelpOptions = true)
public final class Main {
    /** Something was wrong with what was asked for; one sentence said what. */
    static final int REFUSED = 1;

    private Main() {}

    /** Exits with 0, or with 1 when something was found or what was asked for cannot be. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** As {@link #main}, and tells what the exit would be. */
    public static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler((wrong, _) -> refuse(String.valueOf(wrong.getMessage())));
        return line.execute(arguments);
    }

    @SuppressWarnings("SystemOut")
    static int refuse(String sentence) {
        System.err.println("jangada: " + sentence);
        return REFUSED;
    }
}
