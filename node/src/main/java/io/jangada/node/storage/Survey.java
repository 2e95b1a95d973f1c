package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the segments of a directory in their order and replays what counts of each. A segment ends
 * where the next one begins: ordinals that both have count in the later one only.
 */
final class Survey {
    private final Disk disk;
    private final Origin origin;
    private final Replay replay;
    private final Places places;
    private final Seams seams;
    private final Findings findings;

    private final List<Segment> blank = new ArrayList<>();
    private final List<String> dead = new ArrayList<>();
    private @Nullable Scan last;
    private long highest;

    /** Bytes of the disk in use by the segment that was replayed last. */
    private long live;

    Survey(Disk disk, Origin origin, Replay replay, Places places, Seams seams, Findings findings) {
        this.disk = disk;
        this.origin = origin;
        this.replay = replay;
        this.places = places;
        this.seams = seams;
        this.findings = findings;
    }

    /**
     * What there is, all but the last segment replayed.
     *
     * @param last null if no segment holds anything
     * @param blank prepared ahead and never used
     * @param dead files whose records all count elsewhere, or are forgotten
     * @param highest number of a segment
     */
    record Result(@Nullable Scan last, List<Segment> blank, List<String> dead, long highest) {}

    /**
     * @param first the number of the first segment that was not forgotten
     * @param registered the highest number of a segment that must be there, unless 0
     */
    Result read(List<String> files, long first, long registered)
            throws IOException, Damage, Block.Newer {
        for (String file : files) {
            Long number = Layout.number(file);
            if (number != null) {
                highest = number;
                if (number < first) {
                    dead.add(file); // a crash kept it
                } else {
                    read(file, number);
                }
            }
        }
        requireAll(files, registered);
        if (last != null) {
            requireFull(last.segment, last.size);
            // A batch at the end may have been in both, so that nothing tells of it any more.
            requireSeen(last);
        }
        return new Result(last, blank, dead, highest);
    }

    /** The segment that was read last; it is replayed when the next one is, or by the caller. */
    @Nullable Scan pending() {
        return last;
    }

    /**
     * Those behind the last one with records were made one after another, and the next one that is
     * appended to is among them.
     */
    private void requireAll(List<String> files, long registered) throws Damage {
        long next = last == null ? registered : last.segment.number + 1;
        for (long number = Math.min(next, registered); number <= registered; number++) {
            if (registered != 0 && !files.contains(Layout.segment(number))) {
                throw new Damage(Layout.segment(number) + " is missing");
            }
        }
    }

    private void read(String file, long number) throws IOException, Damage, Block.Newer {
        Segment segment = Scan.head(disk, number, origin);
        if (Scan.isBlank(disk, segment)) {
            blank.add(segment);
            return;
        }
        Scan scan = Scan.read(disk, segment, origin, replay.top() + 1);
        scan.warnings.forEach(line -> findings.add(Finding.Effect.IGNORED, line));
        if (scan.first() == Long.MAX_VALUE) {
            requireFull(segment, scan.size);
            requireSeen(scan);
            dead.add(file);
            return;
        }
        if (last != null) {
            seal(last, scan.first() - 1);
        }
        seams.begin(number, replay.link(), live);
        live = 0;
        replay.proven(scan.durable());
        last = scan;
    }

    private void seal(Scan scan, long end) throws IOException, Damage {
        List<Replay.Kept> kept = replay.sealed(scan, Math.min(end, scan.top()));
        if (kept.isEmpty()) {
            dead.add(scan.segment.file);
            return;
        }
        note(places, seams, scan, kept);
        live = Layout.align(end(kept), Layout.BLOCK);
        if (scan.size != scan.segment.bytes && scan.size != live) {
            findings.add(
                    Finding.Effect.IGNORED,
                    scan.segment.file + ": " + scan.size + " bytes, not as it was left");
        }
    }

    private static void requireSeen(Scan scan) throws Damage {
        if (scan.isHidden()) {
            throw new Damage(
                    scan.segment.file
                            + ": blocks of both identifiers and records cannot be read, so nothing"
                            + " tells where the log ends");
        }
    }

    private static void requireFull(Segment segment, long size) throws Damage {
        if (size != segment.bytes) {
            throw new Damage(
                    segment.file
                            + " at "
                            + size
                            + ": the file ends, but has to have "
                            + segment.bytes
                            + " bytes");
        }
    }

    static void note(Places places, Seams seams, Scan scan, List<Replay.Kept> kept) {
        for (Replay.Kept record : kept) {
            Header header = record.header();
            if (header != null) {
                places.note(
                        scan.segment.number,
                        record.type(),
                        record.index(),
                        header.offset(),
                        header.end());
            }
            seams.note(record.type(), record.index(), record.term());
        }
    }

    /** Where the last of these records ends in its file. */
    static int end(List<Replay.Kept> kept) {
        int end = 0;
        for (Replay.Kept record : kept) {
            Header header = record.header();
            end = header == null ? end : Math.max(end, header.end());
        }
        return end;
    }
}
