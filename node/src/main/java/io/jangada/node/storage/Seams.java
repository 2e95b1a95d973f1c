package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the segments meet: what the log was when each of them began. From there on it can be
 * replayed without those before, as long as no later record reaches back.
 *
 * <p>Locked: the lanes of appending and preparing share it, for a few instructions each.
 */
final class Seams {
    private static final long NEVER = Long.MAX_VALUE;

    /** The term of an entry that a cut has made the last one is not in the record of the cut. */
    private static final long UNKNOWN = -1;

    private final List<Seam> seams = new ArrayList<>();

    /** So many of the seams are from before the last RESET: nothing reaches back to them. */
    private int closed;

    private long index;
    private long term;

    Seams(Base base) {
        this.index = base.index();
        this.term = base.term();
    }

    /** Between segment {@code number} and the one before it. */
    private static final class Seam {
        final long number;
        final Replay.Link link;
        final long index;
        final long term;

        /** All that stands before it is at or below this index, or dead. */
        long bound;

        /** Of the disk, in use by the segment; 0 while it is the active one. */
        long bytes;

        Seam(long number, Replay.Link link, long index, long term) {
            this.number = number;
            this.link = link;
            this.index = index;
            this.term = term;
            this.bound = term == UNKNOWN ? NEVER : index;
        }
    }

    /**
     * Segment {@code number} begins behind {@code link}; if nothing was noted since the last seam,
     * it stands for that one's segment too.
     *
     * @param bytesBefore of the disk, in use by the segment before
     */
    synchronized void begin(long number, Replay.Link link, long bytesBefore) {
        if (!seams.isEmpty()) {
            Seam before = seams.getLast();
            before.bytes = bytesBefore;
            if (before.link.ordinal() == link.ordinal()) {
                seams.removeLast();
                closed = Math.min(closed, seams.size());
            }
        }
        seams.add(new Seam(number, link, index, term));
    }

    /** The first {@code records} elements of the arrays: records that are durable, in order. */
    synchronized void note(int records, Type[] types, long[] indexes, long[] terms) {
        for (int i = 0; i < records; i++) {
            note(types[i], indexes[i], terms[i]);
        }
    }

    /** A record that is durable, in the order of the ordinals. */
    synchronized void note(Type type, long at, long itsTerm) {
        switch (type) {
            case NO_OP, COMMAND, CONFIGURATION, FAULTY -> {
                if (at <= index) {
                    touch(at); // a suspect entry that was sent again
                } else {
                    index = at;
                    term = itsTerm;
                }
            }
            case TRUNCATE -> {
                touch(at + 1);
                term = at == index ? term : UNKNOWN;
                index = at;
            }
            case SUSPECT -> touch(at);
            case RESET -> {
                for (Seam seam : seams) {
                    seam.bound = seam.bound == NEVER ? NEVER : Math.min(seam.bound, at);
                }
                closed = seams.size();
                index = at;
                term = itsTerm;
            }
            case MARK -> {}
        }
    }

    /** A record reaches back to index {@code at}: seams behind that say something else now. */
    private void touch(long at) {
        for (int i = seams.size() - 1; i >= closed; i--) {
            Seam seam = seams.get(i);
            if (seam.index >= at) {
                seam.bound = NEVER;
            }
        }
    }

    /** The last seam before which all is at or below {@code upTo}, or dead; null if none is new. */
    synchronized @Nullable Base forgettable(long upTo, long vote) {
        for (int i = seams.size() - 1; i > 0; i--) {
            Seam seam = seams.get(i);
            if (seam.bound <= upTo) {
                return new Base(seam.number, seam.index, seam.term, seam.link, vote);
            }
        }
        return null;
    }

    /** Forgets the segments before number {@code first}; returns their files. */
    synchronized List<String> forget(long first) {
        List<String> files = new ArrayList<>();
        while (seams.getFirst().number < first) {
            files.add(Layout.segment(seams.removeFirst().number));
            closed = Math.max(0, closed - 1);
        }
        return files;
    }

    /** Of the disk, in use by all segments but the active one. */
    synchronized long bytes() {
        return seams.stream().mapToLong(seam -> seam.bytes).sum();
    }
}
