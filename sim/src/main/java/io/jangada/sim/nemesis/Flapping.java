package io.jangada.sim.nemesis;

import io.jangada.raft.Settings;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Trouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Row 19: links that fail and come back every 100 ms, all of them or those of two of five. */
public final class Flapping implements Row {
    /** So short that ten of them are less than the patience of clients. */
    private static final Settings CORE = Settings.of(50, 300);

    private static final long EVERY = 100 * Play.MS;
    private static final long END = Play.SETTLED + 30 * Play.SECOND;
    private static final int MEMBERS = 5;
    private static final String STABLE = "runs with a stable majority";
    private static final String ALL = "runs in which all links flap";
    private static final String OPERATIONS = "operations beside a stable majority";
    private static final String SLOW = "of these, slower than 10 election time-outs";
    private static final String P99 = "milliseconds, the 99th percentile of the worst run";

    private final int seeds;

    /**
     * @param seeds of each of the two scenes
     */
    public Flapping(int seeds) {
        this.seeds = seeds;
    }

    @Override
    public int number() {
        return 19;
    }

    @Override
    public String title() {
        return "links that flap every 100 ms";
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        parts.addAll(Row.each(seeds, (seed, tally) -> run(seed, 2, tally)));
        parts.addAll(Row.each(seeds, (seed, tally) -> run(seed, MEMBERS, tally)));
        return parts;
    }

    /** The links of the first {@code flapping} members, each with each and with all others. */
    private static void run(long seed, int flapping, Tally tally) {
        Keyed choice = Keyed.of(seed, "flapping", flapping);
        List<Trouble> cuts = new ArrayList<>();
        for (long at = Play.SETTLED; at < END; at += EVERY) {
            List<Trouble.Link> links = new ArrayList<>();
            for (int from = 1; from <= MEMBERS; from++) {
                for (int to = 1; to <= MEMBERS; to++) {
                    if (from != to && Math.min(from, to) <= flapping && choice.happens(0.5)) {
                        links.add(new Trouble.Link(from, to));
                    }
                }
            }
            cuts.add(new Trouble.Cut(at, EVERY, links, "flap"));
        }
        Play play = Play.of(seed, Play.setup(MEMBERS, CORE, Play.PACE, END), cuts);
        boolean stable = flapping < MEMBERS;
        tally.count(stable ? STABLE : ALL);
        if (!play.isSafe(tally, flapping + " members flap") || !stable) {
            return;
        }
        List<Long> taken = play.taken(Play.SETTLED, END);
        long p99 = taken.get(taken.size() * 99 / 100);
        long bound = 10 * CORE.electionTimeoutMin();
        tally.count(OPERATIONS, taken.size());
        tally.count(SLOW, taken.stream().filter(each -> each >= bound).count());
        tally.most(P99, p99 / Play.MS);
        if (p99 >= bound) {
            tally.complain("seed %d: the 99th percentile is %d ms".formatted(seed, p99 / Play.MS));
        }
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0;
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d runs in which all links flap: safe; %,d in which those of 2 of 5 do: safe, 99th percentile of the worst run %,d ms, of %,d operations %,d slower than 10 election time-outs (3 s)"
                .formatted(
                        counts.getOrDefault(ALL, 0L),
                        counts.getOrDefault(STABLE, 0L),
                        counts.getOrDefault(P99, 0L),
                        counts.getOrDefault(OPERATIONS, 0L),
                        counts.getOrDefault(SLOW, 0L));
    }
}
