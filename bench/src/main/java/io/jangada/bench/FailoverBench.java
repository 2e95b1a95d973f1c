package io.jangada.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/** How long nothing is acknowledged when the leader is killed, and when it comes back. */
final class FailoverBench {
    private static final double ELECTION_TIMEOUT_MILLIS = 1000;
    private static final List<String> FLAGS =
            List.of("--election-timeout", "1000", "--heartbeat-interval", "100");
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int FLOWING = 500;

    private final int times;
    private final int clients;
    private final double warmUpSeconds;

    FailoverBench(int times, int clients, double warmUpSeconds) {
        this.times = times;
        this.clients = clients;
        this.warmUpSeconds = warmUpSeconds;
    }

    /**
     * The longest gaps between two acknowledgements, in milliseconds.
     *
     * @param killed from just before the kill until puts flow again
     * @param elected no gap, but the part of it until another member says that it leads
     * @param returned from there until the member is back and has caught up
     */
    record Gaps(double killed, double elected, double returned) {}

    /** All of both products. */
    record Result(List<Gaps> ours, List<Gaps> theirs) {
        private static final String LINE = "%-22s %-8s %6s %10s %8s %8s %20s%n";

        String table() {
            return "longest time without an acknowledgement%n".formatted()
                    + LINE.formatted(
                            "", "", "times", "median ms", "p90 ms", "max ms", "median in time-outs")
                    + line("the leader is killed", "jangada", ours, Gaps::killed)
                    + line("", "etcd", theirs, Gaps::killed)
                    + line("until another leads", "jangada", ours, Gaps::elected)
                    + line("", "etcd", theirs, Gaps::elected)
                    + line("and is back", "jangada", ours, Gaps::returned)
                    + line("", "etcd", theirs, Gaps::returned);
        }

        private static String line(
                String label, String product, List<Gaps> gaps, ToDoubleFunction<Gaps> which) {
            double[] all = gaps.stream().mapToDouble(which).toArray();
            return LINE.formatted(
                    label,
                    product,
                    all.length,
                    Say.number("%.0f", Pairs.median(all)),
                    Say.number("%.0f", Pairs.percentile(90, all)),
                    Say.number("%.0f", Pairs.percentile(100, all)),
                    Say.number("%.2f", Pairs.median(all) / ELECTION_TIMEOUT_MILLIS));
        }
    }

    Result run(Path directory) throws IOException, InterruptedException {
        Say.progress("starting three members of each product in " + directory);
        try (Cluster ours = Cluster.start(Cluster.Product.JANGADA, directory, FLAGS);
                Cluster theirs = Cluster.start(Cluster.Product.ETCD, directory, FLAGS);
                Writers a = new Writers(ours, clients);
                Writers b = new Writers(theirs, clients)) {
            for (Writers each : List.of(a, b)) {
                Say.progress("warming " + each.cluster().product.label + " up");
                each.start();
                LockSupport.parkNanos((long) (warmUpSeconds * 1e9));
                each.stop();
            }
            Result result = new Result(new ArrayList<>(), new ArrayList<>());
            for (int time = 0; time < times; time++) {
                for (Writers each : time % 2 == 0 ? List.of(a, b) : List.of(b, a)) {
                    Gaps seen = measure(each);
                    String product = each.cluster().product.label;
                    Say.progress("%s, kill %d: %s".formatted(product, time + 1, seen));
                    (each == a ? result.ours : result.theirs).add(seen);
                }
            }
            Say.progress("reading back");
            Say.progress(
                    a.verify() + " puts of jangada and " + b.verify() + " of etcd are all there");
            return result;
        }
    }

    private static Gaps measure(Writers writers) throws IOException, InterruptedException {
        Cluster cluster = writers.cluster();
        writers.start();
        writers.awaitMore(FLOWING);
        LockSupport.parkNanos(STEADY_NANOS);
        int leader = cluster.leader();
        double _ = writers.gap().takeMillis();
        long begun = System.nanoTime();
        cluster.kill(leader);
        int _ = Waiting.until(cluster.product.label + " elected nobody", cluster::findLeader);
        double elected = (double) (System.nanoTime() - begun) / TimeUnit.MILLISECONDS.toNanos(1);
        writers.awaitMore(FLOWING);
        double killed = writers.gap().takeMillis();
        cluster.restart(leader);
        cluster.awaitServing(leader);
        writers.reconnect();
        writers.awaitMore(FLOWING);
        double returned = writers.gap().takeMillis();
        writers.stop();
        return new Gaps(killed, elected, returned);
    }
}
