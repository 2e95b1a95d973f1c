package io.jangada.sim.nemesis;

import io.jangada.sim.chance.Keyed;
import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Setup;
import io.jangada.sim.world.Trouble;
import io.jangada.sim.world.World;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Row 21: clocks that leap by up to an hour, or run at half or twice the pace, under reads by read
 * index; and clocks as different as leases allow, under reads by lease. Leaders are cut off all the
 * while, so that others are elected. Clocks that go back are no monotonic ones, and no others are
 * looked at.
 */
public final class Clocks implements Row {
    private static final int CUTS = 10;
    private static final long EVERY = 6 * Play.SECOND;
    private static final long SPAN = 3 * Play.SECOND;
    private static final long LEAP_MAX = 3_600 * Play.SECOND;

    private static final String RUNS = "runs";
    private static final String LEADERS = "leaders";
    private static final String WRONG = "reads by read index, clocks at any pace";
    private static final String LEASED = "reads by lease, clocks within its bound";

    private final int seeds;

    /**
     * @param seeds of each of the two scenes
     */
    public Clocks(int seeds) {
        this.seeds = seeds;
    }

    @Override
    public int number() {
        return 21;
    }

    @Override
    public String title() {
        return "clocks that leap or run at another pace";
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        parts.addAll(Row.each(seeds, (seed, tally) -> run(seed, false, tally)));
        parts.addAll(Row.each(seeds, (seed, tally) -> run(seed, true, tally)));
        return parts;
    }

    private static void run(long seed, boolean lease, Tally tally) {
        Keyed choice = Keyed.of(seed, "clocks", lease ? 1 : 0);
        int members = choice.happens(0.5) ? 3 : 5;
        List<Trouble> troubles = new ArrayList<>();
        List<Trouble.Link> links = new ArrayList<>();
        for (int other = 1; other <= members; other++) {
            links.add(new Trouble.Link(other, 0));
            links.add(new Trouble.Link(0, other));
        }
        for (int cut = 0; cut < CUTS; cut++) {
            long at = Play.SETTLED + cut * EVERY + choice.between(0, Play.SECOND);
            for (int member = 1; member <= members; member++) {
                double rate = lease ? World.LEASE_RATE_MAX : choice.logUniform(0.5, 2);
                troubles.add(new Trouble.Drift(at, member, rate));
            }
            if (lease) {
                troubles.add(new Trouble.Drift(at, 0, World.LEASE_RATE_MIN));
            } else {
                troubles.add(new Trouble.Leap(at, choice.below(members + 1), leap(choice)));
            }
            troubles.add(new Trouble.Cut(at + Play.CORE.heartbeat(), SPAN, links, "cut off"));
        }
        long end = Play.SETTLED + CUTS * EVERY + 2 * Play.SECOND;
        Setup setup = Play.setup(members, end);
        KeyValueLoad clients = new KeyValueLoad(Play.BUSY);
        Patient patient = new Patient(clients);
        Reigns reigns = new Reigns();
        World.Run run = new World<>(seed, setup, troubles, patient).witnessed(reigns).run();
        Play play = new Play(run, reigns, clients.operations());
        String name = lease ? "by lease" : "by read index";
        tally.count(RUNS);
        if (!play.isSafe(tally, name)) {
            return;
        }
        tally.count(LEADERS, run.leaders());
        if (lease) {
            tally.count(LEASED, run.coverage().of("probe read-by-lease"));
        } else {
            tally.count(WRONG, patient.looks().size());
        }
        for (Patient.Look look : Patient.stale(patient.looks(), play.operations())) {
            tally.complain("%s, seed %d: stale %s".formatted(name, seed, look));
        }
    }

    private static long leap(Keyed choice) {
        return choice.spread(Play.CORE.heartbeat(), LEAP_MAX);
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0
                && tally.of(LEASED) > 0
                && tally.of(WRONG) > 0
                && tally.of(LEADERS) > tally.of(RUNS) * CUTS / 2;
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d runs with %,d leaders; %,d reads by read index while clocks leapt by up to an hour and ran at 0.5 to 2 times the pace, %,d by lease while they ran at 0.95 and 1.05 times: 0 stale"
                .formatted(
                        counts.getOrDefault(RUNS, 0L),
                        counts.getOrDefault(LEADERS, 0L),
                        counts.getOrDefault(WRONG, 0L),
                        counts.getOrDefault(LEASED, 0L));
    }
}
