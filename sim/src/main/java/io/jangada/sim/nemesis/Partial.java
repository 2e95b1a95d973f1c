package io.jangada.sim.nemesis;

import io.jangada.sim.chance.Keyed;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Trouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Row 18: not everyone hears everyone, but some member hears a majority. */
public final class Partial implements Row {
    private static final long LENGTH = 60 * Play.SECOND;

    /** After so long the cluster has made the best of it. */
    private static final long SETTLING = 10 * Play.ELECTION;

    private static final int BUMPS_MAX = 3;
    private static final String CASES = "clusters connected in part";
    private static final String BUMPS = "terms after settling, at most";
    private static final String CHANGES = "changes of leader after settling";
    private static final String WRITES = "writes acknowledged after settling";

    /** Who hears whom. */
    private enum Scene {
        /** Two pairs that do not hear each other, and one member that both hear. */
        BRIDGE,
        /** Each of five hears its two neighbours. */
        RING,
        /** Five in a row, each hears its neighbours. */
        CHAIN,
        /** Of three links two pass nothing one way, now and then. */
        FLAPS;

        int members() {
            return this == FLAPS ? 3 : 5;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean hears(int one, int other) {
            int apart = Math.abs(one - other);
            return switch (this) {
                case BRIDGE -> one == 3 || other == 3 || (one < 3) == (other < 3);
                case RING -> apart == 1 || apart == 4;
                case CHAIN -> apart == 1;
                case FLAPS -> true;
            };
        }
    }

    private final int seeds;

    /**
     * @param seeds of each of the four scenes
     */
    public Partial(int seeds) {
        this.seeds = seeds;
    }

    @Override
    public int number() {
        return 18;
    }

    @Override
    public String title() {
        return "bridges, rings, chains, and links that flap one way";
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Scene scene : Scene.values()) {
            parts.addAll(Row.each(seeds, (seed, tally) -> run(scene, seed, tally)));
        }
        return parts;
    }

    private static void run(Scene scene, long seed, Tally tally) {
        Keyed choice = Keyed.of(seed, "partial " + scene.word(), 0);
        long at = Play.SETTLED + choice.between(0, Play.SECOND);
        long end = at + LENGTH;
        List<Trouble> cuts = scene == Scene.FLAPS ? flaps(choice, at, end) : cut(scene, at);
        Play play = Play.of(seed, Play.setup(scene.members(), end), cuts);
        tally.count(CASES);
        if (!play.isSafe(tally, scene.word())) {
            return;
        }
        long settled = at + SETTLING;
        Reigns reigns = play.reigns();
        long bumps = reigns.termAt(end - 1) - reigns.termAt(settled);
        long changes =
                reigns.all().stream()
                        .filter(reign -> reign.from() > settled && reign.from() < end)
                        .count();
        long written = play.writes(settled, end);
        tally.count(CHANGES, changes);
        tally.most(BUMPS, bumps);
        tally.count(WRITES, written);
        tally.most(scene.word() + ": terms after settling, at most", bumps);
        if (bumps > BUMPS_MAX || reigns.at(end - 1) == null || written == 0) {
            tally.complain(
                    "%s, seed %d: %d terms and %d changes after settling, led at the end by %s, %d writes"
                            .formatted(
                                    scene.word(),
                                    seed,
                                    bumps,
                                    changes,
                                    reigns.at(end - 1),
                                    written));
        }
    }

    private static List<Trouble> cut(Scene scene, long at) {
        List<Trouble.Link> links = new ArrayList<>();
        for (int from = 1; from <= scene.members(); from++) {
            for (int to = 1; to <= scene.members(); to++) {
                if (from != to && !scene.hears(from, to)) {
                    links.add(new Trouble.Link(from, to));
                }
            }
        }
        return List.of(new Trouble.Cut(at, LENGTH, links, scene.word()));
    }

    /**
     * As a switch that half fails: each of two links passes one way only, for a while each time.
     */
    private static List<Trouble> flaps(Keyed choice, long at, long end) {
        List<Trouble.Link> links =
                new ArrayList<>(
                        List.of(
                                new Trouble.Link(1, 2),
                                new Trouble.Link(2, 3),
                                new Trouble.Link(3, 1)));
        links.remove(choice.below(links.size()));
        List<Trouble> flaps = new ArrayList<>();
        for (Trouble.Link link : links) {
            Trouble.Link way =
                    choice.happens(0.5) ? link : new Trouble.Link(link.to(), link.from());
            long longest = choice.spread(Play.ELECTION / 10, 5 * Play.ELECTION);
            for (long moment = at; moment < end; ) {
                long down = Math.min(end - moment, choice.between(longest / 4, longest));
                flaps.add(new Trouble.Cut(moment, down, List.of(way), "flap"));
                moment += down + choice.between(longest / 4, longest);
            }
        }
        flaps.sort((one, other) -> Long.compare(one.at(), other.at()));
        return flaps;
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0;
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d clusters, each with a leader; from 10 election time-outs on at most %,d new terms, in all %,d changes of leader, and %,d writes"
                .formatted(
                        counts.getOrDefault(CASES, 0L),
                        counts.getOrDefault(BUMPS, 0L),
                        counts.getOrDefault(CHANGES, 0L),
                        counts.getOrDefault(WRITES, 0L));
    }
}
