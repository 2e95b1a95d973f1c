package io.jangada.sim.storage;

import io.jangada.sim.chance.Keyed;
import io.jangada.sim.disk.SimDisk;
import io.jangada.sim.disk.SimDisk.Faults;
import io.jangada.sim.disk.SimDisk.Later;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Three members with four committed entries each, and every way in which some of these twelve
 * copies are damaged (FAST'18, Protocol-Aware Recovery). The cluster then starts and is asked for
 * all four. Where an entry has an intact copy nothing else is correct; where one has none, to be
 * unavailable is right. Serving anything else is unsafe.
 */
public final class Matrix implements Row {
    private static final List<String> ENTRIES =
            List.of("the first", "the second", "the third", "the fourth");

    private static final int COMBINATIONS = 1 << (Trio.SIZE * 4);

    /** Milliseconds of virtual time in which a cluster has to serve; elections take up to 300. */
    private static final int PATIENCE = 2_000;

    private final List<SimDisk> whole;
    private final int step;

    /** All combinations. */
    public Matrix() {
        this(1);
    }

    /** Each {@code step}th combination. */
    Matrix(int step) {
        this.step = step;
        this.whole = written();
    }

    private static List<SimDisk> written() {
        List<SimDisk> disks = new ArrayList<>();
        for (int i = 0; i < Trio.SIZE; i++) {
            disks.add(new SimDisk(Faults.NONE, Later.AT_ONCE));
        }
        Trio trio = new Trio(disks, Keyed.of(0, "matrix", 0));
        trio.write(ENTRIES);
        trio.stop();
        return disks;
    }

    @Override
    public int number() {
        return 2;
    }

    @Override
    public String title() {
        return "each of 3 members' 4 committed entries damaged or not";
    }

    /** How a copy of an entry is damaged. */
    enum Harm {
        FLIPPED,
        ZEROED,
        UNREADABLE;

        void apply(SimDisk disk, String file, int at) {
            int sector = at - at % SimDisk.UNIT;
            switch (this) {
                case FLIPPED -> disk.flip(file, at, 0);
                case ZEROED -> disk.zero(file, sector, SimDisk.UNIT);
                case UNREADABLE -> disk.unreadable(file, at);
            }
        }
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Harm harm : Harm.values()) {
            for (int combination = 0; combination < COMBINATIONS; combination += step) {
                int chosen = combination;
                parts.add(tally -> look(harm, chosen, tally));
            }
        }
        return parts;
    }

    private void look(Harm harm, int combination, Tally tally) {
        List<SimDisk> disks = new ArrayList<>();
        int lostEverywhere = (1 << ENTRIES.size()) - 1;
        for (int member = 0; member < Trio.SIZE; member++) {
            int damaged = combination >>> (member * ENTRIES.size()) & 0xf;
            lostEverywhere &= damaged;
            disks.add(damaged(harm, member, damaged));
        }
        Trio trio = new Trio(disks, Keyed.of(combination, "matrix", harm.name().length()));
        boolean served =
                trio.until(
                        () -> trio.running().stream().anyMatch(Trio.Running::readable), PATIENCE);
        String name = "%s, %03x".formatted(harm, combination);
        boolean unsafe = unsafe(trio, served);
        boolean recoverable = lostEverywhere == 0;
        tally.count("combinations, " + harm);
        tally.count((recoverable ? "recoverable, " : "beyond recovery, ") + harm);
        if (unsafe || (served && !recoverable)) {
            tally.count("unsafe");
            tally.complain(name + ": served what nobody has, or not all");
        } else if (served) {
            tally.count("correct, " + harm);
        } else {
            tally.count(
                    (recoverable ? "unavailable though recoverable, " : "safely unavailable, ")
                            + harm);
        }
        trio.stop();
    }

    /** Whoever may be read has all of it, and nobody has anything else. */
    private static boolean unsafe(Trio trio, boolean served) {
        for (Trio.Running one : trio.running()) {
            if (!one.applied.equals(ENTRIES.subList(0, Math.min(one.applied.size(), 4)))) {
                return true;
            }
            if (served && one.readable() && one.applied.size() < ENTRIES.size()) {
                return true;
            }
        }
        return false;
    }

    private SimDisk damaged(Harm harm, int member, int entries) {
        SimDisk disk = whole.get(member).copy();
        for (int entry = 0; entry < ENTRIES.size(); entry++) {
            if ((entries >>> entry & 1) == 1) {
                harm(harm, disk, ENTRIES.get(entry));
            }
        }
        return disk;
    }

    private static void harm(Harm harm, SimDisk disk, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        int found = 0;
        for (String file : disk.files()) {
            byte[] bytes = disk.contents(file);
            for (int at = 0; at + wanted.length <= bytes.length; at++) {
                if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                    harm.apply(disk, file, at);
                    found++;
                }
            }
        }
        if (found != 1) {
            throw new IllegalStateException(found + " copies of " + text);
        }
    }

    @Override
    public String summary(Map<String, Long> counts) {
        StringBuilder text = new StringBuilder();
        for (Harm harm : Harm.values()) {
            text.append(
                    "%s: %,d/%,d correct, %,d/%,d safe; "
                            .formatted(
                                    harm.name().toLowerCase(Locale.ROOT),
                                    counts.getOrDefault("correct, " + harm, 0L),
                                    counts.getOrDefault("recoverable, " + harm, 0L),
                                    counts.getOrDefault("safely unavailable, " + harm, 0L),
                                    counts.getOrDefault("beyond recovery, " + harm, 0L)));
        }
        return text + "%,d unsafe".formatted(counts.getOrDefault("unsafe", 0L));
    }

    @Override
    public boolean passed(Tally tally) {
        boolean all = tally.wrong() == 0;
        for (Harm harm : Harm.values()) {
            all &= tally.of("combinations, " + harm) > 0;
            all &= tally.of("correct, " + harm) == tally.of("recoverable, " + harm);
        }
        return all;
    }
}
