package io.jangada.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code bench restart}. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = {
            "Kills a follower and starts it again: how long from the start of its process until it",
            "has answered a linearizable read itself. First with the settings as shipped: etcd has",
            "all that was written in its log then; Jangada too up to 256 MiB, and an image and the",
            "log since with more. Then with a short log on top of all, which etcd has in its store",
            "and Jangada in an image. Three members of each; files are in the page cache."
        })
final class RestartCommand implements Callable<Integer> {
    @Option(names = "--mib", defaultValue = "1024", description = "of values that are written")
    int mebibytes;

    @Option(names = "--times", defaultValue = "3", description = "restarts of each kind")
    int times;

    @Mixin RunFolder folder = new RunFolder();

    @Override
    public Integer call() throws IOException, InterruptedException {
        RestartBench bench = new RestartBench(mebibytes, times);
        StringBuilder table = new StringBuilder(RestartBench.Row.head());
        for (Cluster.Product product : Cluster.Product.values()) {
            Path run = folder.create();
            bench.run(product, run).forEach(row -> table.append(row.line()));
            RunFolder.delete(run);
        }
        System.out.print(table);
        return 0;
    }
}
