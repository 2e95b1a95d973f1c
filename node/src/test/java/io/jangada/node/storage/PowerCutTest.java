package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** The power goes after each operation of a journal's life, and what was not forced with it. */
final class PowerCutTest {
    private static final int EXHAUSTIVE = 10;
    private static final int SAMPLES = 24;

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

    /** Cuts after operation {@code cut}, tells {@code images} each way in which that may end. */
    static Life.@Nullable Promises cut(
            int cut, boolean alone, Consumer<MemoryDisk> prepare, Consumer<MemoryDisk> images) {
        MemoryDisk disk = new MemoryDisk();
        disk.cutAfter = cut;
        prepare.accept(disk);
        Life.Promises[] promises = {new Life.Promises()};
        boolean done = true;
        try {
            life(disk, alone, promises);
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
        if (pending <= EXHAUSTIVE) {
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingAcknowledgedIsLost(boolean alone) {
        int checked = 0;
        for (int cut = 1; ; cut++) {
            List<MemoryDisk> images = new ArrayList<>();
            Life.Promises promises = cut(cut, alone, disk -> {}, images::add);
            for (MemoryDisk image : images) {
                assertThat(Checker.complaint(image, alone, last))
                        .as("cut after operation %d", cut)
                        .isNull();
                checked++;
            }
            if (promises == null) {
                break;
            }
        }
        System.out.println("power cut images, alone=" + alone + ": " + checked);
        assertThat(checked).isGreaterThan(5_000);
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
}
