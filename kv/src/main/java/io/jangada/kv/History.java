package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * The versions of one key, oldest first, deletions among them. The writer appends and trims; any
 * thread reads.
 *
 * <p>A reader holds a published revision, so it sees every version up to it. Of later versions it
 * may see any part, in any order, and takes none: an empty place counts as one of them. Trimming
 * makes a new array and removes only what no reader holds.
 */
final class History {

    private volatile @Nullable KeyValue[] versions;

    /** How many places are taken; the writer's own. */
    private int count = 1;

    History(KeyValue first) {
        versions = new @Nullable KeyValue[] {first};
    }

    /** The newest version at or below {@code revision}, a deletion too; null if there is none. */
    @Nullable KeyValue at(long revision) {
        @Nullable KeyValue[] all = versions;
        int reached = reached(all, all.length, revision);
        return reached == 0 ? null : all[reached - 1];
    }

    /** The newest version of all, a deletion too. Only for the writer. */
    KeyValue newest() {
        KeyValue newest = versions[count - 1];
        if (newest == null) {
            throw new IllegalStateException("no version at place " + (count - 1));
        }
        return newest;
    }

    /** Only for the writer. */
    void append(KeyValue version) {
        @Nullable KeyValue[] all = versions;
        if (count < all.length) {
            // A plain write: the revision published afterwards hands it over.
            all[count++] = version;
            return;
        }
        @Nullable KeyValue[] larger = Arrays.copyOf(all, 2 * count);
        larger[count++] = version;
        versions = larger;
    }

    /**
     * Removes what a compaction at {@code revision} forgets: all but the newest version at or below
     * it, and that one too if it is a deletion from before it. Only for the writer.
     *
     * @return whether nothing is left
     */
    boolean trim(long revision) {
        @Nullable KeyValue[] all = versions;
        int keep = kept(all, count, revision);
        if (keep == count) {
            return true;
        }
        if (keep > 0) {
            versions = Arrays.copyOfRange(all, keep, count);
            count -= keep;
        }
        return false;
    }

    /**
     * The versions up to {@code revision} that a compaction at {@code compacted} keeps, oldest
     * first, for whoever holds both. Nothing is copied.
     */
    List<@Nullable KeyValue> kept(long compacted, long revision) {
        @Nullable KeyValue[] all = versions;
        int end = reached(all, all.length, revision);
        return Arrays.asList(all).subList(Math.min(kept(all, all.length, compacted), end), end);
    }

    /** The place of the first version that a compaction at {@code revision} keeps. */
    private static int kept(@Nullable KeyValue[] all, int size, long revision) {
        int newest = Math.max(0, reached(all, size, revision) - 1);
        KeyValue version = all[newest];
        boolean gone = version != null && version.isTombstone() && version.modRevision() < revision;
        return gone ? newest + 1 : newest;
    }

    /** How many of the first {@code size} places hold a version at or below {@code revision}. */
    private static int reached(@Nullable KeyValue[] all, int size, long revision) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            KeyValue version = all[middle];
            if (version != null && version.modRevision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
