package io.jangada.sim;

import io.jangada.sim.world.Distinct;
import io.jangada.sim.world.World;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What many runs did together; of each run four numbers are kept. */
final class Sums {
    private static final String INJECTED = "injected ";
    private static final String EFFECT = "took effect ";
    private static final String OVERLAP = "overlapped ";
    private static final String MARK = "probe ";
    private static final String STEP = "step ";

    /** What begins so has a table of its own. */
    private static final List<String> OWN = List.of(INJECTED, EFFECT, OVERLAP, MARK, STEP);

    private static final int RAREST = 8;
    private static final double EFFECTIVE = 0.9;

    private final List<Long> nanos = new ArrayList<>();
    private final List<Long> events = new ArrayList<>();
    private final List<Long> leaders = new ArrayList<>();
    private final List<Long> acknowledged = new ArrayList<>();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private final SortedMap<String, Integer> seeds = new TreeMap<>();
    private Distinct states = new Distinct();
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
            String states,
            long busy,
            long checks) {}

    State state() {
        return new State(
                nanos, events, leaders, acknowledged, counts, seeds, states.text(), busy, checks);
    }

    static Sums of(State state) {
        Sums sums = new Sums();
        sums.nanos.addAll(state.nanos());
        sums.events.addAll(state.events());
        sums.leaders.addAll(state.leaders());
        sums.acknowledged.addAll(state.acknowledged());
        sums.counts.putAll(state.counts());
        sums.seeds.putAll(state.seeds());
        sums.states = Distinct.of(state.states());
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
        states.addAll(run.coverage().states());
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
                int took = seeds.getOrDefault(EFFECT + trouble, 0);
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
        return Marks.ALL.stream().filter(mark -> !seeds.containsKey(MARK + mark)).toList();
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
        troubles(lines);
        table(lines, "what happened", "");
        table(lines, "mark in a rare path", MARK);
        steps(lines);
        return lines;
    }

    /** What the meters of the page show after these runs. */
    Map<Meter, Map<String, Long>> readings() {
        long seconds = Math.max(1, busy / 1_000_000_000L);
        long simulated = sum(nanos) / 1_000_000_000L;
        long kinds = seeds.keySet().stream().filter(what -> what.startsWith(STEP)).count();
        long marks = Marks.ALL.size();
        return Map.of(
                Meter.MARKS,
                Map.of("marks", marks, "reached", marks - unreached().size()),
                Meter.STATES,
                Map.of("states", states(), "kinds of steps", kinds),
                Meter.SPEED,
                Map.of(
                        "events per second",
                        events() / seconds,
                        "simulated seconds per second",
                        simulated / seconds),
                Meter.SEEDS,
                Map.of("seeds", (long) runs(), "simulated hours", simulated / 3600));
    }

    /** About how many states of the whole cluster were seen. */
    long states() {
        return states.count();
    }

    private void troubles(List<String> lines) {
        lines.add(
                "%-24s %12s %12s %12s %12s"
                        .formatted("trouble", "injected", "took effect", "overlapped", "in seeds"));
        counts.forEach((what, times) -> {
            if (what.startsWith(INJECTED)) {
                String trouble = what.substring(INJECTED.length());
                lines.add(
                        "%-24s %,12d %,12d %,12d %,12d"
                                .formatted(
                                        trouble,
                                        times,
                                        counts.getOrDefault(EFFECT + trouble, 0L),
                                        counts.getOrDefault(OVERLAP + trouble, 0L),
                                        seeds.get(what)));
            }
        });
        lines.add("");
    }

    /** What begins with {@code prefix}, or with nothing that has a place of its own. */
    private void table(List<String> lines, String title, String prefix) {
        lines.add("%-50s %12s %12s".formatted(title, "times", "in seeds"));
        counts.forEach((what, times) -> {
            boolean other = OWN.stream().noneMatch(what::startsWith);
            if (prefix.isEmpty() ? other : what.startsWith(prefix)) {
                String name = what.substring(prefix.length());
                lines.add("%-50s %,12d %,12d".formatted(name, times, seeds.get(what)));
            }
        });
        lines.add("");
    }

    private void steps(List<String> lines) {
        List<String> all = seeds.keySet().stream().filter(what -> what.startsWith(STEP)).toList();
        lines.add(
                "%,d kinds of steps (what it was, what came, what it was then); seen least:"
                        .formatted(all.size()));
        all.stream()
                .sorted(Comparator.comparingLong(step -> counts.getOrDefault(step, 0L)))
                .limit(RAREST)
                .forEach(step ->
                        lines.add(
                                "%-50s %,12d %,12d"
                                        .formatted(
                                                step.substring(STEP.length()),
                                                counts.get(step),
                                                seeds.get(step))));
        lines.add("");
        lines.add("%,d states of the whole cluster, without names and sizes".formatted(states()));
    }

    private static String row(String what, List<Long> values, long unit) {
        long[] sorted = values.stream().mapToLong(value -> value / unit).sorted().toArray();
        long least = sorted.length == 0 ? 0 : sorted[0];
        long median = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        return "%-44s %,12d %,12d".formatted(what, least, median);
    }
}
