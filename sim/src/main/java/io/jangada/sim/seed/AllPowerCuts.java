package io.jangada.sim.seed;

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

/** Row 12: all members lose their power at one instant, again and again, under load. */
public final class AllPowerCuts implements Row {
    private static final long SECOND = 1_000_000_000L;
    private static final int CUTS = 8;
    private static final String BACK = "led 5 s after all lost power";

    private final int runs;

    /**
     * @param runs each has eight cuts of power
     */
    public AllPowerCuts(int runs) {
        this.runs = runs;
    }

    @Override
    public int number() {
        return 12;
    }

    @Override
    public String title() {
        return "all members lose their power at one instant";
    }

    @Override
    public List<Part> parts() {
        return Row.each(runs, AllPowerCuts::run);
    }

    /** A cut every six seconds, at any moment of the second one of them. */
    private static void run(long seed, Tally tally) {
        Scene calm = Draw.scene(Family.CALM, seed, (6 * CUTS + 1) * SECOND);
        List<Integer> all = new ArrayList<>();
        for (int member = 1; member <= calm.setup().members(); member++) {
            all.add(member);
        }
        List<Trouble> cuts = new ArrayList<>();
        for (long cut = 0; cut < CUTS; cut++) {
            long moment = Keyed.of(seed, "power", cut).between(0, 7 * SECOND / 10);
            cuts.add(new Trouble.PowerCut((6 * cut + 1) * SECOND + moment, all, SECOND / 10));
        }
        KeyValueLoad.Size busy = new KeyValueLoad.Size(8, 8, SECOND / 20, 256);
        World.Run run = new Scene(seed, slow(calm.setup()), busy, cuts).world().run();
        tally.count("cuts of power", CUTS);
        tally.count("writes acknowledged", run.acknowledged());
        tally.count(BACK, run.coverage().of(BACK));
        tally.count("units pending at cuts", run.coverage().of("power cut units pending"));
        if (run.violation() != null) {
            tally.complain("seed %d: %s".formatted(seed, run.violation()));
        }
    }

    /** With forces of 2 to 20 ms, so that much is pending at most times. */
    private static Setup slow(Setup setup) {
        Setup.Pace pace = setup.pace();
        return setup.withPace(
                new Setup.Pace(
                        pace.threadMin(),
                        pace.threadMax(),
                        SECOND / 500,
                        SECOND / 50,
                        pace.netMin(),
                        pace.netMax(),
                        pace.ordered()));
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0 && tally.of(BACK) == tally.of("cuts of power");
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d cuts, %,d writes, 0 lost; led within 5 s after %,d"
                .formatted(
                        counts.getOrDefault("cuts of power", 0L),
                        counts.getOrDefault("writes acknowledged", 0L),
                        counts.getOrDefault(BACK, 0L));
    }
}
