package io.jangada.kv;

/**
 * Holds a revision: what can be read at it stays in memory until the pin is closed, even when it is
 * compacted meanwhile. Any thread may read through it; one thread closes it. Whoever takes a pin
 * bounds the time for which it is held.
 */
public final class Pin implements AutoCloseable {

    private final Store store;
    private final long revision;
    private volatile boolean closed;

    Pin(Store store, long revision) {
        this.store = store;
        this.revision = revision;
    }

    public long revision() {
        return revision;
    }

    /**
     * Reads at the pinned revision, whatever revision {@code range} asks for and whatever has been
     * compacted. The answer names the pinned revision.
     *
     * @throws IllegalStateException if the pin is closed
     */
    public Result.RangeResult range(Range range) {
        if (closed) {
            throw new IllegalStateException("the pin of revision " + revision + " is closed");
        }
        return store.view(this).range(range, revision);
    }

    /** Lets go. Closing again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            store.release(this);
        }
    }
}
