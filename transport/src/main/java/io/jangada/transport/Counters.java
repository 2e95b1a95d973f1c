package io.jangada.transport;

import io.jangada.raft.ServerId;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one peer. Adders, because all lanes, the sender and the reader touch them. */
final class Counters {
    final LongAdder sentFrames = new LongAdder();
    final LongAdder sentBytes = new LongAdder();
    final LongAdder droppedFrames = new LongAdder();
    final LongAdder receivedFrames = new LongAdder();
    final LongAdder receivedBytes = new LongAdder();
    final LongAdder refusedFrames = new LongAdder();
    final LongAdder failures = new LongAdder();
    final AtomicInteger activeOut = new AtomicInteger();
    final AtomicInteger activeIn = new AtomicInteger();
    volatile long helloAt;

    Traffic traffic(ServerId peer) {
        return new Traffic(
                peer,
                sentFrames.sum(),
                sentBytes.sum(),
                droppedFrames.sum(),
                receivedFrames.sum(),
                receivedBytes.sum(),
                refusedFrames.sum(),
                failures.sum(),
                activeOut.get(),
                activeIn.get(),
                helloAt);
    }
}
