package io.jangada.sim.storage;

import io.jangada.node.storage.Opening;
import io.jangada.raft.HardState;
import io.jangada.sim.disk.Landing;
import io.jangada.sim.disk.SimDisk;
import io.jangada.sim.disk.SimDisk.Fault;
import io.jangada.sim.disk.SimDisk.Faults;
import io.jangada.sim.disk.SimDisk.Kind;
import io.jangada.sim.disk.SimDisk.Later;
import io.jangada.sim.storage.Promises.Slot;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Each byte of each file at rest, flipped, and each file at each length that it may be cut to: what
 * is served is right, or the start is refused by the name of the file.
 *
 * <p>One exception is as it must be: of the last batch nothing proves that it was acknowledged.
 * With damage in it, a single member keeps its bytes aside and says so; with peers it is suspect,
 * which is to say that it does not count until they confirmed it.
 */
public final class Damages implements Row {
    private static final String PASSING = "spare.tmp";
    private static final int STRETCH = 512;
    private static final String OFFSET = "refused, names file and offset";
    private static final String LENGTH = "refused, names file and length";
    private static final String ASIDE = "last batch kept aside, and said";
    private static final String SUSPECT = "last batch suspect, and said";

    private final List<Image> images;

    /** After an orderly stop and after an ambiguous crash, alone and with peers. */
    public Damages() {
        this(List.of(orderly(true), orderly(false), ambiguous(true), ambiguous(false)));
    }

    Damages(List<Image> images) {
        this.images = images;
    }

    @Override
    public int number() {
        return 14;
    }

    @Override
    public String title() {
        return "one byte flipped, and every length, of every file at rest";
    }

    /** A directory at rest, and what is in it. */
    record Image(
            String name,
            SimDisk disk,
            boolean alone,
            List<Slot> log,
            HardState hardState,
            int told) {
        static Image of(String name, SimDisk disk, boolean alone) {
            SimDisk copy = disk.copy();
            if (!(Life.open(copy, alone) instanceof Opening.Recovered recovered)) {
                throw new IllegalStateException("the image itself is refused");
            }
            Promises found = new Promises();
            Life.again(recovered, found);
            int told = recovered.warnings().size();
            return new Image(name, disk, alone, found.log(), recovered.hardState(), told);
        }

        /** What the file is for; a segment that holds no record yet is the spare. */
        String kind(String file) {
            if (!file.startsWith("segment")) {
                return file.replaceFirst("-.*", "");
            }
            byte[] bytes = disk.contents(file);
            for (int at = 4096; at < bytes.length; at++) {
                if (bytes[at] != 0) {
                    return "segment";
                }
            }
            return "spare";
        }
    }

    static Image orderly(boolean alone) {
        SimDisk disk = new SimDisk(Faults.NONE, Later.AT_ONCE);
        Promises promises = new Promises();
        Script.LITTLE.run(disk, alone, promises);
        return Image.of("orderly", disk.copy(), alone);
    }

    /** Of the last batch the identifiers landed, and all records but the beginning of the first. */
    static Image ambiguous(boolean alone) {
        boolean[] armed = new boolean[1];
        SimDisk disk =
                new SimDisk(
                        (kind, _) -> {
                            if (armed[0] && kind == Kind.FORCE) {
                                throw new IllegalStateException("the power goes");
                            }
                            return Fault.NONE;
                        },
                        Later.AT_ONCE);
        Promises promises = new Promises();
        Script.LITTLE.run(disk, alone, promises);
        Life last = Life.again(disk, alone, promises);
        last.turn();
        armed[0] = true;
        try {
            last.append(14, 2, 2, 400).turn();
        } catch (IllegalStateException gone) {
            armed[0] = false;
        }
        disk.cut(unit -> unit == 1 ? Landing.OLD : Landing.NEW);
        Life.again(disk, alone, new Promises()).turn();
        disk.close();
        SimDisk rest = disk.copy();
        leftOver(rest);
        return Image.of("ambiguous", rest, alone);
    }

