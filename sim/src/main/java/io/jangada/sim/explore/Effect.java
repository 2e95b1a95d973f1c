package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Turn} in numbers.
 *
 * @param next the server afterwards
 * @param sent letters, by number; never written to
 * @param idle nothing changed and nothing was sent
 * @param historic the turn, where history or a rule of whole worlds wants it
 */
@SuppressWarnings("ArrayRecordComponent")
record Effect(
        int next,
        int[] sent,
        boolean idle,
        @Nullable Turn historic,
        @Nullable Violation violation) {}
