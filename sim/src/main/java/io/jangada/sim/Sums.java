package io.jangada.sim;

import io.jangada.sim.world.World;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What many runs did together; of each run four numbers are kept. */
final class Sums {
    private static final String INJECTED = "injected ";
    private static final double EFFECTIVE = 0.9;

    private final List<Long> nanos = new ArrayList<>();
    private final List<Long> events = new ArrayList<>();
    private final List<Long> leaders = new ArrayList<>();
    private final List<Long> acknowledged = new ArrayList<>();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private final SortedMap<String, Integer> seeds = new TreeMap<>();
    private long busy;
    private long checks;

    /** All of it, to be written down. */
    record State(
            List<Long> nanos,
            List<Long> events,
            List<Long> leaders,
            List<Long> acknowledged,
            SortedMap<String, Long> counts,
            SortedMap<String, Integer> seeds,
            long busy,
            long checks) {}

    State state() {
        return new State(nanos, events, leaders, acknowledged, counts, seeds, busy, checks);
    }

    static Sums of(State state) {
        Sums sums = new Sums();
        sums.nanos.addAll(state.nanos());
        sums.events.addAll(state.events());
        sums.leaders.addAll(state.leaders());
        sums.acknowledged.addAll(state.acknowledged());
        sums.counts.putAll(state.counts());
        sums.seeds.putAll(state.seeds());
        sums.busy = state.busy();
        sums.checks = state.checks();
        return sums;
    }

    void add(World.Run run, long took) {
        busy += took;
        checks += run.checks();
        run.coverage()
                .counts()
                .forEach((what, times) -> {
                    counts.merge(what, times, Long::sum);
                    seeds.merge(what, 1, Integer::sum);
                });
        nanos.add(run.nanos());
        events.add(run.events());
        leaders.add(run.leaders());
        acknowledged.add(run.acknowledged());
    }

    int runs() {
        return nanos.size();
    }

    long events() {
        return sum(events);
    }

    long checks() {
        return checks;
    }

    private static long sum(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).sum();
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

    /** Runs whose clients' history the search came to no verdict of. */
    int undecided() {
        return seeds.getOrDefault(World.UNDECIDED, 0);
    }

    /** Marks in the product's rare paths that no run reached. */
    List<String> unreached() {
        return Marks.ALL.stream().filter(mark -> !seeds.containsKey("probe " + mark)).toList();
    }

    /** The lines of the report. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%-44s %12s %12s".formatted("in one seed", "least", "median"));
        lines.add(row("simulated seconds", nanos, 1_000_000_000));
        lines.add(row("events", events, 1));
        lines.add(row("leaders elected", leaders, 1));
        lines.add(row("writes acknowledged", acknowledged, 1));
        double seconds = busy / 1e9;
        double simulated = sum(nanos) / 1e9;
        lines.add("");
        lines.add(
                "%,d events and %,d checks in %.1f s of one core: %,.0f events/s, %,.0f simulated s/s"
                        .formatted(
                                events(),
                                checks(),
                                seconds,
                                events() / seconds,
                                simulated / seconds));
        lines.add("%,.0f seeds an hour and core".formatted(runs() * 3600 / seconds));
        lines.add("");
        lines.add("%-44s %12s %12s".formatted("what happened", "times", "in seeds"));
        counts.forEach((what, times) ->
                lines.add("%-44s %,12d %,12d".formatted(what, times, seeds.get(what))));
        return lines;
    }

    private static String row(String what, List<Long> values, long unit) {
        long[] sorted = values.stream().mapToLong(value -> value / unit).sorted().toArray();
        long least = sorted.length == 0 ? 0 : sorted[0];
        long median = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        return "%-44s %,12d %,12d".formatted(what, least, median);
    }
}
