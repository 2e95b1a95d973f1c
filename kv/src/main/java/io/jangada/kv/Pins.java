package io.jangada.kv;

import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which revisions readers hold, and up to where versions may be removed. A reader announces its
 * revision and then looks at the floor; the writer announces the floor and then looks for readers.
 * Whichever comes second sees the other, so no version is removed under a reader.
 */
final class Pins {

    private final ConcurrentSkipListMap<Long, Integer> held = new ConcurrentSkipListMap<>();

    /** What only revisions below this need may be gone. */
    private volatile long floor = Long.MIN_VALUE;

    /** Holds a revision; false if it may be gone already. */
    boolean hold(long revision) {
        held.merge(revision, 1, Integer::sum);
        VarHandle.fullFence();
        if (revision >= floor) {
            return true;
        }
        release(revision);
        return false;
    }

    void release(long revision) {
        held.computeIfPresent(revision, (_, readers) -> readers == 1 ? null : readers - 1);
    }

    /** Raises the floor as far as readers allow, at most to {@code revision}. Only the writer. */
    long raise(long revision) {
        long before = floor;
        if (before == revision) {
            return revision;
        }
        floor = revision;
        VarHandle.fullFence();
        Map.Entry<Long, Integer> oldest = held.firstEntry();
        if (oldest != null && oldest.getKey() < revision) {
            floor = Math.max(before, oldest.getKey());
        }
        return floor;
    }
}
