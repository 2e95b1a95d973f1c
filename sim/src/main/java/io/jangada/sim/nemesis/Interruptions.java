package io.jangada.sim.nemesis;

import io.jangada.node.SnapshotPolicy;
import io.jangada.node.storage.Limits;
import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Coverage;
import io.jangada.sim.world.Setup;
import io.jangada.sim.world.Trouble;
import io.jangada.sim.world.Trouble.Interrupt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Row 25: a follower is away until the others have forgotten what it lacks, and receives a snapshot
 * that is interrupted behind each of its chunks, in each of six ways.
 */
public final class Interruptions implements Row {
    private static final String MOST = "chunks of a snapshot, at most";

    /** More than any snapshot has here. */
    private static final int CHUNKS_MAX = 40;

    private static final int CHUNKS_MIN = 24;

    /** Chunks of 1 KiB. */
    private static final Limits LIMITS =
            new Limits(256 << 10, 16 << 10, 16 << 10, 1 << 20, 64 << 10, 16 << 10, 64, 1 << 10);

    private static final SnapshotPolicy IMAGES =
            new SnapshotPolicy(64 << 20, 400, 600 * Play.SECOND, 0, 0, 64 << 20, Play.SECOND / 5);

    private static final KeyValueLoad.Size LOAD =
            new KeyValueLoad.Size(8, 48, Play.SECOND / 20, 4 << 10);

    private final long seed;
    private final int step;

    /**
     * @param seed how long the snapshot is, and what happens beside it
     * @param step 1 for every chunk, 2 for every second one, and so on
     */
    public Interruptions(long seed, int step) {
        this.seed = seed;
        this.step = step;
    }

    @Override
    public int number() {
        return 25;
    }

    @Override
    public String title() {
        return "a follower far behind, its snapshot interrupted at every chunk";
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Trouble.How how : Trouble.How.values()) {
            for (int chunks = 1; chunks <= CHUNKS_MAX; chunks += step) {
                int number = chunks;
                parts.add(tally -> run(seed, how, number, tally));
            }
        }
        return parts;
    }

    private static void run(long seed, Trouble.How how, int chunks, Tally tally) {
        Trouble interrupt = new Interrupt(Play.SECOND, 3, chunks, how);
        Setup base = Play.setup(3, 10 * Play.SECOND);
        Setup setup =
                new Setup(
                        3,
                        3,
                        base.core(),
                        LIMITS,
                        base.applyLagMax(),
                        base.proposalsMax(),
                        base.troubled(),
                        false,
                        IMAGES,
                        base.pace());
        Play play = Play.of(seed, setup, LOAD, List.of(interrupt));
        String name = word(how) + " after " + chunks + " chunks";
        if (!play.isSafe(tally, name)) {
            return;
        }
        Coverage coverage = play.run().coverage();
        tally.count("installations");
        long all = coverage.of(Interrupt.CHUNKS);
        if (all == 0 || all > CHUNKS_MAX || all < CHUNKS_MIN) {
            tally.complain("%s, seed %d: a snapshot of %d chunks".formatted(name, seed, all));
            return;
        }
        tally.most(MOST, all);
        if (chunks > all) {
            tally.count("with fewer chunks than that");
            return;
        }
        tally.count(word(how));
        tally.count(Interrupt.AGAIN, coverage.of(Interrupt.AGAIN));
        tally.count(Interrupt.ALIKE, coverage.of(Interrupt.ALIKE));
        if (coverage.of(Interrupt.DISTURBED) != 1) {
            tally.complain("%s, seed %d: not disturbed".formatted(name, seed));
        }
        if (coverage.of(Interrupt.UNEXPLAINED) > 0 || coverage.of(Interrupt.UNNOTICED) > 0) {
            tally.complain(
                    "%s of %d, seed %d: %d sent again without need, damage unnoticed: %d"
                            .formatted(
                                    name,
                                    all,
                                    seed,
                                    coverage.of(Interrupt.UNEXPLAINED),
                                    coverage.of(Interrupt.UNNOTICED)));
        }
        if (coverage.of(Interrupt.UNLIKE) > 0 || coverage.of(Interrupt.ALIKE) == 0) {
            tally.complain("%s, seed %d: the image is another one".formatted(name, seed));
        }
    }

    private static String word(Trouble.How how) {
        return "interrupted by " + how.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public boolean passed(Tally tally) {
        for (Trouble.How how : Trouble.How.values()) {
            if (tally.of(word(how)) < tally.of(MOST) || tally.of(MOST) == 0) {
                return false;
            }
        }
        return tally.wrong() == 0;
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return "snapshots of up to %,d chunks, interrupted behind each: %,d times by a lost connection, %,d by a crash of the follower, %,d by its power, %,d by a crash of the leader, %,d chunks damaged on the way, %,d at rest; %,d chunks sent again, 0 without need; all images alike byte for byte"
                .formatted(
                        counts.getOrDefault(MOST, 0L),
                        counts.getOrDefault(word(Trouble.How.CONNECTION), 0L),
                        counts.getOrDefault(word(Trouble.How.PROCESS), 0L),
                        counts.getOrDefault(word(Trouble.How.POWER), 0L),
                        counts.getOrDefault(word(Trouble.How.LEADER), 0L),
                        counts.getOrDefault(word(Trouble.How.DAMAGE_ON_THE_WAY), 0L),
                        counts.getOrDefault(word(Trouble.How.DAMAGE_AT_REST), 0L),
                        counts.getOrDefault(Interrupt.AGAIN, 0L));
    }
}
