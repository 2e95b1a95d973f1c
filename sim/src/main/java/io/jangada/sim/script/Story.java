package io.jangada.sim.script;

import io.jangada.sim.check.Violation;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What came of a plot.
 *
 * @param letters all that was sent, in this order
 * @param violation the first; nothing follows it
 * @param shown each server in the end
 */
public record Story(
        Plot plot,
        List<Happening> happenings,
        List<Letter> letters,
        @Nullable Violation violation,
        List<String> shown) {
    boolean breaks(String invariant) {
        return violation != null && violation.invariant().equals(invariant);
    }

    /** The steps that were made, with the messages that did arrive. */
    Plot plain() {
        return plot.with(happenings.stream().map(Happening::step).toList());
    }
}
