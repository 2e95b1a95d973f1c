package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Iterator;

/**
 * A store as it was between two commands: its numbers, and every version that compaction had not
 * forgotten then. An {@link Assembly} makes the same store of it again. Images of equal stores hold
 * the same, whatever of them was tidied.
 *
 * <p>What it holds stays in memory until it is closed. One thread walks it at a time; it may be
 * another than the writer.
 */
public final class Image implements AutoCloseable {

    private final Pin pin;
    private final Histories all;
    private final long revision;
    private final boolean full;
    private final Iterator<History> histories;

    /** What is left of the history that the walk has come to. */
    private Iterator<@Nullable KeyValue> versions = Collections.emptyIterator();

    /** Holds the last compaction: nothing of what it kept is removed before the pin is closed. */
    Image(Pin compacted, Histories histories, long revision, boolean full) {
        this.pin = compacted;
        this.revision = revision;
        this.full = full;
        this.all = histories;
        this.histories = histories.in(Span.from(Key.EMPTY)).iterator();
    }

    /** The same from its beginning. Closing either of them closes both. */
    public Image again() {
        return new Image(pin, all, revision, full);
    }

    /** The {@link Store#revision} of then. */
    public long revision() {
        return revision;
    }

    /** The {@link Store#compactRevision} of then. */
    public long compactRevision() {
        return pin.revision();
    }

    /** Whether the store {@link Store#isFull was full} then. */
    public boolean isFull() {
        return full;
    }

    /** The next version, by key and then by age, deletions among them; null after the last. */
    public @Nullable KeyValue next() {
        while (!versions.hasNext()) {
            if (!histories.hasNext()) {
                return null;
            }
            versions = histories.next().kept(pin.revision(), revision).iterator();
        }
        return versions.next();
    }

    /** Lets go, at the end or before it. Closing again does nothing. */
    @Override
    public void close() {
        pin.close();
    }
}
