package io.jangada.bench;

import io.jangada.bench.micro.JournalBench;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code bench micro}. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        description = {
            "Measures single parts with JMH: StepBench, JournalBench and StoreBench.",
        })
final class MicroCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            defaultValue = "",
            description = "only benchmarks whose name has this, a regular expression")
    String name = "";

    @Option(names = "--seconds", defaultValue = "2", description = "length of one measurement")
    double seconds;

    @Option(names = "--forks", defaultValue = "1", description = "fresh JVMs for each benchmark")
    int forks;

    @Mixin RunFolder folder = new RunFolder();

    @Override
    public Integer call() throws IOException, RunnerException {
        Path run = folder.create();
        TimeValue time = TimeValue.milliseconds((long) (seconds * 1000));
        new Runner(
                        new OptionsBuilder()
                                .include("io\\.jangada\\.bench\\.micro\\..*" + name)
                                .forks(forks)
                                .warmupTime(time)
                                .measurementTime(time)
                                .jvmArgsAppend("-D" + JournalBench.DIRECTORY + "=" + run)
                                .shouldFailOnError(true)
                                .build())
                .run();
        RunFolder.delete(run);
        return 0;
    }
}
