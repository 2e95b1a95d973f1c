package io.jangada.sim.nemesis;

import io.jangada.sim.chance.Keyed;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Trouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Row 23: leadership is handed around without a rest, under load. */
public final class Transfers implements Row {
    private static final long END = Play.SETTLED + 30 * Play.SECOND;
    private static final String ASKED = "transfers asked for";
    private static final String DONE = "leaders that came of them";
    private static final String GAP = "milliseconds without an acknowledged write, at most";

    private final int seeds;

    /**
     * @param seeds each is half a minute of transfers
     */
    public Transfers(int seeds) {
        this.seeds = seeds;
    }

    @Override
    public int number() {
        return 23;
    }

    @Override
    public String title() {
        return "leadership handed around under load";
    }

    @Override
    public List<Part> parts() {
        return Row.each(seeds, Transfers::run);
    }

    private static void run(long seed, Tally tally) {
        Keyed choice = Keyed.of(seed, "transfers", 0);
        int members = choice.happens(0.5) ? 3 : 5;
        List<Trouble> transfers = new ArrayList<>();
        for (long at = Play.SETTLED; at < END; at += choice.spread(Play.MS, Play.SECOND)) {
            transfers.add(new Trouble.Transfer(at, 1 + choice.below(members)));
        }
        Play play = Play.of(seed, Play.setup(members, END + Play.SECOND), transfers);
        if (!play.isSafe(tally, "transfers")) {
            return;
        }
        tally.count("runs");
        tally.count(ASKED, transfers.size());
        tally.count(
                DONE,
                play.reigns().all().stream()
                        .filter(reign -> reign.from() >= Play.SETTLED && reign.from() < END)
                        .count());
        long gap = play.longestWithoutWrite(Play.SETTLED, END + Play.SECOND);
        tally.most(GAP, gap / Play.MS);
        if (gap >= Play.ELECTION) {
            tally.complain("seed %d: no write for %d ms".formatted(seed, gap / Play.MS));
        }
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0;
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d transfers asked for in %,d runs, %,d new leaders; 0 lost or done twice; the longest time without a write %,d ms, of an election time-out of 1,000"
                .formatted(
                        counts.getOrDefault(ASKED, 0L),
                        counts.getOrDefault("runs", 0L),
                        counts.getOrDefault(DONE, 0L),
                        counts.getOrDefault(GAP, 0L));
    }
}
