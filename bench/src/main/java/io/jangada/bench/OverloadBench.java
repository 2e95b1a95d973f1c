package io.jangada.bench;

import io.jangada.bench.Flood.Counted;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes of it when more is asked of a cluster than it can do: first how much it can; then so
 * many times that. The members share one CPU and the load has the others, so that it is the members
 * that reach their end.
 */
final class OverloadBench {
    static final List<Double> TIMES = List.of(1.0, 2.0, 4.0, 10.0);
    private static final Cluster.Bounds BOUNDS =
            new Cluster.Bounds(List.of("taskset", "-c", "0"), "512m");

    /** Enough to keep the members busy, and few enough that none is refused. */
    private static final int AT_ONCE = 128;

    /**
     * The code is warm, and it is the peak, once so many in a row have not found more than that.
     */
    private static final int MEASUREMENTS_IN_VAIN = 3;

    private static final double RISE = 1.03;
    private static final int MEASUREMENTS_MAX = 40;
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

    /** The most that was done by as many clients as keep the members busy, each with one call. */
    private double peak(Flood flood) {
        Say.progress("warming up, and looking for the peak");
        double peak = 0;
        double last = 0;
        int inVain = 0;
        for (int i = 1; inVain < MEASUREMENTS_IN_VAIN; i++) {
            if (i > MEASUREMENTS_MAX) {
                throw new IllegalStateException(
                        "the members are still getting faster, at %.0f a second".formatted(last));
            }
            last = flood.saturate(AT_ONCE, seconds).goodput();
            flood.compact();
            inVain = last > RISE * peak ? 0 : inVain + 1;
            peak = Math.max(peak, last);
            Say.progress("%.0f transactions a second".formatted(last));
        }
        Say.progress("the peak is %.0f transactions a second".formatted(peak));
        return peak;
    }
}
