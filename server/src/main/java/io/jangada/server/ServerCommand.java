package io.jangada.server;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code jangada server}: one member, until a signal stops it. */
@Command(
        name = "server",
        description = "Runs one member. Takes etcd's flags, and ETCD_* from the environment.")
final class ServerCommand implements Callable<Integer> {
    /** Set for a member that must not outlive who started it: it stops when its input ends. */
    static final String STOP_AT_END_OF_INPUT = "jangada.stopAtEndOfInput";

    private static final System.Logger LOG = System.getLogger(ServerCommand.class.getName());

    @Parameters(arity = "0..*", paramLabel = "FLAG", description = "as etcd's; --help lists them")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws CannotStart, InterruptedException {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            help();
            return 0;
        }
        Config config = Config.of(Flags.read(arguments, System.getenv()));
        Logging.level(config.logLevel());
        config.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
        Member member = Member.start(config, new Halt());
        Signals.onFirst(() -> Thread.ofPlatform().name("stop").start(member::close));
        if (Boolean.getBoolean(STOP_AT_END_OF_INPUT)) {
            Thread.ofPlatform().daemon().name("input").start(() -> closeAtEnd(System.in, member));
        }
        member.awaitReady();
        member.awaitClosed();
        return 0;
    }

    private static void closeAtEnd(InputStream input, Member member) {
        try {
            long _ = input.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            LOG.log(Level.DEBUG, "input: " + broken);
        }
        member.close();
    }

    @SuppressWarnings("SystemOut")
    private static void help() {
        System.out.println("Usage: jangada server [--FLAG VALUE]...");
        System.out.println("Each flag may also be given as ETCD_FLAG in the environment.");
        for (Flags.Flag flag : Flags.OBEYED) {
            System.out.printf("  --%-42s %s%n", flag.name() + " " + flag.value(), flag.about());
        }
        System.out.println("etcd's other flags are accepted and have no effect yet.");
    }
}
