package io.jangada.bench;

import com.google.protobuf.ByteString;

import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.PutRequest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What it takes to bring up a fourth member that has nothing, while a light load goes on. */
final class JoinBench {
    private static final int CLIENTS = 2;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final ByteString LAST = ByteString.copyFromUtf8("written last");

    private final int mebibytes;

    JoinBench(int mebibytes) {
        this.mebibytes = mebibytes;
    }

    /**
     * What one product took.
     *
     * @param readSeconds from the start of the process until it has what was written last
     * @param votingSeconds and until it is promoted
     * @param readBytes that the process read from anything, files of its own among them
     * @param writtenBytes that it wrote to anything; as written to the disk the system counts a
     *     whole folio, of a segment 1 MiB, each time a few bytes of it are
     * @param diskBytes that its files add up to
     * @param beforeMillis p99 of the puts in the seconds before
     * @param duringMillis p99 of the puts meanwhile
     */
    record Joined(
            String product,
            double readSeconds,
            double votingSeconds,
            long readBytes,
            long writtenBytes,
            long diskBytes,
            double beforeMillis,
            double duringMillis) {
        private static final String LINE = "%-8s %8s %9s %9s %12s %9s %14s %14s%n";

        static String head() {
            return LINE.formatted(
                    "",
                    "reads, s",
                    "voting, s",
                    "read, MiB",
                    "written, MiB",
                    "disk, MiB",
                    "p99 before, ms",
                    "meanwhile, ms");
        }

        String line() {
            return LINE.formatted(
                    product,
                    Say.number("%.2f", readSeconds),
                    Say.number("%.2f", votingSeconds),
                    readBytes >> 20,
                    writtenBytes >> 20,
                    diskBytes >> 20,
                    Say.number("%.1f", beforeMillis),
                    Say.number("%.1f", duringMillis));
        }
    }

    Joined run(Cluster.Product product, Path directory) throws IOException, InterruptedException {
        Say.progress("starting three members of " + product.label + " in " + directory);
        try (Cluster cluster = Cluster.start(product, directory, RestartBench.IMAGES);
                Writers writers = new Writers(cluster, CLIENTS)) {
            Say.progress("writing " + mebibytes + " MiB");
            Filling filling = new Filling(cluster);
            filling.fill((long) mebibytes << 20);
            filling.pad(RestartBench.PADDING);
            cluster.awaitImages();
            // From here on as shipped: a large image after every few puts is no usual load.
            cluster.restartWith(List.of());
            writers.reconnect();
            writers.start();
            long id = cluster.addLearner();
            double _ = writers.takeP99Millis();
            LockSupport.parkNanos(QUIET_NANOS);
            Say.progress("starting the fourth");
            Joined joined = join(cluster, id, writers);
            writers.stop();
            Say.progress("reading back");
            Say.progress(writers.verify() + " puts are all there");
            return joined;
        }
    }

    private static Joined join(Cluster cluster, long id, Writers writers) throws IOException {
        var _ =
                KVGrpc.newBlockingStub(cluster.control())
                        .withDeadlineAfter(10, TimeUnit.SECONDS)
                        .put(PutRequest.newBuilder().setKey(LAST).build());
        double before = writers.takeP99Millis();
        long begun = System.nanoTime();
        int learner = cluster.startLearner();
        cluster.awaitKey(learner, LAST);
        double reads = seconds(begun);
        cluster.promote(id);
        double votes = seconds(begun);
        double during = writers.takeP99Millis();
        cluster.awaitServing(learner);
        return new Joined(
                cluster.product.label,
                reads,
                votes,
                cluster.io(learner, "rchar"),
                cluster.io(learner, "wchar"),
                cluster.diskBytes(learner),
                before,
                during);
    }

    private static double seconds(long since) {
        return (double) (System.nanoTime() - since) / TimeUnit.SECONDS.toNanos(1);
    }
}
