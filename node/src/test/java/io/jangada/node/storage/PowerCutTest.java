package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The power goes after each operation of a journal's life, and what was not forced with it. Row 1
 * of the scoreboard (module sim) tries all subsets; here they are fewer, for the sake of speed.
 */
final class PowerCutTest {
    /** So many units or fewer: all their subsets. More: subsets drawn by chance. */
    private static final int EXHAUSTIVE = 6;

    private static final int SAMPLES = 24;

    /** What happens to a journal until its power goes. */
    @FunctionalInterface
    private interface Script {
        void run(MemoryDisk disk, boolean alone, Life.Promises[] out);
    }

    /** Everything that a journal does: appends, cuts, votes, rolls over, starts again. */
    private static void life(MemoryDisk disk, boolean alone, Life.Promises[] out) {
        Life life = Life.begin(disk, alone);
        out[0] = life.promises;
        life.turn().vote(1, 0xa).turn().append(1, 1, 3, 10).turn();
        life.append(4, 1, 2, 300).append(6, 1, 1, 0).turn();
        life.vote(2, 0).vote(2, 0xb).append(5, 2, 2, 40).turn();
        life.append(7, 2, 20, 90).turn().append(27, 2, 1, 900).turn();
        life.append(26, 3, 1, 900).turn().vote(3, 0xc).turn();
        life.append(27, 3, 3, 700).turn().append(30, 3, 1, 950).turn();
        disk.close();
        Life second = Life.again(disk, alone, life.promises);
        second.turn().append(31, 3, 2, 60).turn().vote(4, 0).turn();
        second.append(30, 4, 1, 1000).turn().append(31, 4, 4, 1000).turn();
        disk.close();
    }

    /** What forgets: compactions, the log emptied, and starts in between. */
    private static void forgetting(MemoryDisk disk, boolean alone, Life.Promises[] out) {
        Life life = Life.begin(disk, alone);
        out[0] = life.promises;
        life.turn().vote(1, 0xa).turn().append(1, 1, 8, 700).turn();
        life.append(9, 1, 2, 700).compact(6).append(7, 2, 3, 900).turn();
        life.append(10, 2, 2, 900).turn().compact(11).turn();
        disk.close();
        Life second = Life.again(disk, alone, life.promises).turn();
        second.append(12, 2, 2, 800).reset(20, 3).append(21, 3, 1, 60).turn();
        second.append(22, 3, 2, 900).turn().compact(21).turn();
        second.append(24, 3, 2, 900).compact(23).turn();
        disk.close();
        Life third = Life.again(disk, alone, life.promises).turn();
        third.append(25, 4, 2, 900).turn().reset(30, 4).compact(30).turn();
        third.append(31, 4, 1, 100).turn();
        disk.close();
    }

    /** Cuts after operation {@code cut}, tells {@code images} each way in which that may end. */
    private static Life.@Nullable Promises cut(
            Script life,
            int cut,
            boolean alone,
            Consumer<MemoryDisk> prepare,
            Consumer<MemoryDisk> images) {
        MemoryDisk disk = new MemoryDisk();
        disk.cutAfter = cut;
        prepare.accept(disk);
        Life.Promises[] promises = {new Life.Promises()};
        boolean done = true;
        try {
            life.run(disk, alone, promises);
        } catch (MemoryDisk.Cut power) {
            done = false;
        }
        last = promises[0];
        images(disk, cut, images);
        return done ? null : promises[0];
    }

    private static Life.Promises last = new Life.Promises();

    private static void images(MemoryDisk disk, int seed, Consumer<MemoryDisk> images) {
        int pending = disk.pending();
        if (pending > EXHAUSTIVE) {
            sampled++;
        } else {
            exhausted++;
            for (int subset = 0; subset < 1 << pending; subset++) {
                int chosen = subset;
                images.accept(disk.after(MemoryDisk.Fate.of(unit -> (chosen >>> unit & 1) == 1)));
            }
        }
        images.accept(disk.after(unit -> MemoryDisk.Landing.NEW));
        Random random = new Random(seed);
        MemoryDisk.Landing[] landings = MemoryDisk.Landing.values();
        for (int i = 0; i < SAMPLES; i++) {
            MemoryDisk.Landing[] drawn = new MemoryDisk.Landing[pending + 1];
            for (int unit = 0; unit <= pending; unit++) {
                drawn[unit] = landings[random.nextInt(i < SAMPLES / 2 ? 2 : 4)];
            }
            images.accept(disk.after(unit -> drawn[unit]));
        }
    }

