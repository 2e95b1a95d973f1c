package io.jangada.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The only place that starts threads: one per part. They are never interrupted, since an interrupt
 * would close the file that the thread is writing.
 */
final class Threads {
    private final String name;
    private final BiConsumer<String, Throwable> died;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private volatile boolean stopped;

    /** {@code died} is told when a thread dies of what its part threw. */
    Threads(String name, BiConsumer<String, Throwable> died) {
        this.name = name;
        this.died = died;
    }

    /** Turns {@code part} until {@link #stop}, waiting {@code nanosMax} at most when it idles. */
    void start(String what, Part part, Signal signal, long nanosMax) {
        Thread thread = new Thread(() -> run(part, signal, nanosMax), name + "-" + what);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (dead, cause) -> died.accept(dead.getName() + " failed: " + cause, cause));
        threads.add(thread);
        signals.add(signal);
        thread.start();
    }

    private void run(Part part, Signal signal, long nanosMax) {
        while (!stopped) {
            if (!part.turn()) {
                signal.await(nanosMax);
            }
        }
    }

    /** Lets every thread finish its turn, and waits for all but the calling one. */
    void stop() {
        stopped = true;
        signals.forEach(Signal::run);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (!thread.equals(Thread.currentThread()) && thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
