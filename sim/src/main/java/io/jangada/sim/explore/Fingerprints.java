package io.jangada.sim.explore;

/**
 * A set of 127-bit fingerprints, open addressing. Of two different states with one fingerprint the
 * second would be taken for seen; among a hundred million states the chance of any such pair is
 * below 1e-22.
 */
final class Fingerprints {
    private static final int CAPACITY_MIN = 1 << 16;

    private long[] table = new long[2 * CAPACITY_MIN];
    private long count;

    /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable generators, 2014). */
    static long mixed(long bits) {
        long first = (bits ^ (bits >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return second ^ (second >>> 31);
    }

    /** The first half of the fingerprint of the first {@code size} numbers. */
    static long first(int[] numbers, int size) {
        long hash = 0x9e37_79b9_7f4a_7c15L;
        for (int i = 0; i < size; i++) {
            hash = mixed(hash ^ numbers[i]) + 0x632b_e59b_d9b4_e019L;
        }
        return hash | 1;
    }

    /** The second half, from other constants. */
    static long second(int[] numbers, int size) {
        long hash = size;
        for (int i = 0; i < size; i++) {
            hash = (hash ^ (numbers[i] + 0x51ed_270b_35a3_c7ffL)) * 0xff51_afd7_ed55_8ccdL;
            hash ^= hash >>> 32;
        }
        return mixed(hash);
    }

    /** Whether it was not there. {@code first} is not 0. */
    boolean add(long first, long second) {
        if (3 * count >= table.length) {
            grow();
        }
        if (!insert(table, first, second)) {
            return false;
        }
        count++;
        return true;
    }

    private static boolean insert(long[] table, long first, long second) {
        int places = table.length / 2;
        int place = (int) ((first >>> 1) & (places - 1));
        while (table[2 * place] != 0) {
            if (table[2 * place] == first && table[2 * place + 1] == second) {
                return false;
            }
            place = (place + 1) & (places - 1);
        }
        table[2 * place] = first;
        table[2 * place + 1] = second;
        return true;
    }

    long count() {
        return count;
    }

    private void grow() {
        long[] wider = new long[2 * table.length];
        for (int i = 0; i < table.length; i += 2) {
            if (table[i] != 0) {
                insert(wider, table[i], table[i + 1]);
            }
        }
        table = wider;
    }
}
