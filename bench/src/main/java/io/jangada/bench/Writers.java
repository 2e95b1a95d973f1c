package io.jangada.bench;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.mvccpb.KeyValue;

import org.HdrHistogram.ConcurrentHistogram;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Closed loops of puts that no death of a member stops: a call that failed, or had no answer for
 * {@value #DEADLINE_MILLIS} ms or a little less, is made again at another member. Every writer has
 * connections of its own and keys of its own, of which it puts each until that is acknowledged
 * once.
 */
final class Writers implements AutoCloseable {
    private static final long DEADLINE_MILLIS = 250;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int PAGE = 1000;
    private static final ByteString VALUE = ByteString.copyFrom(new byte[256]);

    private final Cluster cluster;
    private final List<Writer> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Gap gap = new Gap();
    private final ConcurrentHistogram latencies =
            new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    private volatile boolean stopping;

    Writers(Cluster cluster, int count) {
        this.cluster = cluster;
        for (int i = 0; i < count; i++) {
            writers.add(new Writer(i));
        }
    }

    Cluster cluster() {
        return cluster;
    }

    Gap gap() {
        return gap;
    }

    /** One thread at a time has it. */
    private final class Writer {
        private final int number;
        private final List<ManagedChannel> channels = new ArrayList<>();

        /** By key: the revision that its put was acknowledged with. */
        private final List<Long> revisions = new ArrayList<>();

        private int member;

        private Writer(int number) {
            this.number = number;
            this.member = number % cluster.size();
            for (int i = 0; i < cluster.size(); i++) {
                channels.add(cluster.connect(i));
            }
        }

        private void run() {
            long begun = System.nanoTime();
            while (!stopping) {
                try {
                    revisions.add(put());
                    long now = System.nanoTime();
                    gap.acknowledged(now);
                    latencies.recordValue(now - begun);
                    begun = now;
                } catch (StatusRuntimeException failed) {
                    member = (member + 1) % channels.size();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }

        private long put() {
            return KVGrpc.newBlockingStub(channels.get(member))
                    .withDeadlineAfter(deadline(), TimeUnit.MILLISECONDS)
                    .put(
                            PutRequest.newBuilder()
                                    .setKey(key(revisions.size()))
                                    .setValue(VALUE)
                                    .build())
                    .getHeader()
                    .getRevision();
        }

        /** Drawn, or all would have theirs at the same moments after a kill, and none between. */
        private static long deadline() {
            return ThreadLocalRandom.current().nextLong(DEADLINE_MILLIS / 2, DEADLINE_MILLIS + 1);
        }

        private ByteString key(int i) {
            return ByteString.copyFromUtf8("writer-%03d-%010d".formatted(number, i));
        }

        /** A put that was made again may also be done again, so later than it was acknowledged. */
        private void verify(KVGrpc.KVBlockingStub kv) {
            for (int first = 0; first < revisions.size(); first += PAGE) {
                int end = Math.min(first + PAGE, revisions.size());
                Map<ByteString, Long> seen = new HashMap<>();
                for (KeyValue each :
                        kv.range(
                                        RangeRequest.newBuilder()
                                                .setKey(key(first))
                                                .setRangeEnd(key(end))
                                                .build())
                                .getKvsList()) {
                    seen.put(each.getKey(), each.getModRevision());
                }
                for (int i = first; i < end; i++) {
                    long shown = seen.getOrDefault(key(i), 0L);
                    if (shown < revisions.get(i)) {
                        throw new IllegalStateException(
                                "%s acknowledged %s at revision %d and shows %d"
                                        .formatted(
                                                cluster.product.label,
                                                key(i).toStringUtf8(),
                                                revisions.get(i),
                                                shown));
                    }
                }
            }
        }
    }

    void start() {
        stopping = false;
        gap.begin(System.nanoTime());
        for (Writer writer : writers) {
            threads.add(Thread.ofPlatform().name("writer-" + writer.number).start(writer::run));
        }
    }

    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    /** The time of 99 of 100 puts since the last call, every attempt of them included. */
    double takeP99Millis() {
        double p99 = latencies.getValueAtPercentile(99) / 1e6;
        latencies.reset();
        return p99;
    }

    /** For so many acknowledgements more. */
    void awaitMore(int puts) {
        long enough = gap.count() + puts;
        var _ =
                Waiting.until(
                        cluster.product.label + " acknowledged too little",
                        () -> gap.count() >= enough ? Optional.of(true) : Optional.empty());
    }

    /** A member is back: no connection waits any longer before it looks. */
    void reconnect() {
        for (Writer writer : writers) {
            writer.channels.forEach(ManagedChannel::resetConnectBackoff);
        }
    }

    /** Reads everything back; returns how many puts were acknowledged, throws when one is lost. */
    int verify() {
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(cluster.control());
        int count = 0;
        for (Writer writer : writers) {
            writer.verify(kv);
            count += writer.revisions.size();
        }
        return count;
    }

    @Override
    public void close() {
        stopping = true;
        for (Writer writer : writers) {
            writer.channels.forEach(ManagedChannel::shutdownNow);
        }
    }
}