    /** Of how many cuts all subsets were tried, and of how many a sample only. */
    private static int exhausted;

    private static int sampled;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingAcknowledgedIsLost(boolean alone) {
        assertThat(checkEveryCut(PowerCutTest::life, alone)).isGreaterThan(4_000);
        assertThat(exhausted).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsLostWhereMuchIsForgotten(boolean alone) {
        assertThat(checkEveryCut(PowerCutTest::forgetting, alone)).isGreaterThan(4_000);
        assertThat(exhausted).isGreaterThan(100);
    }

    /** Returns how many images were checked. */
    private static int checkEveryCut(Script life, boolean alone) {
        exhausted = 0;
        sampled = 0;
        int[] checked = {0};
        boolean done = false;
        for (int cut = 1; !done; cut++) {
            int now = cut;
            done =
                    cut(
                                    life,
                                    cut,
                                    alone,
                                    disk -> {},
                                    image -> {
                                        assertThat(Checker.complaint(image, alone, last))
                                                .as("cut after operation %d", now)
                                                .isNull();
                                        checked[0]++;
                                    })
                            == null;
        }
        System.out.printf(
                "power cut, alone=%s: %d cuts with all subsets of up to %d units, %d cuts sampled,"
                        + " %d images%n",
                alone, exhausted, EXHAUSTIVE, sampled, checked[0]);
        return checked[0];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "submit segment-.*",
                "submit vote at 0",
                "submit vote at 4096",
                "force spare.tmp",
                "force tail.tmp",
                "force identity",
                "force vote",
                "force vote.tmp",
                "force identity.tmp",
                "directory after rename spare.tmp",
                "directory after rename tail.tmp",
                "directory after rename vote.tmp",
                "directory after (rename identity.tmp|force identity)",
                "directory after rename segment-.*"
            })
    void everyForceIsNeeded(String force) {
        @Nullable String noticed = null;
        for (int cut = 1; noticed == null; cut++) {
            List<MemoryDisk> images = new ArrayList<>();
            Life.Promises promises =
                    cut(
                            PowerCutTest::life,
                            cut,
                            true,
                            disk -> disk.swallowed = label -> label.matches(force),
                            images::add);
            for (MemoryDisk image : images) {
                noticed = Checker.complaint(image, true, last);
                if (noticed != null) {
                    break;
                }
            }
            if (promises == null) {
                break;
            }
        }
        assertThat(noticed).as("what is lost without: %s", force).isNotNull();
    }

    /** What was handed to the system stays, in that order: no pair of members may lack a voter. */
    @Test
    void aKilledProcessLeavesNothingSuspect() {
        boolean killed = true;
        for (int cut = 1; killed; cut++) {
            MemoryDisk disk = new MemoryDisk();
            disk.cutAfter = cut;
            killed = false;
            try {
                life(disk, false, new Life.Promises[1]);
            } catch (MemoryDisk.Cut kill) {
                killed = true;
            }
            Opening.Recovered found = Life.opened(disk.copy(), false);
            assertThat(found.suspectFrom())
                    .as("killed after operation %d", cut)
                    .isGreaterThan(found.log().last());
        }
    }

    @Test
    void aStartThatIsCutStartsAgain() {
        MemoryDisk disk = new MemoryDisk();
        Life.Promises[] promises = {new Life.Promises()};
        life(disk, false, promises);
        for (int cut = 1; cut < 40; cut++) {
            MemoryDisk start = disk.copy();
            start.cutAfter = cut;
            try {
                Life.opened(start, false);
            } catch (MemoryDisk.Cut power) {
                images(
                        start,
                        cut,
                        image -> assertThat(Checker.complaint(image, false, promises[0])).isNull());
            }
        }
    }

    /** A force of the directory that failed leaves a name that no later force makes durable. */
    @Test
    @DisplayName("R10: the segment in reserve is named anew at each start")
    void theSegmentInReserveIsNamedAnewAtEachStart() {
        String reserve = "segment-0000000000000003";
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false);
        disk.failing = label -> label.equals("directory") && disk.list().contains(reserve);
        life.turn();
        assertThat(life.promises.failed).startsWith("preparing " + reserve);

        MemoryDisk next = disk.killed();
        Life.opened(next, false);
        assertThat(next.list()).contains(reserve);
        MemoryDisk cut = next.after(unit -> MemoryDisk.Landing.OLD);
        assertThat(Life.opened(cut, false).log().isEmpty()).isTrue();
    }
}
