package io.jangada.sim.nemesis;

import io.jangada.sim.chance.Keyed;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Setup;
import io.jangada.sim.world.Trouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Row 11: the disk of one member is 100 times slower for half a minute, or stuck. */
public final class SlowDisks implements Row {
    private static final long LENGTH = 30 * Play.SECOND;
    private static final long BEFORE = 10 * Play.SECOND;
    private static final int SLOWER = 100;
    private static final double STUCK = 1e12;

    /** A force takes 2 to 20 ms. */
    private static final Setup.Pace PACE =
            new Setup.Pace(1_000, 40_000, 2 * Play.MS, 20 * Play.MS, Play.MS / 10, Play.MS, true);

    private static final String LEADERS = "under the leader";
    private static final String FOLLOWERS = "under a follower";
    private static final String MOVED = "leadership moved within 3 election time-outs";
    private static final String AFTER = "milliseconds until it moved, at most";
    private static final String HALF = "half the throughput stayed";
    private static final String LEAST = "percent of the throughput lost, at most";
    private static final String BACK = "the lead came back meanwhile";

    private final int seeds;

    /**
     * @param seeds of each of the four scenes
     */
    public SlowDisks(int seeds) {
        this.seeds = seeds;
    }

    @Override
    public int number() {
        return 11;
    }

    @Override
    public String title() {
        return "a disk 100 times slower, or stuck, under leader or follower";
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (double times : new double[] {SLOWER, STUCK}) {
            parts.addAll(Row.each(seeds, (seed, tally) -> run(seed, 0, times, tally)));
            parts.addAll(
                    Row.each(
                            seeds, (seed, tally) -> run(seed, 1 + (int) (seed % 3), times, tally)));
        }
        return parts;
    }

    /** Member 0 is whoever leads. */
    private static void run(long seed, int member, double times, Tally tally) {
        String name = times == SLOWER ? "slow disk" : "stuck disk";
        Keyed choice = Keyed.of(seed, name, member);
        int members = choice.happens(0.5) ? 3 : 5;
        long at = Play.SETTLED + BEFORE + choice.between(0, Play.SECOND);
        long end = at + LENGTH;
        List<Trouble> troubles = List.of(new Trouble.SlowDisk(at, LENGTH, member, times));
        Setup setup = Play.setup(members, Play.CORE, PACE, end);
        Play play = Play.of(seed, setup, troubles);
        Reigns.Reign old = play.ledAt(at, tally, name);
        if (!play.isSafe(tally, name) || old == null) {
            return;
        }
        if (member == 0 || old.who().value() == member) {
            tally.count(LEADERS);
            moved(play, old, at, end, tally);
        } else {
            tally.count(FOLLOWERS);
        }
        double before = (double) play.writes(at - BEFORE, at) / BEFORE;
        double since = (double) play.writes(at, end) / LENGTH;
        tally.most(LEAST, Math.max(0, Math.round(100 - 100 * since / before)));
        if (since >= before / 2) {
            tally.count(HALF);
        }
    }

    private static void moved(Play play, Reigns.Reign old, long at, long end, Tally tally) {
        Reigns.Reign next = play.reigns().after(old, at);
        if (next == null) {
            return;
        }
        tally.most(AFTER, (next.from() - at) / Play.MS);
        if (next.from() - at <= 3 * Play.ELECTION && !next.who().equals(old.who())) {
            tally.count(MOVED);
        }
        tally.count(
                BACK,
                play.reigns().all().stream()
                        .filter(reign -> reign.from() > at && reign.from() < end)
                        .filter(reign -> reign.who().equals(old.who()))
                        .count());
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0
                && tally.of(MOVED) == tally.of(LEADERS)
                && tally.of(HALF) == tally.of(LEADERS) + tally.of(FOLLOWERS);
    }

    @Override
    public String summary(Map<String, Long> counts) {
        long leaders = counts.getOrDefault(LEADERS, 0L);
        long followers = counts.getOrDefault(FOLLOWERS, 0L);
        return "under %,d leaders and %,d followers, half of them stuck; of the leaders %,d left within 3 election time-outs (3 s), the last after %,d ms; half the throughput stayed in %,d of %,d"
                .formatted(
                        leaders,
                        followers,
                        counts.getOrDefault(MOVED, 0L),
                        counts.getOrDefault(AFTER, 0L),
                        counts.getOrDefault(HALF, 0L),
                        leaders + followers);
    }
}
