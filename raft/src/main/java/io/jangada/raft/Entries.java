package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the core knows of consecutive log entries: index, term and size of each, never their bytes,
 * and what stands in the configurations among them. Whoever runs the core keeps the bytes and
 * attaches them to what is sent; those of a configuration are {@link Codec#encode(Members)}.
 *
 * <p>Terms never decrease along the range. Immutable.
 */
public final class Entries {
    private final long first;
    private final long[] terms;
    private final Sizes sizes;
    private final SortedMap<Long, Members> configurations;

    private Entries(
            long first, long[] terms, Sizes sizes, SortedMap<Long, Members> configurations) {
        Check.that(first >= 1, "the first index of a log is 1");
        Check.that(terms.length == sizes.count(), "as many terms as sizes");
        for (int i = 1; i < terms.length; i++) {
            Check.that(terms[i - 1] <= terms[i], "terms never decrease along a log");
        }
        this.first = first;
        this.terms = terms;
        this.sizes = sizes;
        this.configurations = Collections.unmodifiableSortedMap(configurations);
        Check.that(
                configurations.isEmpty()
                        || (configurations.firstKey() >= first
                                && configurations.lastKey() <= last()),
                "a configuration is one of the entries");
    }

    /** No entries; {@code first} is where the next one would stand. */
    public static Entries none(long first) {
        return owned(first, new long[0], Sizes.NONE);
    }

    /** Copies {@code terms}. */
    public static Entries of(long first, long[] terms, Sizes sizes) {
        return owned(first, terms.clone(), sizes);
    }

    /** Takes {@code terms} over: the caller must never write to it again. */
    static Entries owned(long first, long[] terms, Sizes sizes) {
        return new Entries(first, terms, sizes, Collections.emptySortedMap());
    }

    /** The same entries, of which these are configurations, by index. */
    public Entries with(SortedMap<Long, Members> found) {
        return found.isEmpty() ? this : new Entries(first, terms, sizes, new TreeMap<>(found));
    }

    /** The configurations among them, by index. */
    public SortedMap<Long, Members> configurations() {
        return configurations;
    }

    /** Entries that are all of one term. */
    public static Entries of(long first, long term, Sizes sizes) {
        long[] terms = new long[sizes.count()];
        Arrays.fill(terms, term);
        return owned(first, terms, sizes);
    }

    /** Index of the first entry, or where it would stand. */
    public long first() {
        return first;
    }

    /** Index of the last entry; {@code first() - 1} when there is none. */
    public long last() {
        return first + terms.length - 1;
    }

    public int count() {
        return terms.length;
    }

    public boolean isEmpty() {
        return terms.length == 0;
    }

    /** The term of the entry at log index {@code index}. */
    public long term(long index) {
        return terms[Check.index((int) (index - first), terms.length)];
    }

    /** The payload size in bytes of the entry at log index {@code index}. */
    public int size(long index) {
        return sizes.at(Check.index((int) (index - first), terms.length));
    }

    public Sizes sizes() {
        return sizes;
    }

    /** The entries from {@code index} on, none when {@code index} is behind the last. */
    public Entries from(long index) {
        Check.that(index >= first && index <= last() + 1, "cut outside of the entries");
        int cut = (int) (index - first);
        return new Entries(
                index,
                Arrays.copyOfRange(terms, cut, terms.length),
                sizes.slice(cut, terms.length),
                configurations.tailMap(index));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Entries that
                && first == that.first
                && Arrays.equals(terms, that.terms)
                && sizes.equals(that.sizes)
                && configurations.equals(that.configurations);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first) * 31 + Arrays.hashCode(terms);
    }

    @Override
    public String toString() {
        return isEmpty() ? "none at " + first : first + ".." + last() + Arrays.toString(terms);
    }
}
