package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Gives equal values one number each, from 0 in the order in which they come. Knows the number of a
 * value under each renaming of the servers, once it was asked for.
 */
final class Ids<T> {
    private static final class Key {
        private final byte[] bytes;
        private final int hash;

        Key(byte[] bytes) {
            this.bytes = bytes;
            hash = Arrays.hashCode(bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final Function<T, byte[]> key;
    private final BiFunction<T, int[], T> rename;
    private final List<int[]> renamings;
    private final Map<Key, Integer> numbers = new HashMap<>();
    private final List<T> values = new ArrayList<>();
    private int[] renamed = new int[1024];

    Ids(Function<T, byte[]> key, BiFunction<T, int[], T> rename, List<int[]> renamings) {
        this.key = key;
        this.rename = rename;
        this.renamings = renamings;
    }

    int of(T value) {
        Integer number = numbers.putIfAbsent(new Key(key.apply(value)), values.size());
        if (number != null) {
            return number;
        }
        values.add(value);
        if (values.size() * renamings.size() > renamed.length) {
            renamed = Arrays.copyOf(renamed, 2 * values.size() * renamings.size());
        }
        return values.size() - 1;
    }

    T value(int number) {
        return values.get(number);
    }

    int count() {
        return values.size();
    }

    /** The number of the same value under renaming {@code renaming}; 0 is to leave the names. */
    int renamed(int number, int renaming) {
        if (renaming == 0) {
            return number;
        }
        int place = number * renamings.size() + renaming;
        if (renamed[place] == 0) {
            T twin = rename.apply(values.get(number), renamings.get(renaming));
            int found = of(twin) + 1;
            renamed[place] = found;
        }
        return renamed[place] - 1;
    }
}
