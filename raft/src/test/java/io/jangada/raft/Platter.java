package io.jangada.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What is durable of one server's log: a term and a size for each entry from index 1 on, and what
 * stands in the configurations.
 */
final class Platter {
    static final long NONE = Long.MAX_VALUE;

    private final List<long[]> entries = new ArrayList<>();
    private final TreeMap<Long, Members> configurations = new TreeMap<>();

    /** The first entry that is there and not to be trusted. */
    long suspectFrom = NONE;

    /** Everything up to here is listed and forgotten. */
    private long base;

    long last() {
        return entries.size();
    }

    long base() {
        return base;
    }

    boolean has(long index, long term) {
        return index == 0 || (last() >= index && entries.get((int) index - 1)[0] == term);
    }

    void forget(long upTo) {
        if (last() >= upTo) {
            base = Math.max(base, upTo);
        }
    }

    long prevTerm() {
        return base == 0 ? 0 : entries.get((int) base - 1)[0];
    }

    /** What is not forgotten. */
    Entries log() {
        List<long[]> left = entries.subList((int) base, entries.size());
        long[] terms = left.stream().mapToLong(entry -> entry[0]).toArray();
        int[] sizes = left.stream().mapToInt(entry -> (int) entry[1]).toArray();
        return Entries.of(base + 1, terms, Sizes.of(sizes))
                .with(configurations.tailMap(base, false));
    }

    /** Entries of these terms, from index 1 on, and all forgotten. */
    void reset(List<Long> terms) {
        entries.clear();
        configurations.clear();
        terms.forEach(term -> entries.add(new long[] {term, 0}));
        base = terms.size();
        suspectFrom = NONE;
    }

    /** Whether a part of what is suspect was written again, so that nothing was cut. */
    boolean write(Entries written) {
        boolean repairs =
                written.first() == suspectFrom
                        && written.last() < last()
                        && has(written.last(), written.term(written.last()));
        if (repairs) {
            suspectFrom = written.last() + 1;
            return true;
        }
        while (last() >= written.first()) {
            entries.removeLast();
        }
        configurations.tailMap(written.first()).clear();
        configurations.putAll(written.configurations());
        if (suspectFrom >= written.first()) {
            suspectFrom = NONE;
        }
        for (long i = written.first(); i <= written.last(); i++) {
            entries.add(new long[] {written.term(i), written.size(i)});
        }
        return false;
    }
}
