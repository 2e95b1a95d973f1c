package io.jangada.client;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The command line: one command, from its arguments to its exit status. */
final class Ctl {

    private static final int DONE = 0;
    private static final int FAILED = 1;

    private final Console console;
    private final Map<String, String> environment;

    private Ctl(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    /**
     * Runs one command: results to the standard output, complaints to the standard error.
     *
     * @param arguments in {@link Text}, one char per byte
     * @return 0 when it was done, 1 when not
     */
    static int run(List<String> arguments, Map<String, String> environment, Console console) {
        return new Ctl(environment, console).run(arguments);
    }

    private int run(List<String> arguments) {
        try {
            return command(Commands.all().parseArgs(arguments.toArray(String[]::new)));
        } catch (ParameterException complaint) {
            console.err("Error: " + Flags.complaint(complaint) + "\n");
            String command = complaint.getCommandLine().getCommandSpec().qualifiedName();
            console.err("Run '" + command + " --help' for usage.\n");
        } catch (Mistake mistake) {
            console.err("Error: " + mistake.getMessage() + "\n");
        } catch (IllegalArgumentException wrong) {
            console.err("Error: " + Text.of(String.valueOf(wrong.getMessage())) + "\n");
        } catch (CallException failure) {
            explain(failure);
        } catch (UncheckedIOException closed) {
            console.err("Error: " + Text.of(String.valueOf(closed.getMessage())) + "\n");
        }
        return FAILED;
    }

    private int command(ParseResult root) {
        List<ParseResult> path = new ArrayList<>(List.of(root));
        while (path.getLast().hasSubcommand()) {
            path.add(path.getLast().subcommand());
        }
        ParseResult last = path.getLast();
        boolean group = !last.commandSpec().subcommands().isEmpty();
        if (group || path.stream().anyMatch(ParseResult::isUsageHelpRequested)) {
            usage(last.commandSpec().commandLine());
            return DONE;
        }
        return run(last.commandSpec().name(), new Flags(path));
    }

    private int run(String command, Flags flags) {
        if (command.equals("version")) {
            console.out(Version.TEXT);
            return DONE;
        }
        Settings settings = Settings.of(flags, environment);
        boolean valueOnly = command.equals("get") && flags.on("--print-value-only");
        Printer printer = Printer.of(settings.format(), settings.hex(), valueOnly, console);
        return switch (command) {
            case "get", "put", "del", "txn" -> {
                store(command, flags, settings, printer);
                yield DONE;
            }
            case "compaction" -> {
                compact(flags, settings);
                yield DONE;
            }
            case "list", "add", "remove", "update", "promote" -> {
                if (!command.equals("list") && printer instanceof TablePrinter) {
                    throw TablePrinter.unsupported();
                }
                try (Client client = client(settings)) {
                    new MemberCommands(flags, printer).run(command, client);
                }
                yield DONE;
            }
            case "move-leader" -> {
                moveLeader(flags, settings);
                yield DONE;
            }
            case "save" -> {
                Path file = SnapshotCommands.file(flags, settings);
                try (Client client = client(settings)) {
                    new SnapshotCommands(client, settings, console).save(file);
                }
                yield DONE;
            }
            default -> endpoints(command, flags, settings, printer);
        };
    }

    /** Everything that can be wrong is found before anything is sent. */
    private void store(String command, Flags flags, Settings settings, Printer printer) {
        if (printer instanceof TablePrinter) {
            throw TablePrinter.unsupported();
        }
        Operation operation =
                switch (command) {
                    case "get" -> get(flags, settings);
                    case "put" -> KvCommands.put(flags, console);
                    case "del" -> KvCommands.delete(flags, console);
                    default -> txn(flags);
                };
        try (Client client = client(settings)) {
            switch (operation) {
                case Operation.Put put -> printer.put(client.put(put));
                case Operation.Get get -> printer.get(client.get(get));
                case Operation.Delete delete -> printer.delete(client.delete(delete));
                case Operation.Txn txn -> printer.txn(client.txn(txn));
            }
        }
    }

    private static Operation get(Flags flags, Settings settings) {
        Operation.Get get = KvCommands.get(flags);
        if (get.countOnly() && !settings.format().equals("fields")) {
            throw new Mistake("--count-only is only for `--write-out=fields`");
        }
        return get;
    }

    private Operation txn(Flags flags) {
        if (!flags.arguments().isEmpty()) {
            throw new Mistake("txn command does not accept argument");
        }
        return new TxnScript(console, flags.on("--interactive")).read();
    }

    private void compact(Flags flags, Settings settings) {
        long revision = KvCommands.revision(flags);
        try (Client client = client(settings)) {
            client.compact(revision, flags.on("--physical"));
        }
        console.out("compacted revision " + revision + "\n");
    }

    private void moveLeader(Flags flags, Settings settings) {
        if (flags.arguments().size() != 1) {
            throw new Mistake("move-leader command needs 1 argument");
        }
        long to = Flags.id(flags.arguments().getFirst());
        String format = settings.format();
        if (!format.equals("simple") && !format.equals("json")) {
            throw new Mistake(format + " not supported as output format");
        }
        try (Client client = client(settings)) {
            long from = new EndpointCommands(client, settings.endpoints(), console).moveLeader(to);
            console.out(
                    format.equals("json")
                            ? "{}\n"
                            : "Leadership transferred from %x to %x\n".formatted(from, to));
        }
    }

    private int endpoints(String command, Flags flags, Settings settings, Printer printer) {
        Settings all = flags.on("--cluster") ? cluster(settings) : settings;
        try (Client client = client(all)) {
            EndpointCommands commands = new EndpointCommands(client, all.endpoints(), console);
            if (command.equals("status")) {
                return commands.status(printer) ? DONE : FAILED;
            }
            if (!commands.health(printer)) {
                throw new Mistake("unhealthy cluster");
            }
            return DONE;
        }
    }

    private Settings cluster(Settings settings) {
        try (Client client = client(settings)) {
            List<String> urls =
                    client.members().members().stream()
                            .flatMap(member -> member.clientUrls().stream())
                            .toList();
            return settings.at(urls);
        } catch (CallException failure) {
            throw new Mistake(
                    "failed to fetch endpoints from etcd cluster member list: " + reason(failure));
        }
    }

    private static Client client(Settings settings) {
        return Client.builder()
                .endpoints(settings.endpoints())
                .connectTimeout(settings.dialTimeout())
                .timeout(settings.commandTimeout())
                .build();
    }

    private void usage(CommandLine command) {
        StringWriter text = new StringWriter();
        command.usage(new PrintWriter(text), CommandLine.Help.Ansi.OFF);
        console.out(Text.of(text.toString()));
    }

    private void explain(CallException failure) {
        String message = Text.of(String.valueOf(failure.getMessage()));
        String reason = reason(failure);
        if (!message.equals(reason)) {
            console.err("warning: " + message + "\n");
        }
        if (failure instanceof CallException.OutcomeUnknown) {
            console.err("warning: it is not known whether the request was carried out\n");
        }
        console.err("Error: " + reason + "\n");
    }

    /** A failure in the words of Go's client, in {@link Text}. */
    static String reason(CallException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("etcdserver: ")) {
            return Text.of(message);
        }
        return switch (failure.code()) {
            case "DEADLINE_EXCEEDED", "UNAVAILABLE" -> "context deadline exceeded";
            default ->
                    "rpc error: code = %s desc = %s"
                            .formatted(goName(failure.code()), Text.of(message));
        };
    }

    /** {@code OUT_OF_RANGE} is {@code OutOfRange} there. */
    private static String goName(String code) {
        StringBuilder name = new StringBuilder();
        for (String word : code.split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
