package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is known of each revision, and so of each key at each revision. */
final class Versions {
    private final Map<String, TreeMap<Long, Change>> ofKey = new HashMap<>();
    private final List<Long> known = new ArrayList<>();

    /** What was read of revisions that nobody is known to have made. */
    private final Map<Long, List<Change>> told = new HashMap<>();

    /** Operations that may or may not have made one of the revisions that are not known. */
    private final Map<String, List<Operation>> open = new HashMap<>();

    private final List<Long> openSince = new ArrayList<>();

    /** Revisions are added upwards. */
    void add(long revision, List<Change> changes) {
        known.add(revision);
        for (Change change : changes) {
            ofKey.computeIfAbsent(change.key(), _ -> new TreeMap<>()).put(revision, change);
        }
    }

    /** Added in the order of invocation. */
    void addOpen(Operation operation) {
        openSince.add(operation.invoked());
        for (Change change : operation.request().changes()) {
            open.computeIfAbsent(change.key(), _ -> new ArrayList<>()).add(operation);
        }
    }

    /** How many revisions in (from, to] nobody is known to have made. */
    long gaps(long from, long to) {
        return to - from - (upTo(to) - upTo(from));
    }

    /** How many open operations were invoked up to this time. */
    long openUpTo(long time) {
        return below(openSince, time);
    }

    private long upTo(long revision) {
        return below(known, revision);
    }

    /** How many are at most {@code bound}. */
    private static int below(List<Long> sorted, long bound) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle) <= bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The key at this revision, or none if that cannot be told for certain. */
    @Nullable Read certain(String key, long revision) {
        if (open.containsKey(key) && gaps(since(key, revision), revision) > 0) {
            return null;
        }
        Map.Entry<Long, Change> last = last(key, revision);
        return last == null || last.getValue().value() == null
                ? Read.absent(key)
                : new Read(key, last.getValue().value(), last.getKey());
    }

    /** Whether a key can have been like this at this revision, where it is not certain. */
    boolean possible(Read read, long revision, Operation reader) {
        Map.Entry<Long, Change> last = last(read.key(), revision);
        Change change = new Change(read.key(), read.value());
        boolean seen = last == null ? read.value() == null : last.getValue().equals(change);
        return read.value() == null
                ? seen || isOpen(List.of(change), reader)
                : seen && last != null && last.getKey() == read.modRevision();
    }

    /**
     * Learns from what {@code reader} saw of a revision that nobody is known to have made. False if
     * no open operation can have made all that was seen of it.
     */
    boolean learn(Read read, Operation reader) {
        Change change = new Change(read.key(), read.value());
        List<Change> changes = told.computeIfAbsent(read.modRevision(), _ -> new ArrayList<>());
        if (changes.contains(change)) {
            return true;
        }
        changes.add(change);
        ofKey.computeIfAbsent(read.key(), _ -> new TreeMap<>()).put(read.modRevision(), change);
        return isOpen(changes, reader);
    }

    /** The revision in which the key was last changed, as far as that is known. */
    long since(String key, long revision) {
        Map.Entry<Long, Change> last = last(key, revision);
        return last == null ? History.FIRST_REVISION : last.getKey();
    }

    private Map.@Nullable Entry<Long, Change> last(String key, long revision) {
        TreeMap<Long, Change> versions = ofKey.get(key);
        return versions == null ? null : versions.floorEntry(revision);
    }

    private boolean isOpen(List<Change> changes, Operation reader) {
        for (Operation operation : open.getOrDefault(changes.getFirst().key(), List.of())) {
            if (operation.invoked() > reader.returned()) {
                return false;
            }
            if (operation.request().changes().containsAll(changes)) {
                return true;
            }
        }
        return false;
    }
}
