package io.jangada.bench.micro;

import io.jangada.kv.Compact;
import io.jangada.kv.Key;
import io.jangada.kv.Put;
import io.jangada.kv.Range;
import io.jangada.kv.Result;
import io.jangada.kv.Span;
import io.jangada.kv.Store;
import io.jangada.kv.Value;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One key among 100,000 that are there, keys of 24 and values of 256 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
public class StoreBench {
    private static final int KEYS = 100_000;
    private static final int VALUE_BYTES = 256;
    private static final long QUOTA_BYTES = 8L << 30;
    private static final int PUTS_BETWEEN_COMPACTIONS = 100_000;
    private static final int TIDY_STEPS = 7;

    private final Key[] keys = new Key[KEYS];
    private final Random random = new Random(7);
    private Value value = Value.EMPTY;
    private Store store = new Store();
    private int puts;

    /** All keys are there once. */
    @Setup(Level.Iteration)
    public void fill() {
        byte[] bytes = new byte[VALUE_BYTES];
        random.nextBytes(bytes);
        value = Value.copyOf(ByteBuffer.wrap(bytes));
        store = new Store();
        for (int i = 0; i < KEYS; i++) {
            keys[i] = Key.of("key-%020d".formatted(i));
            store.apply(Put.of(keys[i], value), QUOTA_BYTES);
        }
    }

    /** With its share of compaction, so that old versions do not pile up. */
    @Benchmark
    public Result put() {
        if (++puts % PUTS_BETWEEN_COMPACTIONS == 0) {
            store.apply(new Compact(store.revision()), QUOTA_BYTES);
        }
        Result result = store.apply(Put.of(keys[random.nextInt(KEYS)], value), QUOTA_BYTES);
        store.tidy(TIDY_STEPS);
        return result;
    }

    @Benchmark
    public Result range() {
        return store.range(Range.of(Span.of(keys[random.nextInt(KEYS)])));
    }
}
