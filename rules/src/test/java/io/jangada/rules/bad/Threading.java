package io.jangada.rules.bad;

import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;

/** Starts threads outside the one file that may. */
public final class Threading {
    public Thread platform(Runnable work) {
        return new Thread(work);
    }

    public Function<Runnable, Thread> byReference() {
        return Thread::new;
    }

    public Thread builder(Runnable work) {
        return Thread.ofPlatform().unstarted(work);
    }

    public Thread virtual(Runnable work) {
        return Thread.startVirtualThread(work);
    }

    public Thread virtualBuilder(Runnable work) {
        return Thread.ofVirtual().unstarted(work);
    }

    public AutoCloseable pool() {
        return Executors.newCachedThreadPool();
    }

    public Object commonPool() {
        return ForkJoinPool.commonPool();
    }

    public CompletableFuture<Void> async(Runnable work) {
        return CompletableFuture.runAsync(work);
    }

    public Object timer() {
        return new Timer();
    }

    public Object parallel(List<String> list) {
        return list.parallelStream();
    }
}
