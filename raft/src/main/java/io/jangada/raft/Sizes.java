package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** The payload sizes of consecutive entries or proposals, in bytes, immutable. */
public final class Sizes {
    public static final Sizes NONE = new Sizes(new int[0]);

    private final int[] sizes;

    private Sizes(int[] sizes) {
        this.sizes = sizes;
    }

    /** Copies {@code sizes}; each is 0 or more. */
    public static Sizes of(int... sizes) {
        for (int size : sizes) {
            Check.that(size >= 0, "a size is never negative");
        }
        return new Sizes(sizes.clone());
    }

    /** Takes {@code sizes} over: the caller must never write to it again. */
    static Sizes owned(int[] sizes) {
        return new Sizes(sizes);
    }

    public int count() {
        return sizes.length;
    }

    public int at(int position) {
        return sizes[position];
    }

    /** The sum of all sizes, in bytes. */
    public long total() {
        long total = 0;
        for (int size : sizes) {
            total += size;
        }
        return total;
    }

    public Sizes slice(int from, int to) {
        return new Sizes(Arrays.copyOfRange(sizes, from, to));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sizes that && Arrays.equals(sizes, that.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
