package io.jangada.bench;

import com.sun.management.OperatingSystemMXBean;

import io.jangada.bench.Load.Measured;

import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A fixed number of proposals under way at the leader of a {@link Trio}: whenever one is applied,
 * its thread proposes the next. The same load for both products, in the process that is measured,
 * so its small cost is in the CPU figure of both.
 */
final class TrioLoad {
    static final int COMMAND_BYTES = 256;
    private static final long STRAGGLERS_SECONDS = 30;

    private final Trio trio;
    private final byte[] random = new byte[COMMAND_BYTES];
    private final AtomicLong proposed = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong acknowledgedSum = new AtomicLong();
    private final AtomicReference<@Nullable String> fault = new AtomicReference<>();

    TrioLoad(Trio trio) {
        this.trio = trio;
        new Random(7).nextBytes(random);
    }

    /** Keeps {@code inFlight} proposals under way for {@code seconds}; throws if one fails. */
    Measured run(int inFlight, double seconds) throws InterruptedException {
        trio.aim();
        ConcurrentHistogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        CountDownLatch running = new CountDownLatch(inFlight);
        long cpu = cpuNanos();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        for (int i = 0; i < inFlight; i++) {
            new Loop(end, latencies, running).next();
        }
        if (!running.await((long) seconds + STRAGGLERS_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("proposals hang");
        }
        String failed = fault.get();
        if (failed != null) {
            throw new IllegalStateException("a proposal failed: " + failed);
        }
        return new Measured(
                latencies.getTotalCount(),
                (System.nanoTime() - start) / 1e9,
                (cpuNanos() - cpu) / 1000,
                latencies.getValueAtPercentile(50) / 1000,
                latencies.getValueAtPercentile(99) / 1000);
    }

    /** User and system time of this process so far, with collecting and compiling. */
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Waits until every member applied exactly what was acknowledged; returns how much it is. */
    long verify() {
        Trio.Applied expected = new Trio.Applied(acknowledged.get(), acknowledgedSum.get());
        for (int i = 0; i < Trio.MEMBERS; i++) {
            int member = i;
            Waiting.until(
                    "member %d did not apply %s".formatted(member + 1, expected),
                    () -> Optional.of(trio.applied(member)).filter(expected::equals));
        }
        return expected.count();
    }

    /** One proposal at a time. What it keeps is handed over by the library from call to call. */
    private final class Loop {
        private final long end;
        private final ConcurrentHistogram latencies;
        private final CountDownLatch running;
        private long number;
        private long begun;

        private Loop(long end, ConcurrentHistogram latencies, CountDownLatch running) {
            this.end = end;
            this.latencies = latencies;
            this.running = running;
        }

        private void next() {
            begun = System.nanoTime();
            if (begun >= end || fault.get() != null) {
                running.countDown();
                return;
            }
            number = proposed.incrementAndGet();
            byte[] command = random.clone();
            ByteBuffer.wrap(command).putLong(0, number);
            trio.propose(command, this::done);
        }

        private void done(@Nullable String failed) {
            if (failed != null) {
                fault.compareAndSet(null, failed);
                running.countDown();
                return;
            }
            latencies.recordValue(System.nanoTime() - begun);
            acknowledged.incrementAndGet();
            acknowledgedSum.addAndGet(number);
            next();
        }
    }
}
