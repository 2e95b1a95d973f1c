package io.jangada.sim.seed;

import io.jangada.sim.world.World;

import org.jspecify.annotations.Nullable;

/** Runs seeds; its parameters are plain, so that it can be called in code that was changed. */
public final class Trial {
    /** Nanoseconds of troubles in a run of the usual length. */
    public static final long LENGTH = 60_000_000_000L;

    private Trial() {}

    /** One seed of a family. */
    public static World.Run run(Family family, long seed) {
        return Draw.scene(family, seed, LENGTH).world().run();
    }

    /**
     * Runs {@code seeds} seeds from {@code firstSeed} on, to the first that fails. Null when none
     * does, or which invariant failed, at which seed, and how, as {@code I8 seed 17: sentence}.
     */
    public static @Nullable String run(String family, long firstSeed, int seeds) {
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            World.Run run = run(Family.of(family), seed);
            if (run.violation() != null) {
                return "%s seed %d: %s"
                        .formatted(run.violation().invariant(), seed, run.violation().sentence());
            }
        }
        return null;
    }
}
