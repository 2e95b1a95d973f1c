package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/**
 * The changes that compaction has not passed yet, in the order in which they were made. Kept in
 * chunks, so that growing never copies and passing gives memory back. The writer's own.
 */
final class Changes {

    private static final int CHUNK = 1024;

    private final ArrayDeque<@Nullable KeyValue[]> chunks = new ArrayDeque<>();

    /** The place of the oldest change in the first chunk. */
    private int head;

    /** The first free place in the last chunk. */
    private int tail = CHUNK;

    void add(KeyValue change) {
        if (tail == CHUNK) {
            chunks.addLast(new @Nullable KeyValue[CHUNK]);
            tail = 0;
        }
        chunks.getLast()[tail++] = change;
    }

    /** The oldest change; null if there is none. */
    @Nullable KeyValue oldest() {
        return chunks.isEmpty() ? null : chunks.getFirst()[head];
    }

    void removeOldest() {
        chunks.getFirst()[head++] = null;
        boolean passed = head == CHUNK || (chunks.size() == 1 && head == tail);
        if (passed) {
            chunks.removeFirst();
            head = 0;
            tail = chunks.isEmpty() ? CHUNK : tail;
        }
    }
}
