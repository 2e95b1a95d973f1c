package io.jangada.server.admission;

import io.netty.util.concurrent.EventExecutor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** By how much event loops are late with what is due. */
final class LoopLag {
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<Loop> loops = new ArrayList<>();

    private LoopLag() {}

    /** Watches {@code loops} until they are shut down. */
    static LoopLag of(Iterable<EventExecutor> loops) {
        LoopLag lag = new LoopLag();
        for (EventExecutor each : loops) {
            Loop loop = new Loop(each);
            lag.loops.add(loop);
            loop.again();
        }
        return lag;
    }

    /** The most by which any was or is late since the last call, in nanoseconds. */
    long take() {
        long now = System.nanoTime();
        long worst = 0;
        for (Loop loop : loops) {
            worst = Math.max(worst, loop.take(now));
        }
        return worst;
    }

    /** One of them; its thread and the one that asks meet here. */
    private static final class Loop implements Runnable {
        private final EventExecutor executor;
        private long due;
        private long worst;

        /** That it is late now was told; it is told again only when it has run. */
        private boolean told;

        Loop(EventExecutor executor) {
            this.executor = executor;
        }

        private void again() {
            synchronized (this) {
                due = System.nanoTime() + EVERY;
                told = false;
            }
            Future<?> _ = executor.schedule(this, EVERY, TimeUnit.NANOSECONDS);
        }

        @Override
        public void run() {
            synchronized (this) {
                worst = Math.max(worst, System.nanoTime() - due);
            }
            again();
        }

        synchronized long take(long now) {
            long late = worst;
            worst = 0;
            if (!told && now - due > Limit.LATE) {
                told = true;
                late = Math.max(late, now - due);
            }
            return late;
        }
    }
}
