package io.jangada.sim.seed;

import io.jangada.sim.chance.Keyed;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Setup;
import io.jangada.sim.world.Trouble;
import io.jangada.sim.world.World;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Row 22: members come and go without end, and one of them crashes in the middle of each change.
 */
public final class AllChanges implements Row {
    private static final long MS = 1_000_000;

    /** Asked for in each run; not all of them can be when their time comes. */
    private static final int ASKED = 80;

    private static final String DONE = "change ends done";
    private static final String CRASHES = "took effect Crash";
    private static final String LEADERS = "leaders elected";

    private final int runs;

    /**
     * @param runs each asks for 80 changes
     */
    public AllChanges(int runs) {
        this.runs = runs;
    }

    @Override
    public int number() {
        return 22;
    }

    @Override
    public String title() {
        return "members come and go, with a crash in the middle of each change";
    }

    @Override
    public List<Part> parts() {
        return Row.each(runs, AllChanges::run);
    }

    private static void run(long seed, Tally tally) {
        Scene drawn = Draw.scene(Family.MEMBERS, seed, MS);
        Setup setup = drawn.setup();
        long election = setup.core().electionTimeoutMin();
        Keyed choice = Keyed.of(seed, "changes", 0);
        List<Trouble> troubles = new ArrayList<>();
        long at = 4 * election;
        for (int i = 0; i < ASKED; i++) {
            Trouble.What[] all = Trouble.What.values();
            int member = 1 + choice.below(setup.members());
            int other = 1 + choice.below(setup.members());
            Trouble.What what = all[choice.below(all.length)];
            troubles.add(new Trouble.Change(at, 0, what, member, other));
            long soon = at + choice.spread(MS / 10, 2 * setup.core().heartbeat());
            int who = choice.happens(0.5) ? 0 : member;
            troubles.add(new Trouble.Crash(soon, who, choice.between(MS, election)));
            at += choice.between(3 * election, 6 * election);
        }
        troubles.sort(Comparator.comparingLong(Trouble::at));
        World.Run run = new Scene(seed, setup.lasting(at), drawn.load(), troubles).world().run();
        tally.count(DONE, run.coverage().of(DONE));
        tally.count(CRASHES, run.coverage().of(CRASHES));
        tally.count(LEADERS, run.leaders());
        tally.count("writes acknowledged", run.acknowledged());
        tally.count("healed", run.coverage().of("healed"));
        tally.count("runs", 1);
        if (run.violation() != null) {
            tally.complain("seed %d: %s".formatted(seed, run.violation()));
        }
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0
                && tally.of(DONE) >= 10_000
                && tally.of("healed") == tally.of("runs");
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d changes done, %,d crashes beside them, %,d leaders, %,d of %,d runs healed"
                .formatted(
                        counts.getOrDefault(DONE, 0L),
                        counts.getOrDefault(CRASHES, 0L),
                        counts.getOrDefault(LEADERS, 0L),
                        counts.getOrDefault("healed", 0L),
                        counts.getOrDefault("runs", 0L));
    }
}
