package io.jangada.sim.seed;

import io.jangada.sim.disk.SimDisk;
import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Trouble;
import io.jangada.sim.world.World;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Row 9: the n-th write, force or force of the directory of one member fails, for every n. */
public final class FailingDisk implements Row {
    private static final long SECOND = 1_000_000_000L;
    private static final long SEED = 3;
    private static final String FAILED = "failing operations";
    private static final String LATE = "stopped later than 100 ms";
    private static final List<SimDisk.Kind> KINDS =
            List.of(SimDisk.Kind.WRITE, SimDisk.Kind.FORCE, SimDisk.Kind.FORCE_DIRECTORY);

    private final long seconds;

    /**
     * @param seconds simulated, of the run whose every operation fails once
     */
    public FailingDisk(long seconds) {
        this.seconds = seconds;
    }

    @Override
    public int number() {
        return 9;
    }

    @Override
    public String title() {
        return "the n-th write, force or force of the directory fails";
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (SimDisk.Kind kind : KINDS) {
            parts.add(tally -> {
                for (long number = 1; run(kind, number, tally); number++) {}
            });
        }
        return parts;
    }

    /** False when there is no operation of this number any more. */
    private boolean run(SimDisk.Kind kind, long number, Tally tally) {
        Scene calm = Draw.scene(Family.CALM, SEED, seconds * SECOND).withMembers(3);
        KeyValueLoad.Size busy = new KeyValueLoad.Size(3, 4, SECOND / 20, 256);
        List<Trouble> troubles = List.of(new Trouble.NthFault(0, 1, kind, number));
        World.Run run = new Scene(SEED, calm.setup(), busy, troubles).world().run();
        if (run.coverage().of("disk fails at a number") == 0) {
            return false;
        }
        tally.count(FAILED);
        tally.count("failing " + kind);
        tally.count(LATE, run.coverage().of("member stopped itself late"));
        tally.count("writes acknowledged", run.acknowledged());
        long stopped =
                run.coverage().of("member stopped itself") + run.coverage().of("start failed");
        if (stopped == 0) {
            tally.complain("%s %d: the member went on".formatted(kind, number));
        }
        if (run.coverage().of("healed") == 0 || run.violation() != null) {
            tally.complain("%s %d: %s".formatted(kind, number, run.violation()));
        }
        return true;
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0 && tally.of(LATE) == 0;
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d operations failed once each, %,d stopped late, 0 lost, all healed (simulated)"
                .formatted(counts.getOrDefault(FAILED, 0L), counts.getOrDefault(LATE, 0L));
    }
}
