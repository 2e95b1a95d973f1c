package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;

/** A key's new value, or none where it is removed. */
public record Change(String key, @Nullable String value) {
    /** In the order of keys, so that two lists of changes can be compared. */
    static List<Change> ordered(List<Change> changes) {
        return changes.stream().sorted(Comparator.comparing(Change::key)).toList();
    }

    @Override
    public String toString() {
        return value == null ? key + " removed" : key + "=" + value;
    }
}
