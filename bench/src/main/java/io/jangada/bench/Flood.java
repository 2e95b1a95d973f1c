package io.jangada.bench;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
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
import java.util.function.Function;

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
    private static final long RETRY_NANOS = 50_000_000;
    private static final long PATIENCE_SECONDS = 60;

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

        private void failed(Status status) {
            if (isRefusal(status)) {
                refused.incrementAndGet();
                return;
            }
            boolean late = status.getCode() == Status.Code.DEADLINE_EXCEEDED;
            String what =
                    late ? "no answer in time" : status.getCode() + ": " + status.getDescription();
            failed.computeIfAbsent(what, _ -> new AtomicLong()).incrementAndGet();
        }

        Counted ended(long begun, long sent, long unsent) {
            over = true;
            double took = (System.nanoTime() - begun) / 1e9;
            while (underWay.get() > 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            TreeMap<String, Long> others = new TreeMap<>();
            failed.forEach((status, count) -> others.put(status, count.get()));
            return new Counted(
                    took,
                    sent,
                    unsent,
                    done.get(),
                    refused.get(),
                    others,
                    Set.copyOf(terms),
                    latencies.getValueAtPercentile(50) / 1000,
                    latencies.getValueAtPercentile(99) / 1000);
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
        return run.ended(begun, sent, unsent);
    }

    /**
     * Keeps {@code atOnce} transactions under way for {@code seconds}, and waits for the answers.
     */
    Counted saturate(int atOnce, double seconds) {
        Run run = new Run();
        long begun = System.nanoTime();
        long end = begun + (long) (seconds * 1e9);
        long sent = 0;
        while (System.nanoTime() < end) {
            while (run.underWay.get() < atOnce) {
                run.send(sent++);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return run.ended(begun, sent, 0);
    }

    /** Has the members forget what was overwritten: what is measured is the load, not the heap. */
    void compact() {
        long revision = read(key(0, 0)).getHeader().getRevision();
        CompactionRequest compaction =
                CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
        CompactionResponse _ = patiently(kv -> kv.compact(compaction));
    }

    private RangeResponse read(ByteString key) {
        return patiently(kv -> kv.range(RangeRequest.newBuilder().setKey(key).build()));
    }

    /** As every client of a cluster that has too much to do, it asks again for a while. */
    private <T> T patiently(Function<KVGrpc.KVBlockingStub, T> call) {
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channels.getFirst());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                return call.apply(kv.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS));
            } catch (StatusRuntimeException e) {
                if (!isRefusal(e.getStatus()) || System.nanoTime() >= end) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** Versions of etcd differ in the code that they say it with, not in the words. */
    private static boolean isRefusal(Status status) {
        return "etcdserver: too many requests".equals(status.getDescription());
    }

    /** How many transactions were acknowledged; throws when a put of one is not there. */
    int verify() {
        int found = 0;
        for (int which = 0; which < TRANSACTIONS; which++) {
            long revision = acknowledged.get(which);
            for (int i = 0; revision > 0 && i < PUTS; i++) {
                RangeResponse read = read(key(which, i));
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
