package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes the versions of one revision at a time and removes old ones. What it writes has a revision
 * that no reader holds yet, so readers see nothing of it until the store publishes the revision.
 */
final class Writer {

    private final Histories histories;
    private final Changes changes = new Changes();

    /** Changes at the floor itself: still to be delivered, and to be looked at once more. */
    private final Changes edge = new Changes();

    private final Ledger ledger = new Ledger();

    /** The revision being made, and whether anything was written in it. */
    private long making = 2;

    private boolean changed;

    Writer(Histories histories) {
        this.histories = histories;
    }

    Result.PutResult put(Put put) {
        History history = histories.of(put.key());
        KeyValue newest = history == null ? null : history.newest();
        KeyValue old = newest == null || newest.isTombstone() ? null : newest;
        Key key = newest == null ? put.key() : newest.key();
        KeyValue version =
                old == null
                        ? new KeyValue(key, making, making, 1, put.value(), put.lease())
                        : new KeyValue(
                                key,
                                old.createRevision(),
                                making,
                                old.version() + 1,
                                put.ignoreValue() ? old.value() : put.value(),
                                put.ignoreLease() ? old.lease() : put.lease());
        write(history, version);
        return new Result.PutResult(making, put.prevKv() ? old : null);
    }

    Result.DeleteResult delete(DeleteRange delete) {
        List<KeyValue> prevs = new ArrayList<>();
        long deleted = 0;
        for (History history : histories.in(delete.span())) {
            KeyValue old = history.newest();
            if (old.isTombstone()) {
                continue;
            }
            KeyValue tombstone = KeyValue.tombstone(old.key(), making);
            write(history, tombstone);
            deleted++;
            if (delete.prevKv()) {
                prevs.add(old);
            }
        }
        return new Result.DeleteResult(revision(), deleted, List.copyOf(prevs));
    }

    private void write(@Nullable History history, KeyValue version) {
        add(history, version);
        changes.add(version);
    }

    private void add(@Nullable History history, KeyValue version) {
        changed = true;
        if (history == null) {
            ledger.wrote(version);
            histories.add(version.key(), new History(version));
        } else {
            ledger.replaced(history.newest(), version);
            history.append(version);
        }
    }

    /**
     * Writes all that an image holds, the oldest first, as if the commands before it had been
     * carried out and tidied away. Each revision behind {@code compacted} is among them, up to
     * {@code revision}, the last one.
     */
    void restore(List<KeyValue> versions, long revision, long compacted) {
        making = Math.max(making, compacted);
        for (KeyValue version : versions) {
            if (version.modRevision() > making) {
                end();
            }
            add(histories.of(version.key()), version);
            if (version.modRevision() > compacted) {
                changes.add(version);
            } else if (version.modRevision() == compacted) {
                edge.add(version);
            }
        }
        if (revision >= making) {
            end(); // also when nothing was written in it
        }
    }

    /** The key as it is now; null if it does not exist. */
    @Nullable KeyValue live(Key key) {
        History history = histories.of(key);
        KeyValue newest = history == null ? null : history.newest();
        return newest == null || newest.isTombstone() ? null : newest;
    }

    /** The revision being made once something was written in it, else the one before. */
    long revision() {
        return changed ? making : making - 1;
    }

    /** A view of everything, what was just written included. */
    View view() {
        return new View(histories, making);
    }

    /** Ends the revision being made, if anything was written in it; answers the last one made. */
    long close() {
        if (changed) {
            end();
        }
        return making - 1;
    }

    private void end() {
        ledger.close(making);
        making++;
        changed = false;
    }

    void compact(long revision) {
        ledger.compact(revision);
    }

    long bytes() {
        return ledger.bytes();
    }

    /**
     * Whether a change is left that {@link #tidy} has to look at for this floor. Those on the edge
     * need no look of their own: a higher floor has a change that comes after them.
     */
    boolean isUntidy(long floor) {
        KeyValue oldest = changes.oldest();
        return oldest != null && oldest.modRevision() <= floor;
    }

    /**
     * Looks at the oldest change and removes what a compaction at {@code floor} forgets of its key.
     * Every version to be removed is such a change, or was replaced by one.
     */
    void tidy(long floor) {
        KeyValue passed = edge.oldest();
        if (passed != null && passed.modRevision() < floor) {
            edge.removeOldest();
            trim(passed.key(), floor);
            return;
        }
        KeyValue oldest = changes.oldest();
        if (oldest != null) {
            changes.removeOldest();
            trim(oldest.key(), floor);
            if (oldest.modRevision() == floor) {
                edge.add(oldest);
            }
        }
    }

    private void trim(Key key, long floor) {
        History history = histories.of(key);
        if (history != null && history.trim(floor)) {
            histories.remove(key);
        }
    }
}
