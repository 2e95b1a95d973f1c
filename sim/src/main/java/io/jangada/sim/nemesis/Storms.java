package io.jangada.sim.nemesis;

import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Setup;
import io.jangada.sim.world.Trouble;

import java.util.List;
import java.util.Map;

/** Row 16: of all messages 30 % are lost, 50 % come twice, and none keeps its place. */
public final class Storms implements Row {
    /** The row asks for so many. */
    private static final int ALL = 1_000;

    private static final long MINUTE = 60 * Play.SECOND;
    private static final double LOST = 0.3;
    private static final double TWICE = 0.5;
    private static final double LATE = 0.3;
    private static final String RUNS = "runs";
    private static final String MINUTES = "simulated minutes a run";
    private static final String GAP = "milliseconds without an acknowledged write, at most";
    private static final String STILL = "minutes without a write";

    private final int seeds;
    private final long minutes;

    /**
     * @param seeds each is a run
     * @param minutes that a storm lasts
     */
    public Storms(int seeds, long minutes) {
        this.seeds = seeds;
        this.minutes = minutes;
    }

    @Override
    public int number() {
        return 16;
    }

    @Override
    public String title() {
        return "messages lost, doubled and out of order for an hour";
    }

    @Override
    public List<Part> parts() {
        return Row.each(seeds, this::run);
    }

    private void run(long seed, Tally tally) {
        long end = Play.SECOND + minutes * MINUTE;
        Trouble storm = new Trouble.Storm(Play.SECOND, end, LOST, TWICE, LATE);
        Setup.Pace pace =
                new Setup.Pace(
                        1_000, 40_000, Play.MS / 2, 2 * Play.MS, Play.MS / 10, 5 * Play.MS, false);
        KeyValueLoad.Size few = new KeyValueLoad.Size(2, 4, Play.SECOND, 256);
        int members = seed % 2 == 0 ? 5 : 3;
        Setup setup = Play.setup(members, Play.CORE, pace, end);
        Play play = Play.of(seed, setup, few, List.of(storm));
        tally.count(RUNS);
        tally.most(MINUTES, minutes);
        if (!play.isSafe(tally, "storm")) {
            return;
        }
        tally.most(GAP, play.longestWithoutWrite(Play.SECOND, end) / Play.MS);
        for (long from = Play.SECOND; from < end; from += MINUTE) {
            if (play.writes(from, from + MINUTE) == 0) {
                tally.count(STILL);
                tally.complain("seed %d: nothing written in a minute".formatted(seed));
            }
        }
        for (String what : List.of("message lost", "message twice", "message late")) {
            tally.count(what, play.run().coverage().of(what));
        }
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0 && tally.of(RUNS) >= ALL && tally.of(MINUTES) >= 60;
    }

    @Override
    public String summary(Map<String, Long> counts) {
        long runs = counts.getOrDefault(RUNS, 0L);
        return "%s of %,d minutes: safe, %,d writes, never longer than %,d ms without one; %,d messages lost, %,d twice"
                .formatted(
                        runs < ALL ? "%,d of %,d seeds".formatted(runs, ALL) : "1,000 seeds",
                        counts.getOrDefault(MINUTES, 0L),
                        counts.getOrDefault("writes acknowledged", 0L),
                        counts.getOrDefault(GAP, 0L),
                        counts.getOrDefault("message lost", 0L),
                        counts.getOrDefault("message twice", 0L));
    }
}
