package io.jangada.transport;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Measures two transports in one process on loopback: small frames per second, idle latency. */
final class LoopbackLoad {
    private static final int FRAMES = 1_000_000;
    private static final int PINGS = 5_000;

    private LoopbackLoad() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = System.out;
        int portA = Member.freePort();
        int portB = Member.freePort();
        try (Member a = new Member(Member.settings(1, portA, 2, portB)).start();
                Member b = new Member(Member.settings(2, portB, 1, portA)).start()) {
            a.connected();
            for (int round = 0; round < 4; round++) {
                out.printf("%,d frames of 100 bytes per second%n", throughput(a, b));
                long[] nanos = latencies(a, b);
                out.printf(
                        "one way, idle: p50 %d us, p99 %d us%n",
                        nanos[PINGS / 2] / 1000, nanos[PINGS * 99 / 100] / 1000);
            }
        }
    }

    private static long throughput(Member a, Member b) throws InterruptedException {
        long start = System.nanoTime();
        Thread sender =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 1; i <= FRAMES; i++) {
                                while (!a.transport.send(Member.id(2), Member.append(i, 100))) {
                                    LockSupport.parkNanos(50_000);
                                }
                            }
                        });
        for (int i = 0; i < FRAMES; i++) {
            b.next();
        }
        sender.join();
        return FRAMES * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);
    }

    private static long[] latencies(Member a, Member b) throws InterruptedException {
        long[] nanos = new long[PINGS];
        for (int i = 0; i < PINGS; i++) {
            LockSupport.parkNanos(200_000);
            long start = System.nanoTime();
            a.transport.send(Member.id(2), Member.heartbeat(i));
            b.next();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }
}
