package io.jangada.sim;

import io.jangada.sim.seed.Draw;
import io.jangada.sim.seed.Family;
import io.jangada.sim.seed.Scene;
import io.jangada.sim.world.World;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs seeds on several threads, one run on one thread. The only place of the simulator that starts
 * threads; atomics hand out seeds, a queue hands back what came of them.
 */
final class Workers implements AutoCloseable {
    /** What came of one seed, and how long that took. */
    record Done(Scene scene, World.Run run, long nanos) {}

    private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    Workers(Family family, long length, AtomicLong next, long last, int count) {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> work(family, length, next, last), "seeds-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void work(Family family, long length, AtomicLong next, long last) {
        for (long seed = next.getAndIncrement();
                seed <= last && !stopped.get();
                seed = next.getAndIncrement()) {
            long started = System.nanoTime();
            Scene scene = Draw.scene(family, seed, length);
            done.add(new Done(scene, scene.world().run(), System.nanoTime() - started));
        }
    }

    Done next() throws InterruptedException {
        return done.take();
    }

    @Override
    public void close() {
        stopped.set(true);
    }
}
