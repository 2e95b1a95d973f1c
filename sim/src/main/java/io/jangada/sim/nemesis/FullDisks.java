package io.jangada.sim.nemesis;

import io.jangada.sim.chance.Keyed;
import io.jangada.sim.disk.SimDisk;
import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Trouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Row 10: a disk has no room, for half a minute; then it has. */
public final class FullDisks implements Row {
    private static final long LENGTH = 30 * Play.SECOND;
    private static final long ROOM = 10 * Play.SECOND;

    /**
     * Where all members stop themselves at once they are started again after two election
     * time-outs, and an election takes two more.
     */
    private static final long READ_MAX = 5 * Play.ELECTION;

    /** So much that what was prepared is soon used up. */
    private static final KeyValueLoad.Size MUCH =
            new KeyValueLoad.Size(8, 8, Play.SECOND / 25, 12 << 10);

    private static final String CASES = "runs with a full disk";
    private static final String FULL = "times that a disk had no room";
    private static final String STOPPED = "members stopped by a write or force that found no room";
    private static final String READ = "milliseconds without an answered read, at most";
    private static final String AGAIN = "milliseconds from room to the next write, at most";

    private final int seeds;

    /**
     * @param seeds of each of the nine scenes
     */
    public FullDisks(int seeds) {
        this.seeds = seeds;
    }

    @Override
    public int number() {
        return 10;
    }

    @Override
    public String title() {
        return "a disk without room, at a new file, a write or a force";
    }

    /** Whose disk it is. */
    private enum Whose {
        ONE,
        LEADER,
        ALL
    }

    /** What finds no room, beside each new file. */
    private enum At {
        FILES,
        WRITE,
        FORCE
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Whose whose : Whose.values()) {
            for (At at : At.values()) {
                parts.addAll(Row.each(seeds, (seed, tally) -> run(seed, whose, at, tally)));
            }
        }
        return parts;
    }

    private static void run(long seed, Whose whose, At what, Tally tally) {
        String name =
                (what + " without room, disk of " + whose + ", seed " + seed)
                        .toLowerCase(Locale.ROOT);
        Keyed choice = Keyed.of(seed, "full " + whose + " " + what, 0);
        int members = choice.happens(0.5) ? 3 : 5;
        long at = Play.SETTLED + choice.between(0, Play.SECOND);
        long end = at + LENGTH;
        List<Trouble> troubles = new ArrayList<>();
        int first = whose == Whose.LEADER ? 0 : 1;
        for (int member = first; member <= (whose == Whose.ALL ? members : first); member++) {
            troubles.add(new Trouble.FullDisk(at, LENGTH, member));
            if (what != At.FILES) {
                SimDisk.Kind kind = what == At.WRITE ? SimDisk.Kind.WRITE : SimDisk.Kind.FORCE;
                SimDisk.Fault fault = SimDisk.Fault.NO_SPACE;
                troubles.add(new Trouble.DiskFault(at, member, kind, "segment", fault));
            }
        }
        int faults = (int) troubles.stream().filter(Trouble.DiskFault.class::isInstance).count();
        Play play = Play.of(seed, Play.setup(members, end + ROOM), MUCH, troubles);
        tally.count(CASES);
        if (!play.isSafe(tally, name)) {
            return;
        }
        tally.count(FULL, play.run().coverage().of("took effect FullDisk"));
        long stopped = play.run().coverage().of("member stopped itself");
        tally.count(STOPPED, stopped);
        if (stopped > faults || play.run().coverage().of("start failed") > 0) {
            tally.complain("%s: %d stops for %d faults".formatted(name, stopped, faults));
        }
        long unread = play.longestWithoutRead(at, end);
        tally.most(READ, unread / Play.MS);
        if (unread > READ_MAX) {
            tally.complain("%s: no read for %d ms".formatted(name, unread / Play.MS));
        }
        if (play.writes(end, end + ROOM) == 0) {
            tally.complain("%s: nothing written within 10 s of room".formatted(name));
        } else {
            tally.most(AGAIN, play.firstWrite(end, end + ROOM) / Play.MS);
        }
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0 && tally.of(FULL) >= tally.of(CASES);
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d runs: 0 lost, no member stopped twice (%,d once, by a write or force), never longer than %,d ms without a read, written again %,d ms after there was room at the latest (simulated)"
                .formatted(
                        counts.getOrDefault(CASES, 0L),
                        counts.getOrDefault(STOPPED, 0L),
                        counts.getOrDefault(READ, 0L),
                        counts.getOrDefault(AGAIN, 0L));
    }
}
