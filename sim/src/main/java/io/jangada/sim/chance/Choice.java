package io.jangada.sim.chance;

/** A source of choices. What is drawn next depends on nothing but the draws before it. */
@FunctionalInterface
public interface Choice {
    /** Any 64 bits. */
    long bits();

    /** One of {@code bound} numbers from 0, all alike; {@code bound} is at least 1. */
    default int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(bits(), bound);
    }

    /** From {@code min} to {@code max}, without {@code max}, all alike. */
    default long between(long min, long max) {
        return min + Math.unsignedMultiplyHigh(bits(), max - min);
    }

    /** True with this probability. */
    default boolean happens(double probability) {
        return unit() < probability;
    }

    /** In [0, 1). */
    default double unit() {
        return (bits() >>> 11) * 0x1.0p-53;
    }

    /** From {@code min}, which is positive, to {@code max}, the orders of magnitude alike. */
    default long spread(long min, long max) {
        return (long) logUniform((double) min, (double) max);
    }

    /** In [min, max), the orders of magnitude alike. */
    default double logUniform(double min, double max) {
        return min * Math.exp(unit() * Math.log(max / min));
    }
}
