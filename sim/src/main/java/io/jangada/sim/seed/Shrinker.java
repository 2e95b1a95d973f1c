package io.jangada.sim.seed;

import io.jangada.sim.check.Violation;
import io.jangada.sim.script.Fewer;
import io.jangada.sim.world.Trouble;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Finds the least that still breaks the same invariant: first nothing after the failure, then fewer
 * troubles ({@link Fewer delta debugging}), fewer clients and keys, shorter troubles. Chance is
 * keyed by stream, so what is left of a run stays much as it was.
 */
public final class Shrinker {
    private final Function<Scene, @Nullable Violation> runner;
    private final String invariant;
    private final BooleanSupplier stop;
    private Scene least;
    private int runs;

    private Shrinker(
            Function<Scene, @Nullable Violation> runner,
            Scene scene,
            Violation violation,
            BooleanSupplier stop) {
        this.runner = runner;
        this.least = scene;
        this.invariant = violation.invariant();
        this.stop = stop;
    }

    /** What came of it, and how many runs that took. */
    public record Shrunk(Scene scene, int runs) {}

    /**
     * Goes on until nothing gets smaller, or {@code stop} says so.
     *
     * @param runner runs a scene to its first violation
     * @param failedAt nanoseconds of the run of {@code scene} that ended in {@code violation}
     */
    public static Shrunk shrink(
            Function<Scene, @Nullable Violation> runner,
            Scene scene,
            long failedAt,
            Violation violation,
            BooleanSupplier stop) {
        Shrinker shrinker = new Shrinker(runner, scene, violation, stop);
        shrinker.cutOff(failedAt);
        shrinker.fewerTroubles();
        shrinker.fewerClients();
        shrinker.fewerTroubles();
        return new Shrunk(shrinker.least, shrinker.runs);
    }

    /** Whether {@code smaller} fails in the same way; then it is the least from now on. */
    private boolean fails(Scene smaller) {
        if (stop.getAsBoolean()) {
            return false;
        }
        runs++;
        Violation violation = runner.apply(smaller);
        boolean same = violation != null && violation.invariant().equals(invariant);
        if (same) {
            least = smaller;
        }
        return same;
    }

    private void cutOff(long failedAt) {
        List<Trouble> before =
                least.troubles().stream().filter(trouble -> trouble.at() <= failedAt).toList();
        fails(least.with(before));
    }

    private void fewerTroubles() {
        var _ = Fewer.of(least.troubles(), rest -> fails(least.with(rest)));
    }

    private void fewerClients() {
        while (least.load().clients() > 1
                && fails(least.withClients(least.load().clients() / 2))) {}
        while (least.load().keys() > 1 && fails(least.withKeys(least.load().keys() / 2))) {}
    }
}
