package io.jangada.sim.world;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * About how many different numbers there were, in 512 KiB: each sets one of 2^22 bits, and the
 * share of those that stayed clear tells how many there were (linear counting). Within one in a
 * hundred up to some ten million.
 */
public final class Distinct {
    private static final int BITS = 22;

    private final long[] words = new long[1 << (BITS - 6)];

    /** One more number, or one that was there before. */
    public void add(long number) {
        int bit = (int) ((number * 0x9e37_79b9_7f4a_7c15L) >>> (64 - BITS));
        words[bit >>> 6] |= 1L << bit;
    }

    /** All that {@code other} had. */
    public void addAll(Distinct other) {
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    /** How many there were. */
    public long count() {
        long clear = 1L << BITS;
        for (long word : words) {
            clear -= Long.bitCount(word);
        }
        double all = 1L << BITS;
        return Math.round(-all * Math.log(Math.max(1, clear) / all));
    }

    /** To be written down. */
    public String text() {
        ByteBuffer bytes = ByteBuffer.allocate(8 * words.length);
        bytes.asLongBuffer().put(words);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** What {@link #text} wrote. */
    public static Distinct of(String text) {
        Distinct distinct = new Distinct();
        ByteBuffer.wrap(Base64.getDecoder().decode(text)).asLongBuffer().get(distinct.words);
        return distinct;
    }
}
