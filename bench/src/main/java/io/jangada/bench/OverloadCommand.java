package io.jangada.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code bench overload}. */
@Command(
        name = "overload",
        mixinStandardHelpOptions = true,
        description = {
            "Offers three members of Jangada, and then three of etcd, ten times what they can do.",
            "Transactions of 100 puts of 32 bytes are sent at a pace, whatever came of those",
            "before, each with a deadline of 5 seconds; all members share CPU 0, so there have to",
            "be two, and taskset. A * marks where the sender could not keep its pace.",
            "Every acknowledged transaction is read back."
        })
final class OverloadCommand implements Callable<Integer> {
    @Option(names = "--seconds", defaultValue = "10", description = "length of one measurement")
    double seconds;

    @Option(names = "--times", split = ",", description = "of the peak; default: 1, 2, 4 and 10")
    List<Double> times = OverloadBench.TIMES;

    @Option(names = "--without-etcd", description = "measure Jangada alone")
    boolean alone;

    @Mixin RunFolder folder = new RunFolder();

    @Override
    public Integer call() throws IOException {
        Path run = folder.create();
        OverloadBench bench = new OverloadBench(seconds, times);
        StringBuilder table = new StringBuilder(OverloadBench.Result.head());
        for (Cluster.Product product : Cluster.Product.values()) {
            if (product == Cluster.Product.JANGADA || !alone) {
                table.append(bench.run(product, run).table());
            }
        }
        System.out.print(table);
        RunFolder.delete(run);
        return 0;
    }
}
