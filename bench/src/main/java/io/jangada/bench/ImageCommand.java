package io.jangada.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code bench image}. */
@Command(
        name = "image",
        mixinStandardHelpOptions = true,
        description = {
            "Fills three members of Jangada and measures puts without a pause, while their images"
                    + " are written and while none is:",
            "both in the same run. All three write theirs at the same time, on the same disk.",
            "Any failed operation fails the run, and every acknowledged key is read back."
        })
final class ImageCommand implements Callable<Integer> {
    @Option(names = "--mib", defaultValue = "1024", description = "what the store holds before")
    int mebibytes;

    @Option(names = "--clients", defaultValue = "10", description = "closed loops of puts")
    int clients;

    @Option(names = "--seconds", defaultValue = "180", description = "length of the measurement")
    double seconds;

    @Option(names = "--warmup", defaultValue = "30", description = "seconds of load before it")
    double warmUp;

    @Option(
            names = "--entries",
            defaultValue = "200000",
            description = "entries between two images, as --snapshot-count of the members")
    long entries;

    @Mixin RunFolder folder = new RunFolder();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path run = folder.create();
        ImageBench bench = new ImageBench(mebibytes, clients, warmUp, seconds, entries);
        System.out.print(bench.run(run).table());
        RunFolder.delete(run);
        return 0;
    }
}
