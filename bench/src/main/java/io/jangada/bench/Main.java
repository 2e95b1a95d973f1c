package io.jangada.bench;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** The benchmarks of the command line; without a command, the one of the cluster. */
@Command(
        name = "bench",
        subcommands = {
            LibraryCommand.class,
            ImageCommand.class,
            OverloadCommand.class,
            FailoverCommand.class,
            RestartCommand.class,
            JoinCommand.class,
            MicroCommand.class
        },
        mixinStandardHelpOptions = true,
        description = {
            "Measures a cluster of three Jangada members beside three of etcd, with one load"
                    + " program:",
            "the same directory, fsync on both, 256-byte values, 100,000 keys, pairs A B B A.",
            "Any failed operation fails the run, and every acknowledged key is read back."
        },
        footer = {
            "",
            "Examples:",
            "  jangada bench                                  the whole table, about a quarter of"
                    + " an hour",
            "  jangada bench --row put,100 --seconds 10       the rows whose name has these words",
            "  jangada bench --json result.json",
            "  jangada bench library                          the library beside jraft",
            "  jangada bench image                            puts while images of 1 GiB are"
                    + " written",
            "  jangada bench overload                         ten times what a cluster can do",
            "  jangada bench failover                         how long no write is acknowledged"
                    + " when the leader dies",
            "  jangada bench restart                          until a member that was killed serves"
                    + " again",
            "  jangada bench join                             until a member that begins empty has"
                    + " its vote",
            "  jangada bench micro StepBench                  one part with JMH"
        })
public final class Main implements Callable<Integer> {
    @Option(names = "--seconds", defaultValue = "20", description = "length of one measurement")
    double seconds;

    @Option(
            names = "--warmup",
            defaultValue = "30",
            description = "seconds of load before the first")
    double warmUp;

    @Option(names = "--row", split = ",", description = "only rows whose name has all these words")
    List<String> words = List.of();

    @Mixin RunFolder folder = new RunFolder();

    @Option(names = "--json", description = "write all figures to this file as well")
    @Nullable Path json;

    private Main() {}

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failed, _, _) -> {
            System.err.println("bench: " + failed.getMessage());
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path run = folder.create();
        List<ClusterBench.Row> rows =
                ClusterBench.ROWS.stream()
                        .filter(row -> List.of(row.label().split("[ ,]+", -1)).containsAll(words))
                        .toList();
        List<ClusterBench.Result> results = new ClusterBench(seconds, warmUp).run(run, rows);
        System.out.print(Report.table(results));
        if (json != null) {
            Files.writeString(json, Report.json(results, seconds) + "\n");
        }
        RunFolder.delete(run);
        return 0;
    }
}
