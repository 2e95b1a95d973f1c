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

/** Row 20: a leader stands still for half a minute, and goes on with reads that wait for it. */
public final class Paused implements Row {
    private static final long PAUSE = 30 * Play.SECOND;

    /** The rate of a clock that shows less than an election time-out of the pause. */
    private static final double STANDS = 0.01;

    private static final String CASES = "leaders paused for 30 s";
    private static final String WAITED = "reads asked of them meanwhile, and served by them later";
    private static final String SERVED = "reads served in all";

    private final int seeds;

    /**
     * @param seeds each is one pause
     */
    public Paused(int seeds) {
        this.seeds = seeds;
    }

    @Override
    public int number() {
        return 20;
    }

    @Override
    public String title() {
        return "a leader paused for 30 s with reads waiting";
    }

    @Override
    public List<Part> parts() {
        return Row.each(seeds, Paused::run);
    }

    private static void run(long seed, Tally tally) {
        Keyed choice = Keyed.of(seed, "paused", 0);
        int members = choice.happens(0.5) ? 3 : 5;
        long at = Play.SETTLED + choice.between(0, Play.SECOND);
        long end = at + PAUSE;
        Setup setup = Play.setup(members, end + 5 * Play.SECOND);
        KeyValueLoad clients = new KeyValueLoad(Play.BUSY);
        Patient patient = new Patient(clients);
        Reigns reigns = new Reigns();
        List<Trouble> troubles = seed % 2 == 0 ? asleep(members, at, end) : paused(at);
        World.Run run = new World<>(seed, setup, troubles, patient).witnessed(reigns).run();
        Play play = new Play(run, reigns, clients.operations());
        tally.count(CASES);
        Reigns.Reign old = play.ledAt(at, tally, "pause");
        if (!play.isSafe(tally, "pause") || old == null) {
            return;
        }
        int paused = (int) old.who().value() - 1;
        tally.count(SERVED, patient.looks().size());
        tally.count(
                WAITED,
                patient.looks().stream()
                        .filter(look -> look.member() == paused)
                        .filter(look -> look.invoked() < end && look.served() >= end)
                        .count());
        for (Patient.Look look : Patient.stale(patient.looks(), play.operations())) {
            tally.complain("seed %d: stale %s".formatted(seed, look));
        }
        if (reigns.after(old, at) == null || old.until() < end) {
            tally.complain("seed %d: nobody took over, or nobody was paused".formatted(seed));
        }
    }

    /** Its clock goes on, so it notices at once for how long it has heard nobody. */
    private static List<Trouble> paused(long at) {
        return List.of(new Trouble.Pause(at, 0, PAUSE));
    }

    /**
     * As a machine that was put to sleep: its clock stands too, nearly, and its network comes back
     * later than it does. So nothing tells it that its time is over, when it turns to the reads.
     */
    private static List<Trouble> asleep(int members, long at, long end) {
        List<Trouble> troubles = new ArrayList<>();
        List<Trouble.Link> links = new ArrayList<>();
        for (int other = 1; other <= members; other++) {
            links.add(new Trouble.Link(other, 0));
            links.add(new Trouble.Link(0, other));
        }
        troubles.add(new Trouble.Pause(at, 0, PAUSE));
        troubles.add(new Trouble.Drift(at, 0, STANDS));
        troubles.add(new Trouble.Cut(at, PAUSE + Play.ELECTION / 2, links, "asleep"));
        for (int member = 1; member <= members; member++) {
            troubles.add(new Trouble.Drift(end, member, 1));
        }
        return troubles;
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0 && tally.of(WAITED) > 0;
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d leaders paused, half of them with their clock; %,d reads that waited for one and were served when it went on, of %,d in all: 0 stale"
                .formatted(
                        counts.getOrDefault(CASES, 0L),
                        counts.getOrDefault(WAITED, 0L),
                        counts.getOrDefault(SERVED, 0L));
    }
}
