package io.jangada.sim;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Does numbered work on several threads, one number on one thread. The only place of the simulator
 * that starts threads; an atomic hands out numbers, a queue hands back what came of them.
 */
final class Workers<T> implements AutoCloseable {
    private record Done<T>(@Nullable T result, @Nullable Throwable thrown) {}

    private final LongFunction<T> work;
    private final AtomicLong next;
    private final long last;
    private final BlockingQueue<Done<T>> done = new LinkedBlockingQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** The numbers from {@code first} to {@code last} are worked on by so many threads. */
    Workers(LongFunction<T> work, long first, long last, int threads) {
        this.work = work;
        this.next = new AtomicLong(first);
        this.last = last;
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(this::work, "worker-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void work() {
        for (long number = next.getAndIncrement();
                number <= last && !stopped.get();
                number = next.getAndIncrement()) {
            try {
                done.add(new Done<>(work.apply(number), null));
            } catch (RuntimeException | Error thrown) {
                done.add(new Done<>(null, thrown));
            }
        }
    }

    /** What came of the next number that is done, in any order; throws what the work threw. */
    T next() throws InterruptedException {
        Done<T> ended = done.take();
        if (ended.result == null) {
            throw new IllegalStateException("the work failed", ended.thrown);
        }
        return ended.result;
    }

    @Override
    public void close() {
        stopped.set(true);
    }
}
