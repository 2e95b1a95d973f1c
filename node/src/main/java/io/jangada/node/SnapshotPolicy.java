package io.jangada.node;

import io.jangada.raft.Check;

/**
 * When a member takes an image of its state machine, and how much of the log it keeps behind it.
 * The first of the three bounds that is reached counts. The first two should be the same on all
 * members: then they have images of the same indexes, and a member that loads one can go on with
 * another source.
 *
 * @param bytes payload bytes of log between two images, with {@value #ENTRY_BYTES} more for each
 *     entry
 * @param entries entries between two images
 * @param time nanoseconds between two images of which the second has something new
 * @param keepBytes so many bytes of log, counted as above, stay behind an image: a follower that
 *     was away for a moment gets entries
 * @param keepEntries so many entries at most
 * @param bytesPerSecond of an image that is written, read again, sent or received, so that entries
 *     and heartbeats have the rest of disk and network
 * @param fetchTimeout nanoseconds without a chunk until it is asked for again, of another member if
 *     there is one
 */
public record SnapshotPolicy(
        long bytes,
        long entries,
        long time,
        long keepBytes,
        long keepEntries,
        long bytesPerSecond,
        long fetchTimeout) {

    static final int ENTRY_BYTES = 64;

    private static final long SECOND = 1_000_000_000;

    /** What we ship: 256 MiB, 1,000,000 entries or an hour; 32 MiB or 100,000 entries stay. */
    public static final SnapshotPolicy DEFAULT =
            new SnapshotPolicy(
                    256L << 20, 1_000_000, 3600 * SECOND, 32L << 20, 100_000, 64L << 20, SECOND);

    public SnapshotPolicy {
        Check.that(bytes > 0 && entries > 0 && time > 0, "something is between two images");
        Check.that(keepBytes >= 0 && keepEntries >= 0, "what stays is not negative");
        Check.that(bytesPerSecond > 0 && fetchTimeout > 0, "a chunk may take some time");
    }
}
