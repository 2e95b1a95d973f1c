package io.jangada.kv;

/**
 * Holds a revision: what can be read at it stays in memory until the pin is closed, even when it is
 * compacted meanwhile. May be used and closed by any thread. Whoever holds a pin bounds the time.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
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

    /** Reads at the pinned revision, whatever revision {@code range} asks for. */
    public Result.RangeResult range(Range range) {
        throw new UnsupportedOperationException();
    }

    /** Lets go. Closing again does nothing. */
    @Override
    public void close() {
        closed = true;
    }
}
