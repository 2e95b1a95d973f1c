package io.jangada.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

class LoopLagTest {
    private static final long LONG = TimeUnit.MILLISECONDS.toNanos(500);

    private final DefaultEventExecutorGroup loops = new DefaultEventExecutorGroup(2);
    private final LoopLag lag = LoopLag.of(loops);

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aLoopThatIsStuckIsLateBeforeItGoesOn() throws InterruptedException {
        EventExecutor second = loops.iterator().next();
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        second.execute(() -> {
            stuck.countDown();
            awaitQuietly(free);
        });
        stuck.await();
        LockSupport.parkNanos(LONG);

        assertThat(lag.take()).as("while it is stuck").isGreaterThan(LONG / 2);
        assertThat(lag.take()).as("the same once more").isLessThan(LONG / 2);
        LockSupport.parkNanos(LONG);
        free.countDown();
        awaitTurn(second);
        assertThat(lag.take()).as("what it was late by").isGreaterThan(LONG);
    }

    @Test
    void whatWasTakenIsOver() throws InterruptedException {
        EventExecutor first = loops.iterator().next();
        first.execute(() -> LockSupport.parkNanos(LONG));
        awaitTurn(first);
        awaitTurn(first);
        assertThat(lag.take()).isGreaterThan(LONG / 2);

        awaitTurn(first);

        assertThat(lag.take()).isLessThan(LONG / 2);
    }

    /** Until it has run what was due before, and again what was due after that. */
    private static void awaitTurn(EventExecutor loop) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Future<?> _ = loop.schedule(done::countDown, 60, TimeUnit.MILLISECONDS);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
