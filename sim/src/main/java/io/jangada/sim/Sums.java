package io.jangada.sim;

import io.jangada.sim.world.World;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What many runs did together. */
final class Sums {
    private static final String INJECTED = "injected ";
    private static final double EFFECTIVE = 0.9;

    private final List<World.Run> runs = new ArrayList<>();
    private final TreeMap<String, Long> counts = new TreeMap<>();
    private final TreeMap<String, Integer> seeds = new TreeMap<>();
    private long busy;

    void add(World.Run run, long nanos) {
        busy += nanos;
        run.coverage()
                .counts()
                .forEach((what, times) -> {
                    counts.merge(what, times, Long::sum);
                    seeds.merge(what, 1, Integer::sum);
                });
        runs.add(run);
    }

    int runs() {
        return runs.size();
    }

    long events() {
        return runs.stream().mapToLong(World.Run::events).sum();
    }

    long checks() {
        return runs.stream().mapToLong(World.Run::checks).sum();
    }

    /** Troubles that took effect in too few of the seeds that had them. */
    List<String> idle() {
        List<String> idle = new ArrayList<>();
        seeds.forEach((what, injected) -> {
            if (what.startsWith(INJECTED)) {
                String trouble = what.substring(INJECTED.length());
                int took = seeds.getOrDefault("took effect " + trouble, 0);
                if (took < EFFECTIVE * injected) {
                    idle.add("%s took effect in %d of %d seeds".formatted(trouble, took, injected));
                }
            }
        });
        return idle;
    }

    /** Marks in the product's rare paths that no run reached. */
    List<String> unreached() {
        return Marks.ALL.stream().filter(mark -> !seeds.containsKey("probe " + mark)).toList();
    }

    /** The lines of the report. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%-44s %12s %12s".formatted("in one seed", "least", "median"));
        lines.add(row("simulated seconds", runs.stream().map(run -> run.nanos() / 1_000_000_000L)));
        lines.add(row("events", runs.stream().map(World.Run::events)));
        lines.add(row("leaders elected", runs.stream().map(World.Run::leaders)));
        lines.add(row("writes acknowledged", runs.stream().map(World.Run::acknowledged)));
        double seconds = busy / 1e9;
        double simulated = runs.stream().mapToLong(World.Run::nanos).sum() / 1e9;
        lines.add("");
        lines.add(
                "%,d events and %,d checks in %.1f s of one core: %,.0f events/s, %,.0f simulated s/s"
                        .formatted(
                                events(),
                                checks(),
                                seconds,
                                events() / seconds,
                                simulated / seconds));
        lines.add("%,.0f seeds an hour and core".formatted(runs.size() * 3600 / seconds));
        lines.add("");
        lines.add("%-44s %12s %12s".formatted("what happened", "times", "in seeds"));
        counts.forEach((what, times) ->
                lines.add("%-44s %,12d %,12d".formatted(what, times, seeds.get(what))));
        return lines;
    }

    private static String row(String what, java.util.stream.Stream<Long> values) {
        long[] sorted = values.mapToLong(Long::longValue).sorted().toArray();
        long least = sorted.length == 0 ? 0 : sorted[0];
        long median = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        return "%-44s %,12d %,12d".formatted(what, least, median);
    }
}
