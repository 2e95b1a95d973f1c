package io.jangada.server;

import io.jangada.server.etcd.Version;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The processes of this module: members, a whole cluster to try, and tools for their data. */
@Command(
        name = "jangada",
        subcommands = {
            ServerCommand.class,
            Demo.class,
            ReplayCommand.class,
            SnapshotCommand.class,
            VerifyCommand.class,
            RepairCommand.class
        },
        description = "A replicated key-value database that speaks the etcd v3 API.",
        version = "jangada 0.3.0, etcd API " + Version.SERVER,
        mixinStandardHelpOptions = true)
public final class Main {
    /** Something was wrong with what was asked for; one sentence said what. */
    static final int REFUSED = 1;

    private Main() {}

    /** Exits with 0, with 1 when what was asked for cannot be, or as the member says. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setExpandAtFiles(false);
        // Only "server" has parameters: what follows it are etcd's flags, not picocli's.
        line.setUnmatchedOptionsArePositionalParams(true);
        line.setExecutionExceptionHandler((failure, _, _) -> {
            if (failure instanceof CannotStart refused) {
                return refuse(refused.sentence());
            }
            throw failure;
        });
        line.setParameterExceptionHandler((wrong, _) -> {
            Object command = wrong.getCommandLine().getCommand();
            boolean tool = command instanceof VerifyCommand || command instanceof RepairCommand;
            int refused = refuse(String.valueOf(wrong.getMessage()));
            return tool ? VerifyCommand.MISTAKE : refused;
        });
        return line.execute(arguments);
    }

    @SuppressWarnings("SystemOut")
    private static int refuse(String sentence) {
        System.err.println("jangada: " + sentence);
        return REFUSED;
    }
}
