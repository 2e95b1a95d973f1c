package io.jangada.node;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the one thread that turns a part. Raising is cheap and idempotent; a raise between two
 * turns is never lost. Volatile fields and parking, since a lock per hand-over would cost more than
 * the hand-over.
 */
final class Signal implements Runnable {
    private volatile boolean raised;
    private volatile @Nullable Thread waiting;

    /**
     * Raises the signal; whatever was put into the part's queue before is seen by its next turn.
     */
    @Override
    public void run() {
        if (!raised) {
            raised = true;
            Thread thread = waiting;
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** Waits until the signal is raised or {@code nanos} have passed; lowers it. */
    void await(long nanos) {
        waiting = Thread.currentThread();
        if (!raised) {
            LockSupport.parkNanos(this, nanos);
        }
        waiting = null;
        raised = false;
    }
}
