package io.jangada.bench;

import io.jangada.bench.Flood.Counted;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes of it when more is asked of a cluster than it can do: first how much it can, by ever
 * more a second; then so many times that. The members share one CPU and the load has the others, so
 * that it is the members that reach their end.
 */
final class OverloadBench {
    static final List<Double> TIMES = List.of(1.0, 2.0, 4.0, 10.0);
    private static final Cluster.Bounds BOUNDS =
            new Cluster.Bounds(List.of("taskset", "-c", "0"), "512m");

    private static final double FIRST_RATE = 200;
    private static final double STEP = 1.5;

    /** Of what was asked for: less than that means that more would be in vain. */
    private static final double KEPT_UP = 0.8;

    /** In the first of them the members' code gets warm. */
    private static final int ROUNDS = 2;

    private static final double WARM_UP_SHARE = 2;
    private static final double WHOLE = 0.95;

    private final double seconds;
    private final List<Double> times;

    OverloadBench(double seconds, List<Double> times) {
        this.seconds = seconds;
        this.times = times;
    }

    /** What was offered, as a multiple of the peak, and what came of it. */
    record Row(double times, Counted counted) {}

    /**
     * All of one product.
     *
     * @param peak the most transactions a second that were done at any rate
     * @param residentBytes the most memory that any member ever had
     */
    record Result(String product, double peak, List<Row> rows, long residentBytes) {
        private static final String LINE = "%-8s %6s %9s %9s %8s %10s %9s %8s %8s %6s%n";

        static String head() {
            return LINE.formatted(
                    "",
                    "times",
                    "offered/s",
                    "done/s",
                    "of peak",
                    "refused/s",
                    "failed/s",
                    "p50 ms",
                    "p99 ms",
                    "terms");
        }

        String table() {
            StringBuilder table = new StringBuilder();
            for (Row row : rows) {
                Counted counted = row.counted;
                long failed = counted.failed().values().stream().mapToLong(each -> each).sum();
                table.append(
                        LINE.formatted(
                                product,
                                Say.number("%.0f", row.times)
                                        + (counted.offered() < WHOLE * row.times * peak ? "*" : ""),
                                Say.number("%.0f", counted.offered()),
                                Say.number("%.0f", counted.goodput()),
                                Say.number("%.0f %%", 100 * counted.goodput() / peak),
                                Say.number("%.0f", counted.refused() / counted.seconds()),
                                Say.number("%.0f", failed / counted.seconds()),
                                Say.number("%.1f", counted.p50Micros() / 1e3),
                                Say.number("%.1f", counted.p99Micros() / 1e3),
                                counted.terms().size()));
            }
            return table
                    + "%s: at most %d MiB resident in one member%n"
                            .formatted(product, residentBytes >> 20);
        }
    }

    Result run(Cluster.Product product, Path directory) throws IOException {
        Say.progress("starting three members of " + product.label + " on one CPU in " + directory);
        try (Cluster cluster = Cluster.start(product, directory, BOUNDS, List.of());
                Flood flood = new Flood(cluster)) {
            double peak = peak(flood);
            List<Row> rows = new ArrayList<>();
            for (double each : times) {
                Say.progress("offering " + each + " times as much");
                rows.add(new Row(each, flood.run(each * peak, seconds)));
                flood.compact();
            }
            Say.progress("reading back");
            Say.progress(flood.verify() + " transactions are all there");
            return new Result(product.label, peak, rows, cluster.residentBytesMax());
        }
    }

    private double peak(Flood flood) {
        Say.progress("warming up, and looking for the peak");
        flood.run(FIRST_RATE, WARM_UP_SHARE * seconds);
        flood.compact();
        double peak = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double rate = Math.max(FIRST_RATE, peak / STEP);
            for (boolean kept = true; kept; rate *= STEP) {
                Counted counted = flood.run(rate, seconds);
                flood.compact();
                peak = Math.max(peak, counted.goodput());
                kept = counted.goodput() >= KEPT_UP * rate;
            }
        }
        Say.progress("the peak is " + Math.round(peak) + " transactions a second");
        return peak;
    }
}
