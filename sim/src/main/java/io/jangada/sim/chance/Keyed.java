package io.jangada.sim.chance;

/**
 * Counts draws of one stream of one seed. Streams do not disturb each other: one draw more or fewer
 * in one of them shifts nothing in the others, which is what makes shrinking work.
 */
public final class Keyed implements Choice {
    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private final long key;
    private long ordinal;

    private Keyed(long key) {
        this.key = key;
    }

    /** The stream of this name and number under {@code seed}. */
    public static Keyed of(long seed, String stream, long number) {
        long key = mixed(seed + GOLDEN);
        for (int i = 0; i < stream.length(); i++) {
            key = mixed(key + stream.charAt(i) * GOLDEN);
        }
        return new Keyed(mixed(key + number * GOLDEN));
    }

    @Override
    public long bits() {
        return mixed(key + ++ordinal * GOLDEN);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable generators, 2014). */
    private static long mixed(long bits) {
        long first = (bits ^ (bits >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return second ^ (second >>> 31);
    }
}
