package io.jangada.transport;

import io.jangada.node.Frame;
import io.jangada.node.Transport;
import io.jangada.raft.ServerId;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures two transports in one process on loopback: a flood of small frames, turns of a few
 * frames that are awaited, single frames. CPU time counts both ends; it says more than the rate
 * where the machine has other work.
 */
final class LoopbackLoad implements Transport.Receiver {
    private static final int FRAMES = 1_000_000;
    private static final int TURNS = 20_000;
    private static final int FRAMES_OF_A_TURN = 8;

    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong handOvers = new AtomicLong();
    private final Thread waiter = Thread.currentThread();
    private volatile long awaited = Long.MAX_VALUE;
    private final Frame heartbeat = Member.heartbeat(1);

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        int portA = Member.freePort();
        int portB = Member.freePort();
        TransportSettings ofB = Member.settings(2, portB, 1, portA);
        LoopbackLoad load = new LoopbackLoad();
        try (Member a = new Member(Member.settings(1, portA, 2, portB)).start();
                GrpcTransport b = new GrpcTransport(ofB, new Member(ofB))) {
            b.start(load);
            a.connected();
            for (int round = 0; round < 4; round++) {
                load.report(out, "flood", FRAMES, () -> load.flood(a));
                load.report(out, "turns", TURNS * FRAMES_OF_A_TURN, () -> load.turns(a, out));
                load.report(out, "single", TURNS, () -> load.single(a, out));
            }
        }
    }

    private void report(PrintStream out, String what, int count, Runnable work) {
        awaited = Long.MAX_VALUE;
        frames.set(0);
        handOvers.set(0);
        long cpu = cpuNanos();
        long start = System.nanoTime();
        work.run();
        out.printf(
                "%s: %,d frames/s, %,d ns of CPU per frame, %.1f frames per hand-over%n",
                what,
                count * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start),
                (cpuNanos() - cpu) / count,
                (double) count / handOvers.get());
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private void flood(Member a) {
        for (int i = 1; i <= FRAMES; i++) {
            Frame append = Member.append(i, 100);
            while (!a.transport.send(Member.id(2), append)) {
                a.transport.flush();
                LockSupport.parkNanos(50_000);
            }
            if (i % FRAMES_OF_A_TURN == 0) {
                a.transport.flush();
            }
        }
        arrived(FRAMES);
    }

    private void turns(Member a, PrintStream out) {
        long[] nanos = new long[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            long start = System.nanoTime();
            for (int i = 1; i <= FRAMES_OF_A_TURN; i++) {
                a.transport.send(Member.id(2), Member.append(i, 100));
            }
            a.transport.flush();
            arrived((turn + 1L) * FRAMES_OF_A_TURN);
            nanos[turn] = System.nanoTime() - start;
        }
        latency(out, nanos);
    }

    private void single(Member a, PrintStream out) {
        long[] nanos = new long[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            long start = System.nanoTime();
            a.transport.send(Member.id(2), heartbeat);
            a.transport.flush();
            arrived(turn + 1);
            nanos[turn] = System.nanoTime() - start;
        }
        latency(out, nanos);
    }

    private static void latency(PrintStream out, long[] nanos) {
        Arrays.sort(nanos);
        out.printf(
                "p50 %d us, p99 %d us; ",
                nanos[nanos.length / 2] / 1000, nanos[nanos.length * 99 / 100] / 1000);
    }

    private void arrived(long count) {
        awaited = count;
        while (frames.get() < count) {
            LockSupport.park(this);
        }
    }

    @Override
    public int receive(ServerId from, List<Frame> together) {
        handOvers.incrementAndGet();
        if (frames.addAndGet(together.size()) >= awaited) {
            LockSupport.unpark(waiter);
        }
        return 0;
    }

    @Override
    public void lost(ServerId peer) {
        throw new IllegalStateException("a connection broke");
    }
}
