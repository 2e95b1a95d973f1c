package io.jangada.node;

/**
 * Says after which entries an image is taken: after so many bytes or entries since the last mark.
 * It depends on the log and the settings alone, so members with the same settings take their images
 * at the same indexes, and one of them can go on where a download from another broke off. Part of
 * the replicated state; owned by the applier.
 */
final class Marks {
    private final SnapshotPolicy policy;
    private long bytes;
    private long entries;

    Marks(SnapshotPolicy policy) {
        this.policy = policy;
    }

    /** Whether the entry with a payload of this size is followed by a mark. */
    boolean isMarkAfter(int payloadBytes) {
        bytes += payloadBytes + SnapshotPolicy.ENTRY_BYTES;
        entries++;
        boolean mark = bytes >= policy.bytes() || entries >= policy.entries();
        if (mark) {
            bytes = 0;
            entries = 0;
        }
        return mark;
    }

    long bytes() {
        return bytes;
    }

    long entries() {
        return entries;
    }

    /** As it was when an image was taken. */
    void restore(long bytesSince, long entriesSince) {
        bytes = bytesSince;
        entries = entriesSince;
    }
}
