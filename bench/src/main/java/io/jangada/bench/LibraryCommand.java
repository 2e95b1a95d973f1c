package io.jangada.bench;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code bench library}. */
@Command(
        name = "library",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the library beside jraft-core 1.3.15: three members in one JVM each, over"
                    + " loopback, fsync on,",
            "256-byte entries, 1, 100 and 1,000 proposals under way at the leader, pairs A B B A.",
            "Any failed proposal fails the run, and every member must have applied every"
                    + " acknowledged entry."
        })
final class LibraryCommand implements Callable<Integer> {
    @Option(names = "--seconds", defaultValue = "10", description = "length of one measurement")
    double seconds;

    @Option(
            names = "--warmup",
            defaultValue = "10",
            description = "seconds of load of each before the first")
    double warmUp;

    @Mixin RunFolder folder = new RunFolder();

    @Option(names = "--json", description = "write all figures to this file as well")
    @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        Path run = folder.create();
        List<LibraryReport.Row> rows = new LibraryBench(seconds, warmUp).run(run);
        System.out.print(LibraryReport.table(rows));
        if (json != null) {
            Files.writeString(json, LibraryReport.json(rows, seconds) + "\n");
        }
        RunFolder.delete(run);
        return 0;
    }
}
