package io.jangada.sim.storage;

import io.jangada.sim.chance.Choice;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.disk.Fate;
import io.jangada.sim.disk.Landing;
import io.jangada.sim.disk.SimDisk;
import io.jangada.sim.disk.SimDisk.Fault;
import io.jangada.sim.disk.SimDisk.Faults;
import io.jangada.sim.disk.SimDisk.Kind;
import io.jangada.sim.disk.SimDisk.Later;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The power goes before each change that a journal makes to its disk, and once after the last. Each
 * subset of what was pending lands; the rest is as it was, or zeros, or garbage.
 */
public final class PowerCuts implements Row {
    /** So many pending units or fewer: all their subsets. More: so many drawn by chance. */
    static final int EXHAUSTIVE = 12;

    static final int SAMPLES = 4096;

    private static final List<Landing> LANDINGS = List.of(Landing.values());
    private static final String SUSPECT = "tails left suspect";
    private static final List<Landing> LEFT = List.of(Landing.OLD, Landing.ZEROS, Landing.GARBAGE);

    private final List<Script> scripts;
    private final Faults faults;

    /** Every script there is for this row. */
    public PowerCuts() {
        this(List.of(Script.LIFE, Script.LARGE_BATCHES, Script.FORGETTING), Faults.NONE);
    }

    PowerCuts(List<Script> scripts, Faults faults) {
        this.scripts = scripts;
        this.faults = faults;
    }

    @Override
    public int number() {
        return 1;
    }

    @Override
    public String title() {
        return "power cut at every write boundary of a journal's life, every subset lands";
    }

    /** Thrown where the power goes. */
    private static final class PowerGone extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Counts the changes of a disk, and ends before one of them. */
    private static final class Cutter implements Faults {
        private final int end;
        private final Faults faults;
        private int changes;

        Cutter(int end, Faults faults) {
            this.end = end;
            this.faults = faults;
        }

        @Override
        public Fault next(Kind kind, String file) {
            boolean changing = kind != Kind.READ && kind != Kind.LIST && kind != Kind.SIZE;
            if (changing && changes++ == end) {
                throw new PowerGone();
            }
            return faults.next(kind, file);
        }
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Script script : scripts) {
            for (boolean alone : new boolean[] {true, false}) {
                Cutter counting = new Cutter(Integer.MAX_VALUE, faults);
                script.run(new SimDisk(counting, Later.AT_ONCE), alone, new Promises());
                for (int change = 0; change <= counting.changes; change++) {
                    int end = change;
                    parts.add(tally -> cut(script, alone, end, tally));
                }
            }
        }
        return parts;
    }

    private void cut(Script script, boolean alone, int change, Tally tally) {
        SimDisk disk = new SimDisk(new Cutter(change, faults), Later.AT_ONCE);
        Promises promises = new Promises();
        try {
            script.run(disk, alone, promises);
        } catch (PowerGone gone) {
            tally.count("cuts before the end");
        }
        int pending = disk.pending();
        tally.count("boundaries");
        tally.most("most units pending", pending);
        tally.count(pending > EXHAUSTIVE ? "boundaries sampled" : "boundaries with all subsets");
        String where = "%s, alone %s, change %d".formatted(script, alone, change);
        if (pending > EXHAUSTIVE) {
            for (int sample = 0; sample < SAMPLES; sample++) {
                Choice choice = Keyed.of(change, where, sample);
                int ways = sample % 2 == 0 ? 2 : LANDINGS.size();
                Fate fate = _ -> LANDINGS.get(choice.below(ways));
                look(disk, alone, promises, where, fate, ways > 2, tally);
            }
            return;
        }
        for (int subset = 0; subset < 1 << pending; subset++) {
            boolean all = subset + 1 == 1 << pending;
            for (Landing left : all ? List.of(Landing.OLD) : LEFT) {
                int chosen = subset;
                Fate fate = unit -> (chosen >>> unit & 1) == 1 ? Landing.NEW : left;
                String which = where + ", subset " + subset + " " + left;
                look(disk, alone, promises, which, fate, left == Landing.GARBAGE, tally);
            }
        }
    }

    private static void look(
            SimDisk disk,
            boolean alone,
            Promises promises,
            String where,
            Fate fate,
            boolean garbage,
            Tally tally) {
        Checker.Finding finding = Checker.look(disk.after(fate), alone, promises);
        tally.count(SUSPECT + (garbage ? ", garbage landed" : ""), finding.suspect() ? 1 : 0);
        if (finding.suspect() && !garbage) {
            tally.complain(where + ": a tail is suspect, and all members may have one");
        }
        tally.count("images");
        tally.count("restarted", finding.started() ? 1 : 0);
        tally.count("manual steps needed", finding.started() ? 0 : 1);
        tally.count("acknowledged and lost", finding.started() && finding.wrong() != null ? 1 : 0);
        if (finding.wrong() != null) {
            tally.complain(where + ": " + finding.wrong());
        }
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return ("%,d boundaries, of %,d all subsets (at most %d units), %,d sampled; %,d images:"
                        + " %,d restarted, %,d lost what was acknowledged, %,d needed a hand, %,d"
                        + " without a vote")
                .formatted(
                        counts.getOrDefault("boundaries", 0L),
                        counts.getOrDefault("boundaries with all subsets", 0L),
                        counts.getOrDefault("most units pending", 0L),
                        counts.getOrDefault("boundaries sampled", 0L),
                        counts.getOrDefault("images", 0L),
                        counts.getOrDefault("restarted", 0L),
                        counts.getOrDefault("acknowledged and lost", 0L),
                        counts.getOrDefault("manual steps needed", 0L),
                        counts.getOrDefault(SUSPECT, 0L));
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0
                && tally.of("images") > 0
                && tally.of("restarted") == tally.of("images");
    }
}
