package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The history of every key. The writer adds and removes; any thread reads, and may or may not see
 * what was added after the revision that it holds.
 */
final class Histories {

    private final ConcurrentSkipListMap<Key, History> ordered = new ConcurrentSkipListMap<>();

    /**
     * The same, to find one key without the many cache misses of an ordered search. Never iterated,
     * since its order is not the same everywhere.
     */
    private final ConcurrentHashMap<Key, History> byKey = new ConcurrentHashMap<>();

    @Nullable History of(Key key) {
        return byKey.get(key);
    }

    /** The histories of a span, in the order of the keys. */
    Iterable<History> in(Span span) {
        if (span.isOne()) {
            History one = of(span.key());
            return one == null ? List.of() : List.of(one);
        }
        if (span.isOpen()) {
            return ordered.tailMap(span.key(), true).values();
        }
        if (span.end().compareTo(span.key()) <= 0) {
            return List.of();
        }
        return ordered.subMap(span.key(), true, span.end(), false).values();
    }

    void add(Key key, History history) {
        ordered.put(key, history);
        byKey.put(key, history);
    }

    void remove(Key key) {
        ordered.remove(key);
        byKey.remove(key);
    }
}
