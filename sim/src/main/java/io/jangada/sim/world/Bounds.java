package io.jangada.sim.world;

import io.jangada.node.Config;
import io.jangada.node.Fill;
import io.jangada.node.storage.Limits;
import io.jangada.raft.Settings;

import org.jspecify.annotations.Nullable;

/**
 * What the members' queues and buffers may hold (I22). A single thing that is larger than its bound
 * is taken in where nothing else is; what one message or one batch brings may come on top of a
 * bound that is looked at before it.
 */
record Bounds(Config config, Limits limits, int machines) {
    /** Of a record beside its payload: header, checksum, padding. */
    private static final long RECORD = 80;

    /** As the table of what was applied keeps them, for each member. */
    private static final int BOOTS_MAX = 64;

    /** As many entries are handed to the applier at once. */
    private static final int CHUNK = 1024;

    /** Null, or one sentence on what is fuller than it may be. */
    @Nullable String exceeded(Fill fill) {
        String requests =
                first(
                        over("proposals", fill.proposals(), config.proposalsMax()),
                        fill.proposals() == 1
                                ? null
                                : over(
                                        "bytes of proposals",
                                        fill.proposalBytes(),
                                        config.proposalBytesMax()),
                        over("reads", fill.reads(), config.readsMax()));
        String frames =
                first(
                        over("control frames", fill.controlFrames(), config.framesMax()),
                        over("frames with entries", fill.appendFrames(), config.framesMax()),
                        fill.appendFrames() == 1
                                ? null
                                : over(
                                        "bytes of frames",
                                        fill.appendBytes(),
                                        config.frameBytesMax()),
                        over("frames with chunks", fill.chunkFrames(), config.framesMax()),
                        fill.chunkFrames() == 1
                                ? null
                                : over(
                                        "bytes of chunks",
                                        fill.chunkBytes(),
                                        config.frameBytesMax()));
        String entries =
                first(
                        over("bytes to apply", fill.applyBytes(), applyBytesMax()),
                        over("bytes for the disk", fill.queuedBytes(), queuedBytesMax()),
                        over(
                                "bytes in memory",
                                fill.recentBytes(),
                                limits.recentBytesMax() + queuedBytesMax()),
                        over("boots", fill.boots(), BOOTS_MAX * (long) machines));
        return first(requests, frames, entries);
    }

    private long applyBytesMax() {
        return config.applyBytesMax()
                + Math.min(CHUNK * entryMax(), limits.recentBytesMax() + queuedBytesMax());
    }

    private long entryMax() {
        return limits.payloadBytesMax() + RECORD;
    }

    /** What a leader may have under way to a follower comes whatever the follower's queue holds. */
    private long queuedBytesMax() {
        Settings core = config.core();
        long message = Math.max(core.appendBytesMax(), entryMax());
        long window = Math.max(core.windowBytesMax(), message) + message;
        long records = RECORD * core.appendEntriesMax() * (core.windowMessagesMax() + 1L);
        return limits.queueBytesMax() + window + records;
    }

    private static @Nullable String over(String what, long used, long bound) {
        return used <= bound
                ? null
                : "%d %s, and no more than %d may be".formatted(used, what, bound);
    }

    private static @Nullable String first(@Nullable String... sentences) {
        for (String sentence : sentences) {
            if (sentence != null) {
                return sentence;
            }
        }
        return null;
    }
}
