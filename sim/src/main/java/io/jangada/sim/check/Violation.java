package io.jangada.sim.check;

/**
 * An invariant that does not hold.
 *
 * @param invariant its number, as in {@code docs/RULES.md}
 * @param sentence who did what
 */
public record Violation(String invariant, String sentence) {
    @Override
    public String toString() {
        return invariant + ": " + sentence;
    }
}
