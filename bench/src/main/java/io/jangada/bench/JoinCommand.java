package io.jangada.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code bench join}. */
@Command(
        name = "join",
        mixinStandardHelpOptions = true,
        description = {
            "Adds a learner with an empty directory to three members whose logs do not go back to",
            "the beginning: how long from the start of its process until it reads, by its own"
                    + " word,",
            "what was written last before, and until it is promoted; what it read (as the system",
            "counts: network and files alike) and wrote; and what became of two closed loops of",
            "puts. Jangada, and then etcd. Every acknowledged put is read back."
        })
final class JoinCommand implements Callable<Integer> {
    @Option(names = "--mib", defaultValue = "1024", description = "what the store holds before")
    int mebibytes;

    @Mixin RunFolder folder = new RunFolder();

    @Override
    public Integer call() throws IOException, InterruptedException {
        JoinBench bench = new JoinBench(mebibytes);
        StringBuilder table = new StringBuilder(JoinBench.Joined.head());
        for (Cluster.Product product : Cluster.Product.values()) {
            Path run = folder.create();
            table.append(bench.run(product, run).line());
            RunFolder.delete(run);
        }
        System.out.print(table);
        return 0;
    }
}
