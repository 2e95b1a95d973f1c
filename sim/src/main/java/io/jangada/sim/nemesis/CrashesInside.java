package io.jangada.sim.nemesis;

import io.jangada.node.SnapshotPolicy;
import io.jangada.node.storage.Limits;
import io.jangada.raft.Settings;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Setup;
import io.jangada.sim.world.Trouble;
import io.jangada.sim.world.Trouble.Activity;
import io.jangada.sim.world.Trouble.CrashInside;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Row 13: members die at an operation of their disk, in the middle of what must not be left half
 * done; often again in the starts behind it.
 */
public final class CrashesInside implements Row {
    private static final long ASKED = 1_000;
    private static final int ROUNDS = 6;

    private static final Settings CORE = Settings.of(50, 300);
    private static final long ELECTION = CORE.electionTimeoutMin();
    private static final long CYCLE = 5 * ELECTION;

    /** Soon full segments, images of a few chunks. */
    private static final Limits LIMITS =
            new Limits(64 << 10, 4096, 16 << 10, 1 << 20, 16 << 10, 16 << 10, 64, 2 << 10);

    /** After every 25 entries, and hardly any of the log stays. */
    private static final SnapshotPolicy IMAGES =
            new SnapshotPolicy(1 << 20, 25, 60 * Play.SECOND, 0, 0, 1 << 20, ELECTION);

    private static final KeyValueLoad.Size LOAD =
            new KeyValueLoad.Size(5, 8, Play.SECOND / 20, 1 << 10);

    private final int seeds;

    /**
     * @param seeds each has six tries at every activity
     */
    public CrashesInside(int seeds) {
        this.seeds = seeds;
    }

    @Override
    public int number() {
        return 13;
    }

    @Override
    public String title() {
        return "a crash inside recovery, snapshot, compaction, cut or vote";
    }

    @Override
    public List<Part> parts() {
        return Row.each(seeds, CrashesInside::run);
    }

    private static void run(long seed, Tally tally) {
        Keyed choice = Keyed.of(seed, "crashes inside", 0);
        List<Trouble> troubles = new ArrayList<>();
        long at = 2 * Play.SECOND;
        for (int round = 0; round < ROUNDS; round++) {
            List<Activity> activities = new ArrayList<>(List.of(Activity.values()));
            activities.add(Activity.CUT); // there is not always something to cut
            for (Activity activity : activities) {
                add(troubles, at + choice.between(0, ELECTION), activity, choice);
                at += CYCLE;
            }
        }
        troubles.sort(Comparator.comparingLong(Trouble::at));
        Setup setup = new Setup(3, 3, CORE, LIMITS, 5_000, 1024, at, false, IMAGES, Play.PACE);
        Play play = Play.of(seed, setup, LOAD, troubles);
        tally.count("runs");
        if (!play.isSafe(tally, "crashes inside")) {
            return;
        }
        for (Activity activity : Activity.values()) {
            tally.count(activity.counted(), play.run().coverage().of(activity.counted()));
        }
        tally.count(CrashInside.REPEATED, play.run().coverage().of(CrashInside.REPEATED));
        tally.count("healed", play.run().coverage().of("healed"));
    }

    /** What makes a member do it, and dies in the middle. */
    private static void add(List<Trouble> troubles, long at, Activity activity, Keyed choice) {
        int member = 1 + choice.below(3);
        switch (activity) {
            case RECOVERY, IMAGE, COMPACTION -> {}
            case RECEPTION -> troubles.add(new Trouble.Crash(at, member, 3 * ELECTION));
            case CUT -> {
                member = 0;
                List<Trouble.Link> links = new ArrayList<>();
                for (int other = 1; other <= 3; other++) {
                    links.add(new Trouble.Link(0, other));
                    links.add(new Trouble.Link(other, 0));
                }
                long length = 2 * ELECTION + choice.between(0, ELECTION);
                troubles.add(new Trouble.Cut(at, length, links, "isolate"));
            }
            case VOTE -> troubles.add(new Trouble.Transfer(at + 1, 1 + choice.below(3)));
        }
        int operation = choice.below(operations(activity));
        boolean recovers = activity == Activity.RECOVERY;
        int before = recovers ? operation : choice.below(operations(Activity.RECOVERY));
        List<Integer> starts = new ArrayList<>();
        int repeated = choice.below(4);
        for (int i = 0; i < repeated; i++) {
            // Often where the start before was cut off: what it left half done is done again.
            before = choice.happens(0.5) ? before : choice.below(operations(Activity.RECOVERY));
            starts.add(before);
        }
        troubles.add(
                new CrashInside(
                        at,
                        member,
                        activity,
                        operation,
                        choice.happens(0.5),
                        starts,
                        choice.happens(0.6),
                        choice.spread(Play.MS, ELECTION)));
    }

    /** About so many operations of a disk are one of these. */
    private static int operations(Activity activity) {
        return switch (activity) {
            case RECOVERY -> 40;
            case IMAGE -> 16;
            case RECEPTION -> 18;
            case COMPACTION -> 8;
            case CUT -> 3;
            case VOTE -> 4;
        };
    }

    @Override
    public boolean passed(Tally tally) {
        for (Activity activity : Activity.values()) {
            if (tally.of(activity.counted()) < ASKED) {
                return false;
            }
        }
        return tally.wrong() == 0
                && tally.of(CrashInside.REPEATED) >= ASKED
                && tally.of("healed") == tally.of("runs");
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "%,d inside recovery, %,d of them again and again; %,d inside an own snapshot, %,d inside one that is received, %,d inside compaction, %,d inside a cut, %,d inside a vote; %,d writes, 0 lost; %,d of %,d runs healed"
                .formatted(
                        counts.getOrDefault(Activity.RECOVERY.counted(), 0L),
                        counts.getOrDefault(CrashInside.REPEATED, 0L),
                        counts.getOrDefault(Activity.IMAGE.counted(), 0L),
                        counts.getOrDefault(Activity.RECEPTION.counted(), 0L),
                        counts.getOrDefault(Activity.COMPACTION.counted(), 0L),
                        counts.getOrDefault(Activity.CUT.counted(), 0L),
                        counts.getOrDefault(Activity.VOTE.counted(), 0L),
                        counts.getOrDefault("writes acknowledged", 0L),
                        counts.getOrDefault("healed", 0L),
                        counts.getOrDefault("runs", 0L));
    }
}
