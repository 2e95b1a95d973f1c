package io.jangada.sim;

import io.jangada.sim.check.Violation;
import io.jangada.sim.history.Wgl;
import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.script.Recording;
import io.jangada.sim.script.Report;
import io.jangada.sim.script.Story;
import io.jangada.sim.seed.Draw;
import io.jangada.sim.seed.Family;
import io.jangada.sim.seed.Scene;
import io.jangada.sim.seed.Shrinker;
import io.jangada.sim.seed.Trial;
import io.jangada.sim.world.Trouble;
import io.jangada.sim.world.World;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What is printed of a seed that fails: the least that still does. */
public final class Failure {
    private static final long SHRINKING = 300_000_000_000L;
    private static final long TELLING = 120_000_000_000L;

    private Failure() {}

    /** Of one seed of a family, by plain names; nothing when it does not fail. */
    public static List<String> of(String family, long seed) {
        Scene scene = Draw.scene(Family.of(family), seed, Trial.LENGTH);
        World.Run run = scene.world().run();
        return run.violation() == null ? List.of() : lines(scene, run.nanos(), run.violation());
    }

    /**
     * @param failedAt nanoseconds of the run of {@code scene} that ended in {@code violation}
     */
    static List<String> lines(Scene scene, long failedAt, Violation violation) {
        List<String> lines = new ArrayList<>();
        Shrinker.Shrunk shrunk =
                Shrinker.shrink(
                        smaller -> smaller.world().run().violation(),
                        scene,
                        failedAt,
                        violation,
                        within(SHRINKING));
        Scene least = shrunk.scene();
        lines.add(
                "shrunk from %d troubles to %d, %d clients, %d members, in %d runs:"
                        .formatted(
                                scene.troubles().size(),
                                least.troubles().size(),
                                least.load().clients(),
                                least.setup().members(),
                                shrunk.runs()));
        for (Trouble trouble : least.troubles()) {
            lines.add("%12.6f ! %s".formatted(trouble.at() / 1e9, trouble));
        }
        Recording recording = new Recording(least.setup().members(), least.setup().core());
        KeyValueLoad clients = new KeyValueLoad(least.load());
        Violation again = least.world(clients).witnessed(recording).run().violation();
        lines.add(String.valueOf(again));
        lines.add(
                switch (clients.search()) {
                    case Wgl.Verdict.Linearizable _ -> "what its clients saw is linearizable";
                    case Wgl.Verdict.Unknown(var steps) ->
                            "NOT DECIDED in %,d steps: whether what its clients saw is linearizable"
                                    .formatted(steps);
                    case Wgl.Verdict.Not(var why) ->
                            "what its clients saw is not linearizable: " + why;
                });
        if (again != null) {
            Story story = Report.story(recording, again, within(TELLING));
            lines.addAll(story == null ? Report.lines(recording, again) : Report.lines(story));
        }
        return lines;
    }

    private static BooleanSupplier within(long nanos) {
        long end = System.nanoTime() + nanos;
        return () -> System.nanoTime() > end;
    }
}
