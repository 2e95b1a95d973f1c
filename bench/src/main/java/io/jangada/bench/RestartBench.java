package io.jangada.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long a follower that was killed takes to serve again, by what it has on its disk. */
final class RestartBench {
    static final List<String> IMAGES = List.of("--snapshot-count", "1000");

    /** More than members keep of their log behind an image, which are 5,000. */
    static final int PADDING = 8000;

    private final int mebibytes;
    private final int times;

    RestartBench(int mebibytes, int times) {
        this.mebibytes = mebibytes;
        this.times = times;
    }

    /**
     * One product with one thing on its disk.
     *
     * @param seconds from the start of the process to its first linearizable read, each time
     * @param diskBytes of the member
     */
    record Row(String state, String product, List<Double> seconds, long diskBytes) {
        private static final String LINE = "%-18s %-8s %6s %9s %8s %8s %9s%n";

        static String head() {
            return LINE.formatted("", "", "times", "median s", "min s", "max s", "disk MiB");
        }

        Row {
            seconds = List.copyOf(seconds);
        }

        String line() {
            double[] each = seconds.stream().mapToDouble(one -> one).toArray();
            return LINE.formatted(
                    state,
                    product,
                    each.length,
                    Say.number("%.2f", Pairs.median(each)),
                    Say.number("%.2f", Pairs.percentile(0, each)),
                    Say.number("%.2f", Pairs.percentile(100, each)),
                    diskBytes >> 20);
        }
    }

    List<Row> run(Cluster.Product product, Path directory)
            throws IOException, InterruptedException {
        Say.progress("starting three members of " + product.label + " in " + directory);
        try (Cluster cluster = Cluster.start(product, directory)) {
            List<Row> rows = new ArrayList<>();
            Say.progress("writing " + mebibytes + " MiB");
            new Filling(cluster).fill((long) mebibytes << 20);
            rows.add(measure("as shipped", cluster));
            Say.progress("writing images");
            cluster.restartWith(IMAGES);
            new Filling(cluster).pad(PADDING);
            cluster.awaitImages();
            rows.add(measure("a short log", cluster));
            return rows;
        }
    }

    private Row measure(String state, Cluster cluster) throws IOException {
        int follower = (cluster.leader() + 1) % cluster.size();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            cluster.kill(follower);
            long begun = System.nanoTime();
            cluster.restart(follower);
            cluster.awaitServing(follower);
            double took = (double) (System.nanoTime() - begun) / TimeUnit.SECONDS.toNanos(1);
            seconds.add(took);
            Say.progress("%s, %s: %.2f s".formatted(cluster.product.label, state, took));
        }
        return new Row(state, cluster.product.label, seconds, cluster.diskBytes(follower));
    }
}
