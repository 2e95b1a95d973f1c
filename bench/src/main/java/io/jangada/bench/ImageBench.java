package io.jangada.bench;

import io.jangada.bench.Load.Kind;

import org.HdrHistogram.ConcurrentHistogram;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Puts while members write images of a large store, and while they do not, in the same run. */
final class ImageBench {
    private final int mebibytes;
    private final int clients;
    private final double warmUpSeconds;
    private final double seconds;
    private final long entries;

    ImageBench(int mebibytes, int clients, double warmUpSeconds, double seconds, long entries) {
        this.mebibytes = mebibytes;
        this.clients = clients;
        this.warmUpSeconds = warmUpSeconds;
        this.seconds = seconds;
        this.entries = entries;
    }

    /** The puts that ended in so many seconds, of which none need be next to another. */
    record Part(long puts, double seconds, long p50Micros, long p99Micros, long maxMicros) {
        static Part of(ConcurrentHistogram latencies, double seconds) {
            return new Part(
                    latencies.getTotalCount(),
                    seconds,
                    latencies.getValueAtPercentile(50) / 1000,
                    latencies.getValueAtPercentile(99) / 1000,
                    latencies.getMaxValue() / 1000);
        }

        double rate() {
            return puts / seconds;
        }
    }

    /**
     * What was measured.
     *
     * @param imageBytes of the largest image on a disk
     * @param images how many times images were written, by all members at about the same time
     */
    record Result(long imageBytes, int images, Part without, Part during) {
        private static final String LINE = "%-22s %8s %9s %8s %8s %8s%n";

        String table() {
            return "puts beside %d times an image of %d MiB on each member%n"
                            .formatted(images, imageBytes >> 20)
                    + LINE.formatted("", "seconds", "puts/s", "p50 us", "p99 us", "max us")
                    + line("without an image", without)
                    + line("while one is written", during)
                    + LINE.formatted(
                            "ratio",
                            "",
                            ratio(Part::rate),
                            ratio(part -> part.p50Micros),
                            ratio(part -> part.p99Micros),
                            ratio(part -> part.maxMicros));
        }

        private static String line(String label, Part part) {
            return LINE.formatted(
                    label,
                    Say.number("%.0f", part.seconds),
                    Say.number("%.0f", part.rate()),
                    part.p50Micros,
                    part.p99Micros,
                    part.maxMicros);
        }

        private String ratio(ToDoubleFunction<Part> figure) {
            return Say.number("%.2f", figure.applyAsDouble(during) / figure.applyAsDouble(without));
        }
    }

    Result run(Path directory) throws IOException, InterruptedException {
        List<String> flags = List.of("--snapshot-count", Long.toString(entries));
        Say.progress("starting three members in " + directory);
        try (Cluster cluster = Cluster.start(Cluster.Product.JANGADA, directory, flags);
                ImageWatch watch = new ImageWatch(cluster.dataDirectories())) {
            Say.progress("writing " + mebibytes + " MiB");
            new Filling(cluster).fill((long) mebibytes << 20);
            Load load = new Load(cluster);
            Say.progress("warming up");
            load.run(Kind.PUT, clients, false, warmUpSeconds);
            watch.awaitQuiet();
            Say.progress("measuring");
            Result result = measure(load, watch);
            Say.progress("reading back");
            Say.progress(load.verify() + " keys are all there");
            return result;
        }
    }

    private Result measure(Load load, ImageWatch watch) throws InterruptedException {
        ConcurrentHistogram without = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        ConcurrentHistogram during = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        ImageWatch.Seen before = watch.seen();
        load.run(
                Kind.PUT,
                clients,
                false,
                seconds,
                nanos -> (watch.isUnderWay() ? during : without).recordValue(nanos));
        ImageWatch.Seen after = watch.seen();
        int images = after.images() - before.images();
        if (images == 0 || without.getTotalCount() == 0) {
            throw new IllegalStateException(
                    "%d images were begun; another --seconds or --entries is needed"
                            .formatted(images));
        }
        return new Result(
                after.largestBytes(),
                images,
                Part.of(without, after.quietSeconds() - before.quietSeconds()),
                Part.of(during, after.busySeconds() - before.busySeconds()));
    }
}
