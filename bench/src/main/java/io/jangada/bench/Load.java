package io.jangada.bench;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.CompactionRequest;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.PutResponse;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeResponse;

import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/**
 * One load program for both products: closed loops, each with one request under way, over shared
 * connections. Random 256-byte values, 24-byte keys.
 */
final class Load {
    static final int KEYS = 100_000;
    private static final int VALUE_BYTES = 256;
    private static final int VALUES = 4096;
    private static final int PAGE = 1000;
    private static final int CLIENTS_PER_CONNECTION = 50;

    /** What a closed loop does. */
    enum Kind {
        PUT,
        GET
    }

    /** What was measured. */
    record Measured(
            long operations, double seconds, long cpuMicros, long p50Micros, long p99Micros) {
        double rate() {
            return operations / seconds;
        }

        double cpuMicrosEach() {
            return (double) cpuMicros / operations;
        }
    }

    private final Cluster cluster;
    private final ByteString[] keys = new ByteString[KEYS];
    private final ByteString[] values = new ByteString[VALUES];

    /** The highest revision acknowledged for each key: what the key must show in the end. */
    private final AtomicLongArray acknowledged = new AtomicLongArray(KEYS);

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Load(Cluster cluster) {
        this.cluster = cluster;
        Random random = new Random(7);
        for (int i = 0; i < KEYS; i++) {
            keys[i] = ByteString.copyFromUtf8("key-%020d".formatted(i));
        }
        for (int i = 0; i < VALUES; i++) {
            byte[] value = new byte[VALUE_BYTES];
            random.nextBytes(value);
            values[i] = ByteString.copyFrom(value);
        }
    }

    /** Runs {@code clients} loops for {@code seconds}; throws when any operation fails. */
    Measured run(Kind kind, int clients, boolean leaderOnly, double seconds)
            throws InterruptedException {
        return run(kind, clients, leaderOnly, seconds, _ -> {});
    }

