package io.jangada.kv;

import java.util.TreeMap;

/**
 * Counts the bytes of every version that compaction has not forgotten, whether or not they still
 * take memory, so that the count depends on the commands alone. The writer's own.
 *
 * <p>A compaction at revision C forgets what was replaced or deleted at or before C, and deletions
 * from before C. Both are known when they are written, so for each revision the ledger notes how
 * much a compaction there forgets in total, and compacting only looks that number up.
 */
final class Ledger {

    /** What one version costs beside its key and its value: objects, places in maps and chunks. */
    static final long OVERHEAD = 256;

    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

    /** By revision, in chunks: all bytes that a compaction there forgets, since the beginning. */
    private final TreeMap<Long, long[]> forgettable = new TreeMap<>();

    /** The newest chunk. */
    private long[] newest = new long[1 << CHUNK_BITS];

    /** The chunk number of {@link #newest}; none at first. */
    private long newestNumber = -1;

    private long written;
    private long forgotten;

    /** Bytes that were replaced up to now, and of all deletions before the revision being made. */
    private long replaced;

    /** Bytes of the deletions in the revision being made. */
    private long deletions;

    static long cost(Key key, Value value) {
        return OVERHEAD + key.size() + value.size();
    }

    private static long cost(KeyValue version) {
        return cost(version.key(), version.value());
    }

    /** A version was written that replaces nothing. */
    void wrote(KeyValue version) {
        written += cost(version);
        if (version.isTombstone()) {
            deletions += cost(version);
        }
    }

    /** A version was written in place of {@code old}. */
    void replaced(KeyValue old, KeyValue version) {
        if (!old.isTombstone()) {
            replaced += cost(old);
        } else if (old.modRevision() == version.modRevision()) {
            // The rule of duplicates was broken: this deletion is not what its revision left.
            deletions -= cost(old);
            replaced += cost(old);
        }
        wrote(version);
    }

    /** All versions of {@code revision} are written; revisions come one by one. */
    void close(long revision) {
        if (revision >> CHUNK_BITS != newestNumber) {
            newestNumber = revision >> CHUNK_BITS;
            newest = new long[1 << CHUNK_BITS];
            forgettable.put(newestNumber, newest);
        }
        newest[(int) revision & CHUNK_MASK] = replaced;
        replaced += deletions;
        deletions = 0;
    }

    /** Forgets what a compaction at {@code revision} forgets. */
    void compact(long revision) {
        long[] chunk = forgettable.get(revision >> CHUNK_BITS);
        if (chunk != null) {
            forgotten = Math.max(forgotten, chunk[(int) revision & CHUNK_MASK]);
        }
        forgettable.headMap(revision >> CHUNK_BITS).clear();
    }

    long bytes() {
        return written - forgotten;
    }
}
