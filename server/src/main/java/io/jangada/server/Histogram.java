package io.jangada.server;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long something took, in buckets that double. Written by the thread that does it, read by
 * whoever asks for metrics: hence atomics. A reader may see the sum of one more than the buckets.
 */
final class Histogram {
    private final double smallestSeconds;
    private final AtomicLongArray counts;
    private final LongAdder sumNanos = new LongAdder();

    /** With {@code buckets} bounds, the first at {@code smallestSeconds}, and one for the rest. */
    Histogram(double smallestSeconds, int buckets) {
        this.smallestSeconds = smallestSeconds;
        this.counts = new AtomicLongArray(buckets + 1);
    }

    void add(long nanos) {
        int bucket = 0;
        while (bucket < counts.length() - 1 && nanos > bound(bucket) * 1e9) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
        sumNanos.add(nanos);
    }

    /** How many buckets have a bound. */
    int bounds() {
        return counts.length() - 1;
    }

    /** The largest duration that counts into {@code bucket}, in seconds. */
    double bound(int bucket) {
        return smallestSeconds * (1L << bucket);
    }

    /**
     * How many durations came into {@code bucket} alone; the one after all bounds takes the rest.
     */
    long count(int bucket) {
        return counts.get(bucket);
    }

    double sumSeconds() {
        return sumNanos.sum() / 1e9;
    }
}
