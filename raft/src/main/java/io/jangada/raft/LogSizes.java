package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The size of each entry of a log, by index from 1. In chunks, so that a log of millions of entries
 * grows without ever being copied.
 */
final class LogSizes {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private int[] @Nullable [] chunks = new int[4][];

    /** 0 for an entry whose size was never put. */
    int at(long index) {
        int number = (int) (index >>> CHUNK_BITS);
        int[] chunk = number < chunks.length ? chunks[number] : null;
        return chunk == null ? 0 : chunk[(int) index & CHUNK - 1];
    }

    void put(Entries entries) {
        for (long index = entries.first(); index <= entries.last(); index++) {
            put(index, entries.size(index));
        }
    }

    void put(long index, int size) {
        chunk((int) (index >>> CHUNK_BITS))[(int) index & CHUNK - 1] = size;
    }

    private int[] chunk(int number) {
        if (number >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(number + 1, 2 * chunks.length));
        }
        int[] chunk = chunks[number];
        if (chunk == null) {
            chunk = new int[CHUNK];
            chunks[number] = chunk;
        }
        return chunk;
    }
}
