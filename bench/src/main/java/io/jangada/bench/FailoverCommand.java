package io.jangada.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code bench failover}. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        description = {
            "Kills the leader of three members of Jangada, and of three of etcd, again and again:",
            "pairs A B B A, an election time-out of 1,000 ms, a heartbeat every 100 ms.",
            "Says how long no client has an acknowledgement, of all clients together; their calls",
            "end after 125 to 250 ms and go to the next member then. Every acknowledged put is read"
                    + " back."
        })
final class FailoverCommand implements Callable<Integer> {
    @Option(names = "--times", defaultValue = "20", description = "kills of each product")
    int times;

    @Option(names = "--clients", defaultValue = "6", description = "closed loops of puts")
    int clients;

    @Option(names = "--warmup", defaultValue = "10", description = "seconds of load before it")
    double warmUp;

    @Mixin RunFolder folder = new RunFolder();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path run = folder.create();
        System.out.print(new FailoverBench(times, clients, warmUp).run(run).table());
        RunFolder.delete(run);
        return 0;
    }
}
