package io.jangada.sim.check;

import java.util.Arrays;

/**
 * A log as terms and digests. The digest of an entry covers everything before it, so that two logs
 * with one digest at an index are alike up to there.
 */
final class Trail {
    private long[] terms;
    private long[] digests;
    private int last;

    Trail() {
        this(256);
    }

    private Trail(int room) {
        terms = new long[room];
        digests = new long[room];
    }

    /** Of entries from index 1 on. */
    static Trail of(long[] terms, long[] digests) {
        Trail trail = new Trail(terms.length + 1);
        for (int i = 0; i < terms.length; i++) {
            trail.put(i + 1, terms[i], digests[i]);
        }
        return trail;
    }

    long last() {
        return last;
    }

    /** 0 before the first entry and behind the last. */
    long term(long index) {
        return index < 1 || index > last ? 0 : terms[(int) index];
    }

    /** 0 before the first entry and behind the last. */
    long digest(long index) {
        return index < 1 || index > last ? 0 : digests[(int) index];
    }

    /** Whether this log is like {@code other} up to {@code index}. */
    boolean isLike(Trail other, long index) {
        return index <= last && index <= other.last && digest(index) == other.digest(index);
    }

    /** Puts an entry behind {@code index - 1}; what was there from {@code index} on is gone. */
    void put(long index, long term, long digest) {
        if (index == terms.length) {
            terms = Arrays.copyOf(terms, 2 * terms.length);
            digests = Arrays.copyOf(digests, 2 * digests.length);
        }
        last = (int) index;
        terms[last] = term;
        digests[last] = digest;
    }

    void cut(long to) {
        last = (int) Math.min(last, to);
    }

    void become(Trail other) {
        terms = other.terms.clone();
        digests = other.digests.clone();
        last = other.last;
    }
}
