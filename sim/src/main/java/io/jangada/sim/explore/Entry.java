package io.jangada.sim.explore;

import io.jangada.raft.Entries;

/**
 * A log entry as one number: its term and the size of its payload, by which two entries of one term
 * can be told apart. A no-op has size 0, the n-th proposal size n.
 */
final class Entry {
    private static final int SIZE_BITS = 10;
    static final long[] NONE = {};

    private Entry() {}

    static long of(long term, long size) {
        return (term << SIZE_BITS) | size;
    }

    static long term(long entry) {
        return entry >>> SIZE_BITS;
    }

    static int size(long entry) {
        return (int) (entry & ((1 << SIZE_BITS) - 1));
    }

    static long[] all(Entries entries) {
        long[] all = new long[entries.count()];
        for (int i = 0; i < all.length; i++) {
            long index = entries.first() + i;
            all[i] = of(entries.term(index), entries.size(index));
        }
        return all;
    }

    /** As {@code term} for a no-op, {@code term:size} for a command. */
    static String text(long entry) {
        return size(entry) == 0 ? "" + term(entry) : term(entry) + ":" + size(entry);
    }

    static String text(long[] log) {
        StringBuilder text = new StringBuilder();
        for (long entry : log) {
            text.append(' ').append(text(entry));
        }
        return "[" + text.toString().trim() + "]";
    }
}
