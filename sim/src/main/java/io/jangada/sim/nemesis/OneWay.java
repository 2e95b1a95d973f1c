package io.jangada.sim.nemesis;

import io.jangada.sim.chance.Keyed;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Trouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Row 17: a leader that sends and does not hear, or hears and cannot send. */
public final class OneWay implements Row {
    private static final long LENGTH = 10 * Play.SECOND;
    private static final String CASES = "leaders cut off one way";
    private static final String NEXT = "milliseconds to the next leader, at most";
    private static final String GONE = "milliseconds until the old one steps down, at most";
    private static final String IN_TIME = "next leader within 3 election time-outs";

    private final int seeds;

    /**
     * @param seeds of each of the four scenes
     */
    public OneWay(int seeds) {
        this.seeds = seeds;
    }

    @Override
    public int number() {
        return 17;
    }

    @Override
    public String title() {
        return "a leader that only sends, or only hears";
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int members : new int[] {3, 5}) {
            parts.addAll(Row.each(seeds, (seed, tally) -> run(seed, members, true, tally)));
            parts.addAll(Row.each(seeds, (seed, tally) -> run(seed, members, false, tally)));
        }
        return parts;
    }

    private static void run(long seed, int members, boolean deaf, Tally tally) {
        String name = (deaf ? "deaf leader of " : "mute leader of ") + members;
        long at = Play.SETTLED + Keyed.of(seed, "one way", 0).between(0, Play.SECOND);
        List<Trouble.Link> links = new ArrayList<>();
        for (int other = 1; other <= members; other++) {
            links.add(deaf ? new Trouble.Link(other, 0) : new Trouble.Link(0, other));
        }
        Trouble cut = new Trouble.Cut(at, LENGTH, links, name);
        Play play = Play.of(seed, Play.setup(members, at + LENGTH), List.of(cut));
        tally.count(CASES);
        Reigns.Reign old = play.ledAt(at, tally, name);
        if (!play.isSafe(tally, name) || old == null) {
            return;
        }
        Reigns.Reign next = play.reigns().after(old, at);
        if (next == null) {
            tally.complain("%s, seed %d: nobody took over".formatted(name, seed));
            return;
        }
        tally.most(NEXT, (next.from() - at) / Play.MS);
        tally.most(GONE, (old.until() - at) / Play.MS);
        if (next.from() - at < 3 * Play.ELECTION) {
            tally.count(IN_TIME);
        }
        if (old.until() - at > 3 * Play.ELECTION) {
            tally.complain("%s, seed %d: the old leader stays".formatted(name, seed));
        }
        if (play.reigns().servedLate() > 0) {
            tally.complain("%s, seed %d: two served".formatted(name, seed));
        }
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0 && tally.of(IN_TIME) == tally.of(CASES);
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d leaders, for %,d a new one within 3 election time-outs of 1 s, the last after %,d ms; the old one gone after %,d ms at most; never two that serve"
                .formatted(
                        counts.getOrDefault(CASES, 0L),
                        counts.getOrDefault(IN_TIME, 0L),
                        counts.getOrDefault(NEXT, 0L),
                        counts.getOrDefault(GONE, 0L));
    }
}
