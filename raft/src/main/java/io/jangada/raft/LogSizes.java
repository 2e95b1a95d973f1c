package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The size of each entry of a log, by index. In chunks, so that a log of millions of entries grows
 * without ever being copied, and gives its beginning back.
 */
final class LogSizes {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private int[] @Nullable [] chunks = new int[4][];

    /** The number of the first chunk that there is: those before are forgotten. */
    private long firstChunk;

    /** 0 for an entry whose size was never put. */
    int at(long index) {
        long number = (index >>> CHUNK_BITS) - firstChunk;
        int[] chunk = number >= 0 && number < chunks.length ? chunks[(int) number] : null;
        return chunk == null ? 0 : chunk[(int) index & CHUNK - 1];
    }

    /** Nothing up to {@code index} will be asked for or put again. */
    void forget(long index) {
        long first = (index + 1) >>> CHUNK_BITS;
        int gone = (int) Math.min(chunks.length, first - firstChunk);
        System.arraycopy(chunks, gone, chunks, 0, chunks.length - gone);
        Arrays.fill(chunks, chunks.length - gone, chunks.length, null);
        firstChunk = first;
    }

    void put(Entries entries) {
        for (long index = entries.first(); index <= entries.last(); index++) {
            put(index, entries.size(index));
        }
    }

    void put(long index, int size) {
        chunk((int) ((index >>> CHUNK_BITS) - firstChunk))[(int) index & CHUNK - 1] = size;
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
