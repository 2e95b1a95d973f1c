package io.jangada.node.storage;

import io.jangada.raft.Check;

/**
 * Bounds of the journal, all in bytes but {@code fetchesMax}.
 *
 * @param segmentBytes size of a segment file; a multiple of 4096
 * @param identifierBytes the part of a segment that holds identifiers; a multiple of 4096
 * @param payloadBytesMax the largest payload of an entry
 * @param queueBytesMax queued appends beyond which {@link Journal#full} holds
 * @param batchBytesMax the most that one write takes, unless a single entry is larger
 * @param recentBytesMax written entries kept in memory, by payload
 * @param fetchesMax fetches that may wait
 * @param chunkBytes of a snapshot, at most 16 MiB
 */
public record Limits(
        long segmentBytes,
        long identifierBytes,
        int payloadBytesMax,
        long queueBytesMax,
        int batchBytesMax,
        long recentBytesMax,
        int fetchesMax,
        int chunkBytes) {
    private static final int CHUNK_BYTES = 1 << 20;

    public static final Limits DEFAULT =
            new Limits(64 << 20, 8 << 20, 8 << 20, 16 << 20, 4 << 20, 32 << 20, 64);

    /** With chunks of 1 MiB. */
    public Limits(
            long segmentBytes,
            long identifierBytes,
            int payloadBytesMax,
            long queueBytesMax,
            int batchBytesMax,
            long recentBytesMax,
            int fetchesMax) {
        this(
                segmentBytes,
                identifierBytes,
                payloadBytesMax,
                queueBytesMax,
                batchBytesMax,
                recentBytesMax,
                fetchesMax,
                CHUNK_BYTES);
    }

    public Limits {
        Check.that(segmentBytes % 4096 == 0, "segmentBytes is a multiple of 4096");
        Check.that(segmentBytes <= 1 << 30, "segmentBytes is at most 1 GiB");
        Check.that(
                identifierBytes % 4096 == 0 && identifierBytes > 0,
                "identifierBytes is a multiple of 4096");
        Check.that(payloadBytesMax >= 0 && payloadBytesMax < 1 << 24, "payloads are below 16 MiB");
        Check.that(
                segmentBytes >= 4096 + identifierBytes + payloadBytesMax + 8192,
                "a segment has room for the largest entry");
        Check.that(queueBytesMax > 0 && batchBytesMax >= 4096, "queue and batch have room");
        Check.that(recentBytesMax >= 0 && fetchesMax > 0, "bounds are positive");
        Check.that(chunkBytes > 0 && chunkBytes <= 16 << 20, "chunks are at most 16 MiB");
    }
}
