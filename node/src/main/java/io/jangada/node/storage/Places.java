package io.jangada.node.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the durable entries are: one place for each run of entries that stand behind one another.
 *
 * <p>Locked: the lanes of appending and fetching share it, for a few instructions each.
 */
final class Places {
    /** A run ends after so many bytes, so that few are skipped to find an entry. */
    private static final int RUN_BYTES_MAX = 16 << 10;

    private long[] firsts = new long[64];
    private long[] numbers = new long[64];
    private int[] offsets = new int[64];
    private int count;
    private long last;
    private int lastEnd;

    /** The first segment that was not forgotten. */
    private long kept;

    /**
     * Entries from {@code first} to {@code last} stand in segment {@code number} from {@code
     * offset} on without a gap.
     */
    record Run(long first, long last, long number, int offset) {}

    /** Notes the first {@code records} elements of the arrays: records just written. */
    synchronized void note(
            long number, int records, Type[] types, long[] indexes, int[] starts, int[] ends) {
        for (int i = 0; i < records; i++) {
            note(number, types[i], indexes[i], starts[i], ends[i]);
        }
    }

    /** Notes one record. */
    synchronized void note(long number, Type type, long index, int offset, int end) {
        if (type.isEntry()) {
            note(number, index, offset, end);
        } else if (type == Type.RESET) {
            reset(index);
        }
    }

    /** Notes one entry, which cuts all from its index on. */
    private void note(long number, long index, int offset, int end) {
        boolean cut = index <= last;
        while (count > 0 && firsts[count - 1] >= index) {
            count--;
        }
        boolean joins =
                !cut
                        && count > 0
                        && numbers[count - 1] == number
                        && lastEnd == offset
                        && offset - offsets[count - 1] < RUN_BYTES_MAX;
        if (!joins) {
            add(number, index, offset);
        }
        last = index;
        lastEnd = end;
    }

    /** The log is empty, and goes on behind {@code index}. */
    private void reset(long index) {
        count = 0;
        last = index;
        lastEnd = 0;
        fit();
    }

    /** Segments before number {@code first} are gone. */
    synchronized void forget(long first) {
        int gone = 0;
        while (gone < count && numbers[gone] < first) {
            gone++;
        }
        count -= gone;
        System.arraycopy(firsts, gone, firsts, 0, count);
        System.arraycopy(numbers, gone, numbers, 0, count);
        System.arraycopy(offsets, gone, offsets, 0, count);
        kept = first;
        fit();
    }

    /** Gives memory back. */
    private void fit() {
        int size = Math.max(64, 2 * count);
        if (size < firsts.length) {
            firsts = Arrays.copyOf(firsts, size);
            numbers = Arrays.copyOf(numbers, size);
            offsets = Arrays.copyOf(offsets, size);
        }
    }

    /** Whether segment {@code number} was forgotten. */
    synchronized boolean forgot(long number) {
        return number < kept;
    }

    /** How many runs are known; for tests of what grows. */
    synchronized int count() {
        return count;
    }

    /** For so many runs there is memory. */
    synchronized int room() {
        return firsts.length;
    }

    private void add(long number, long index, int offset) {
        if (count == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        firsts[count] = index;
        numbers[count] = number;
        offsets[count] = offset;
        count++;
    }

    /**
     * The runs that hold {@code first} and up to {@code max - 1} following ones; none if unknown.
     */
    synchronized List<Run> runs(long first, int max) {
        List<Run> runs = new ArrayList<>();
        if (count == 0 || first < firsts[0] || first > last) {
            return runs;
        }
        int found = Arrays.binarySearch(firsts, 0, count, first);
        for (int i = found >= 0 ? found : -found - 2; i < count && runs.size() < max; i++) {
            long end = i + 1 < count ? firsts[i + 1] - 1 : last;
            runs.add(new Run(firsts[i], end, numbers[i], offsets[i]));
        }
        return runs;
    }
}
