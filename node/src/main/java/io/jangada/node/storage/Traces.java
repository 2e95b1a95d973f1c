package io.jangada.node.storage;

import io.jangada.raft.Codec;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What segments tell of entries that the log has not come to, because of damage before them. None
 * of it is proven; it only says what is lost.
 */
final class Traces {
    /** The last ordinal that the log has come to, and one that is known to have been forced. */
    private final long top;

    private long mark;

    /**
     * The last index that the newest snapshot holds, be it damaged: it has the configuration up to
     * there.
     */
    private final long snapshot;

    /** Behind {@link #top}, the ordinals of which at least the type is known. */
    private final BitSet seen = new BitSet();

    /** Whether there may be records that nothing is known of. */
    private boolean vague;

    /** The highest index of an entry; 0 if there is none. */
    private long last;

    /** The ordinals of the latest configuration that can be read, and of the latest one at all. */
    private long known;

    private long named;
    private @Nullable Members members;

    private Traces(Replay replay, @Nullable Manifest told) throws Damage {
        this.top = replay.top();
        this.mark = replay.mark();
        this.snapshot = told == null ? 0 : told.index();
        this.known = top;
        this.named = top;
        this.members = replay.members();
    }

    /**
     * Of {@code files}, which are segments or were until a repair that was interrupted.
     *
     * @param reading has come as far as it can
     * @param through whether that is the end of the journal, so that nothing can be missing
     */
    static Traces of(Disk disk, List<String> files, Reading reading, boolean through)
            throws IOException, Damage {
        Replay replay = reading.replay();
        Traces traces = new Traces(replay, reading.shelf().told);
        Base base = reading.identity().base();
        Scan place = replay.place();
        long first = Math.max(1, place == null ? base.segment() : place.segment.number);
        Set<Long> read = new TreeSet<>();
        long highest = reading.identity().content().lastSegment();
        for (String file : files) {
            Long number = Layout.number(file);
            number = number == null ? Repair.unfinished(file, reading) : number;
            if (number != null && number >= first) {
                traces.read(disk, reading.identity().content().origin(), file, number);
                read.add(number);
                highest = Math.max(highest, number);
            }
        }
        for (long number = first; number <= highest; number++) {
            traces.vague |= !read.contains(number);
        }
        traces.vague |= traces.hasGap();
        traces.vague = (traces.vague && !through) || replay.hides();
        return traces;
    }

    private void read(Disk disk, Origin origin, String file, long number) throws IOException {
        Scan scan;
        try {
            scan = Scan.read(disk, Scan.head(disk, file, number, origin), origin, top + 1);
        } catch (Damage | Block.Newer unreadable) {
            vague = true; // nothing in it can be told from anything
            return;
        }
        vague |= scan.isVague();
        mark = Math.max(mark, scan.durable());
        for (Identifier found : scan.identifiers) {
            note(found.type(), found.ordinal(), found.index());
        }
        for (Scan.Found found : scan.records) {
            Header header = found.header();
            note(header.type(), header.ordinal(), header.index());
            if (isLater(header.type(), header.ordinal(), header.index(), known) && found.whole()) {
                try {
                    members = Codec.decodeMembers(scan.payload(header));
                    known = header.ordinal();
                } catch (Malformed none) {
                    named = Math.max(named, header.ordinal()); // and so it hides
                }
            }
        }
    }

    /** Whether it is a configuration behind ordinal {@code than}, and no snapshot has it. */
    private boolean isLater(Type type, long ordinal, long index, long than) {
        return type == Type.CONFIGURATION && ordinal > than && index > snapshot;
    }

    private void note(Type type, long ordinal, long index) {
        last = type.isEntry() ? Math.max(last, index) : last;
        named = isLater(type, ordinal, index, named) ? ordinal : named;
        if (ordinal > top && ordinal - top < Integer.MAX_VALUE) {
            seen.set((int) (ordinal - top));
        }
    }

    /** Whether of a record between the log and the last one that is known there is no trace. */
    private boolean hasGap() {
        long end = Math.max(mark - top, seen.length() - 1L);
        return seen.nextClearBit(1) <= end;
    }

    long last() {
        return last;
    }

    /** The latest configuration that can be read; null if there is none. */
    @Nullable Members members() {
        return members;
    }

    /** Whether there was a later one, or may have been. */
    boolean hides() {
        return vague || named > known;
    }
}