    /** And hands the nanoseconds of each operation to {@code each} when it ends. */
    Measured run(Kind kind, int clients, boolean leaderOnly, double seconds, LongConsumer each)
            throws InterruptedException {
        List<ManagedChannel> channels = connect(clients, leaderOnly);
        ConcurrentHistogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        LongConsumer record =
                nanos -> {
                    latencies.recordValue(nanos);
                    each.accept(nanos);
                };
        CountDownLatch running = new CountDownLatch(clients);
        try {
            long cpu = cluster.cpuMicros();
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            for (int i = 0; i < clients; i++) {
                KVGrpc.KVStub stub = KVGrpc.newStub(channels.get(i % channels.size()));
                switch (kind) {
                    case PUT -> new Putting(stub, end, record, running).next();
                    case GET -> new Getting(stub, end, record, running).next();
                }
            }
            if (!running.await((long) seconds + 30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(cluster.product.label + " hangs");
            }
            Throwable failed = failure.get();
            if (failed != null) {
                throw new IllegalStateException(
                        cluster.product.label + " failed an operation: " + failed, failed);
            }
            return new Measured(
                    latencies.getTotalCount(),
                    (System.nanoTime() - start) / 1e9,
                    cluster.cpuMicros() - cpu,
                    latencies.getValueAtPercentile(50) / 1000,
                    latencies.getValueAtPercentile(99) / 1000);
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    private List<ManagedChannel> connect(int clients, boolean leaderOnly) {
        int count =
                leaderOnly
                        ? Math.max(1, clients / CLIENTS_PER_CONNECTION)
                        : Math.max(
                                Math.min(clients, cluster.size()),
                                clients / CLIENTS_PER_CONNECTION);
        int leader = cluster.leader();
        List<ManagedChannel> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            channels.add(cluster.connect(leaderOnly ? leader : i % cluster.size()));
        }
        return channels;
    }

    /** One closed loop; every reply starts the next request until the time is over. */
    private abstract class Loop<T> implements StreamObserver<T> {
        private final long end;
        private final LongConsumer record;
        private final CountDownLatch running;
        private long begun;
        int key;

        private Loop(long end, LongConsumer record, CountDownLatch running) {
            this.end = end;
            this.record = record;
            this.running = running;
        }

        abstract void send();

        void next() {
            long now = System.nanoTime();
            if (now >= end || failure.get() != null) {
                running.countDown();
                return;
            }
            begun = now;
            key = ThreadLocalRandom.current().nextInt(KEYS);
            send();
        }

        @Override
        public void onError(Throwable failed) {
            failure.compareAndSet(null, failed);
            running.countDown();
        }

        @Override
        public void onCompleted() {
            record.accept(System.nanoTime() - begun);
            next();
        }
    }

    private final class Putting extends Loop<PutResponse> {
        private final KVGrpc.KVStub stub;

        private Putting(KVGrpc.KVStub stub, long end, LongConsumer record, CountDownLatch running) {
            super(end, record, running);
            this.stub = stub;
        }

        @Override
        void send() {
            ByteString value = values[ThreadLocalRandom.current().nextInt(VALUES)];
            stub.put(PutRequest.newBuilder().setKey(keys[key]).setValue(value).build(), this);
        }

        @Override
        public void onNext(PutResponse reply) {
            acknowledged.accumulateAndGet(key, reply.getHeader().getRevision(), Math::max);
        }
    }

    private final class Getting extends Loop<RangeResponse> {
        private final KVGrpc.KVStub stub;

        private Getting(KVGrpc.KVStub stub, long end, LongConsumer record, CountDownLatch running) {
            super(end, record, running);
            this.stub = stub;
        }

        @Override
        void send() {
            stub.range(RangeRequest.newBuilder().setKey(keys[key]).build(), this);
        }

        @Override
        public void onNext(RangeResponse reply) {
            long seen = reply.getKvsCount() == 0 ? 0 : reply.getKvs(0).getModRevision();
            // Nothing is written while gets are measured, so what they see never lags.
            if (seen < acknowledged.get(key)) {
                failure.compareAndSet(null, new IllegalStateException("a stale read of " + key));
            }
        }
    }

    /** Lets both products forget what was overwritten, so that neither is measured by its heap. */
    void compact() {
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(cluster.control());
        long revision =
                kv.range(RangeRequest.newBuilder().setKey(keys[0]).build())
                        .getHeader()
                        .getRevision();
        kv.withDeadlineAfter(60, TimeUnit.SECONDS)
                .compact(
                        CompactionRequest.newBuilder()
                                .setRevision(revision)
                                .setPhysical(true)
                                .build());
    }

    /**
     * Reads everything back; returns how many keys were acknowledged, throws when one is not there.
     */
    long verify() {
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(cluster.control());
        long found = 0;
        for (int first = 0; first < KEYS; first += PAGE) {
            int end = Math.min(KEYS, first + PAGE);
            RangeResponse page =
                    kv.range(
                            RangeRequest.newBuilder()
                                    .setKey(keys[first])
                                    .setRangeEnd(
                                            keys[end - 1].concat(ByteString.copyFrom(new byte[1])))
                                    .build());
            Map<ByteString, Long> seen = new HashMap<>();
            page.getKvsList().forEach(kv1 -> seen.put(kv1.getKey(), kv1.getModRevision()));
            for (int i = first; i < end; i++) {
                long revision = acknowledged.get(i);
                if (revision != 0) {
                    check(keys[i], revision, seen.get(keys[i]));
                    found++;
                }
            }
        }
        return found;
    }

    private void check(ByteString key, long acknowledgedAt, @Nullable Long seenAt) {
        if (seenAt == null || seenAt != acknowledgedAt) {
            throw new IllegalStateException(
                    "%s acknowledged %s at revision %d and shows %s"
                            .formatted(
                                    cluster.product.label,
                                    key.toStringUtf8(),
                                    acknowledgedAt,
                                    seenAt));
        }
    }
}
