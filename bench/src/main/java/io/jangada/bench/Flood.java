package io.jangada.bench;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.CompactionRequest;
import io.jangada.api.etcdserverpb.CompactionResponse;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.api.etcdserverpb.RequestOp;
import io.jangada.api.etcdserverpb.TxnRequest;
import io.jangada.api.etcdserverpb.TxnResponse;

import org.HdrHistogram.ConcurrentHistogram;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes that are sent at a pace, whatever came of those before: what more clients do than a
 * cluster can serve. Each is a transaction of many puts that was made beforehand, so that it costs
 * the sender a fraction of what it costs the members.
 */
final class Flood implements AutoCloseable {
    static final int PUTS = 100;
    private static final int TRANSACTIONS = 64;
    private static final int VALUE_BYTES = 32;
    private static final int CHANNELS_EACH = 4;
    private static final long DEADLINE_SECONDS = 5;

    /** Beyond that nothing is sent: the sender's own memory has an end, too. */
    private static final int UNDER_WAY_MAX = 50_000;

    private static final long PAUSE_NANOS = 500_000;

    /**
     * What came of it.
     *
     * @param sent within the time; each of them was answered or ended at its deadline
     * @param unsent for too many were under way
     * @param done answered as done within the time
     * @param refused as too many requests
     * @param failed otherwise, by status
     * @param terms in which the answers were given
     */
    record Counted(
            double seconds,
            long sent,
            long unsent,
            long done,
            long refused,
            TreeMap<String, Long> failed,
            Set<Long> terms,
            long p50Micros,
            long p99Micros) {
        double offered() {
            return sent / seconds;
        }

        double goodput() {
            return done / seconds;
        }
    }

    private final List<KVGrpc.KVStub> stubs = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<TxnRequest> transactions = new ArrayList<>();

    /** The highest revision acknowledged for each transaction. */
    private final AtomicLongArray acknowledged = new AtomicLongArray(TRANSACTIONS);

    Flood(Cluster cluster) {
        for (int i = 0; i < cluster.size() * CHANNELS_EACH; i++) {
            ManagedChannel channel = cluster.connect(i % cluster.size());
            channels.add(channel);
            stubs.add(KVGrpc.newStub(channel));
        }
        Random random = new Random(11);
        for (int i = 0; i < TRANSACTIONS; i++) {
            transactions.add(transaction(i, random));
        }
    }

    private static TxnRequest transaction(int number, Random random) {
        TxnRequest.Builder all = TxnRequest.newBuilder();
        for (int i = 0; i < PUTS; i++) {
            byte[] value = new byte[VALUE_BYTES];
            random.nextBytes(value);
            all.addSuccess(
                    RequestOp.newBuilder()
                            .setRequestPut(
                                    PutRequest.newBuilder()
                                            .setKey(key(number, i))
                                            .setValue(ByteString.copyFrom(value))));
        }
        return all.build();
    }

    private static ByteString key(int number, int i) {
        return ByteString.copyFromUtf8("flood-%03d-%03d".formatted(number, i));
    }

    /** One run of it; its counters are shared by all threads that answers come on. */
    private final class Run {
        private final AtomicLong underWay = new AtomicLong();
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final ConcurrentHashMap<String, AtomicLong> failed = new ConcurrentHashMap<>();
        private final ConcurrentHistogram latencies =
                new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        private final Set<Long> terms = ConcurrentHashMap.newKeySet();
        private volatile boolean over;

        void send(long number) {
            underWay.incrementAndGet();
            int which = (int) (number % TRANSACTIONS);
            long begun = System.nanoTime();
            stubs.get((int) (number % stubs.size()))
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .txn(
                            transactions.get(which),
                            new StreamObserver<>() {
                                @Override
                                public void onNext(TxnResponse reply) {
                                    terms.add(reply.getHeader().getRaftTerm());
                                    acknowledged.accumulateAndGet(
                                            which, reply.getHeader().getRevision(), Math::max);
                                }

                                @Override
                                public void onError(Throwable error) {
                                    underWay.decrementAndGet();
                                    failed(Status.fromThrowable(error));
                                }

                                @Override
                                public void onCompleted() {
                                    underWay.decrementAndGet();
                                    if (!over) {
                                        done.incrementAndGet();
                                        latencies.recordValue(System.nanoTime() - begun);
                                    }
                                }
                            });
        }

        /** Versions of etcd differ in the code that they say it with, not in the words. */
        private void failed(Status status) {
            String words = String.valueOf(status.getDescription());
            if (words.equals("etcdserver: too many requests")) {
                refused.incrementAndGet();
                return;
            }
            boolean late = status.getCode() == Status.Code.DEADLINE_EXCEEDED;
            String what = late ? "no answer in time" : status.getCode() + ": " + words;
            failed.computeIfAbsent(what, _ -> new AtomicLong()).incrementAndGet();
        }
    }

    /** Sends {@code rate} transactions a second for {@code seconds}, and waits for the answers. */
    Counted run(double rate, double seconds) {
        Run run = new Run();
        long begun = System.nanoTime();
        long end = begun + (long) (seconds * 1e9);
        long sent = 0;
        long unsent = 0;
        for (long now = begun; now < end; now = System.nanoTime()) {
            long due = (long) ((now - begun) / 1e9 * rate);
            while (sent + unsent < due) {
                if (run.underWay.get() < UNDER_WAY_MAX) {
                    run.send(sent++);
                } else {
                    unsent++;
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        run.over = true;
        double took = (System.nanoTime() - begun) / 1e9;
        while (run.underWay.get() > 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        TreeMap<String, Long> failed = new TreeMap<>();
        run.failed.forEach((status, count) -> failed.put(status, count.get()));
        return new Counted(
                took,
                sent,
                unsent,
                run.done.get(),
                run.refused.get(),
                failed,
                Set.copyOf(run.terms),
                run.latencies.getValueAtPercentile(50) / 1000,
                run.latencies.getValueAtPercentile(99) / 1000);
    }

    /** Has the members forget what was overwritten: what is measured is the load, not the heap. */
    void compact() {
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channels.getFirst());
        long revision =
                kv.range(RangeRequest.newBuilder().setKey(key(0, 0)).build())
                        .getHeader()
                        .getRevision();
        CompactionRequest compaction =
                CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
        CompactionResponse _ = kv.withDeadlineAfter(60, TimeUnit.SECONDS).compact(compaction);
    }

    /** How many transactions were acknowledged; throws when a put of one is not there. */
    int verify() {
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channels.getFirst());
        int found = 0;
        for (int which = 0; which < TRANSACTIONS; which++) {
            long revision = acknowledged.get(which);
            for (int i = 0; revision > 0 && i < PUTS; i++) {
                RangeResponse read =
                        kv.range(RangeRequest.newBuilder().setKey(key(which, i)).build());
                if (read.getKvsCount() == 0 || read.getKvs(0).getModRevision() < revision) {
                    throw new IllegalStateException(
                            "revision %d was acknowledged, and %s shows %s"
                                    .formatted(revision, key(which, i).toStringUtf8(), read));
                }
            }
            found += revision > 0 ? 1 : 0;
        }
        return found;
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
