package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes a store of what an {@link Image} holds. From then on it answers as the one of which the
 * image was taken. What no image holds is refused with an {@link IllegalArgumentException}, so an
 * image of the new store is the same again.
 */
public final class Assembly {

    private static final long FIRST = 2;

    private final long revision;
    private final long compactRevision;
    private final boolean full;
    private final List<KeyValue> versions = new ArrayList<>();
    private @Nullable KeyValue last;

    /** The numbers of the image. */
    public Assembly(long revision, long compactRevision, boolean full) {
        check(revision >= 1, "no revision");
        check(compactRevision >= -1 && compactRevision <= revision, "compacted in the future");
        this.revision = revision;
        this.compactRevision = compactRevision;
        this.full = full;
    }

    /** Takes the next version, in the order in which the image gives them. */
    public void add(KeyValue version) {
        long made = version.modRevision();
        check(made >= FIRST && made <= revision, "a version of no revision");
        KeyValue before = last;
        if (before != null && version.key().equals(before.key())) {
            check(made >= before.modRevision(), "versions out of order");
            check(made > compactRevision, "a version that is compacted");
            check(follows(before, version), "a version that does not follow the one before");
        } else {
            check(before == null || version.key().compareTo(before.key()) > 0, "keys out of order");
            check(isFirst(version), "a history that has no beginning");
        }
        last = version;
        versions.add(version);
    }

    private static boolean follows(KeyValue old, KeyValue version) {
        if (version.isTombstone()) {
            return !old.isTombstone() && isTombstone(version);
        }
        return old.isTombstone()
                ? isCreation(version)
                : version.version() == old.version() + 1
                        && version.createRevision() == old.createRevision();
    }

    /** Whether compaction may have left nothing of this key before {@code version}. */
    private boolean isFirst(KeyValue version) {
        if (version.modRevision() > compactRevision) {
            return isCreation(version);
        }
        if (version.isTombstone()) {
            return version.modRevision() == compactRevision && isTombstone(version);
        }
        return isCreation(version)
                || (version.version() > 1
                        && version.createRevision() >= FIRST
                        && version.createRevision() <= version.modRevision());
    }

    private static boolean isTombstone(KeyValue version) {
        return version.equals(KeyValue.tombstone(version.key(), version.modRevision()));
    }

    private static boolean isCreation(KeyValue version) {
        return version.version() == 1 && version.createRevision() == version.modRevision();
    }

    /** There are no more: the store. The assembly is of no use afterwards. */
    public Store end() {
        versions.sort(Comparator.comparingLong(KeyValue::modRevision));
        checkRevisions();
        return new Store(versions, revision, compactRevision, full);
    }

    /**
     * Each revision changed something, and compaction has left that of all later ones. Of its own
     * it has, too, unless a restore raised the revision, so that nothing was changed in it.
     */
    private void checkRevisions() {
        long next = Math.max(FIRST, compactRevision + 1);
        for (KeyValue version : versions) {
            if (version.modRevision() >= next) {
                check(version.modRevision() == next, "a revision without a version");
                next++;
            }
        }
        check(next == revision + 1, "a revision without a version");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("no image of a store: " + what);
        }
    }
}