    /** What a crash leaves of a file under construction. */
    private static void leftOver(SimDisk disk) {
        try {
            disk.create(PASSING, STRETCH);
            disk.write(PASSING, 0, ByteBuffer.wrap(new byte[] {0x4a, 0x4e, 0x47, 0x52}));
            disk.force(PASSING);
            disk.forceDirectory();
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException("this disk does not fail", impossible);
        }
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Image image : images) {
            for (String file : image.disk.files()) {
                int size = image.disk.contents(file).length;
                for (int from = 0; from < size; from += STRETCH) {
                    int start = from;
                    int end = Math.min(from + STRETCH, size);
                    parts.add(tally -> damage(image, file, start, end, tally));
                }
            }
        }
        return parts;
    }

    private static void damage(Image image, String file, int from, int to, Tally tally) {
        for (int at = from; at < to; at++) {
            SimDisk flipped = image.disk.copy();
            flipped.flip(file, at, at % 8);
            look(image, flipped, file, "flip at " + at, tally);
            SimDisk shortened = image.disk.copy();
            shortened.shorten(file, at);
            look(image, shortened, file, "cut to " + at, tally);
        }
    }

    private static void look(Image image, SimDisk disk, String file, String what, Tally tally) {
        String kind = image.kind(file);
        String end = end(image, disk, file, kind);
        tally.count(what.substring(0, 4).strip() + ", " + kind + ": " + end);
        tally.count("cases");
        if (end.startsWith("WRONG")) {
            tally.count("wrong data, or silence");
            tally.complain(
                    "%s, alone %s, %s, %s: %s".formatted(image.name, image.alone, file, what, end));
        }
    }

    private static String end(Image image, SimDisk disk, String file, String kind) {
        return switch (Life.open(disk, image.alone)) {
            case Opening.Refused(String reason) -> refused(reason, file);
            case Opening.Recovered recovered -> {
                Promises found = new Promises();
                Life.again(recovered, found);
                boolean told = recovered.warnings().size() > image.told;
                if (!recovered.hardState().equals(image.hardState)) {
                    yield "WRONG: " + recovered.hardState();
                }
                if (found.log().equals(image.log)) {
                    // Nothing depends on the others: their damage need not be seen.
                    boolean counts = List.of("identity", "vote", "segment", "spare").contains(kind);
                    yield told ? "right, and said" : counts ? "WRONG: in silence" : "right";
                }
                yield told && Checker.begins(found.log(), image.log)
                        ? doubtful(image, disk, recovered)
                        : "WRONG: " + found.log();
            }
        };
    }

    private static String refused(String reason, String file) {
        if (reason.contains(file + " at ")) {
            return OFFSET;
        }
        if (reason.matches(file + ": [0-9]+ bytes, not [0-9]+")) {
            return LENGTH;
        }
        return "WRONG: refused for " + reason;
    }

    private static String doubtful(Image image, SimDisk disk, Opening.Recovered recovered) {
        if (image.alone) {
            boolean aside = disk.files().stream().anyMatch(name -> name.startsWith("aside-"));
            return aside ? ASIDE : "WRONG: cut";
        }
        return recovered.suspectFrom() <= recovered.log().last() ? SUSPECT : "WRONG: cut";
    }

    @Override
    public String summary(Map<String, Long> counts) {
        return ("%,d cases: %,d served right, %,d refused by file and offset, %,d by file and"
                    + " length, %,d of an unproven last batch suspect or kept aside; %,d wrong or"
                    + " in silence")
                .formatted(
                        counts.getOrDefault("cases", 0L),
                        ending(counts, ": right") + ending(counts, ": right, and said"),
                        ending(counts, ": " + OFFSET),
                        ending(counts, ": " + LENGTH),
                        ending(counts, ": " + SUSPECT) + ending(counts, ": " + ASIDE),
                        counts.getOrDefault("wrong data, or silence", 0L));
    }

    private static long ending(Map<String, Long> counts, String end) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().endsWith(end))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public boolean passed(Tally tally) {
        return tally.wrong() == 0 && tally.of("cases") > 0;
    }
}
