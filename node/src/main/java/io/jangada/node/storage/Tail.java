package io.jangada.node.storage;

import io.jangada.raft.Bytes;
import io.jangada.raft.Check;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/**
 * Writes what a fresh segment begins with when a journal is opened: a mark, and the records that no
 * later force proves to be on the disk. Reading them back proves nothing: after a failed force the
 * system may show bytes that the disk does not have. The segment takes its name when it is durable,
 * and from then on stands for all older records of the same ordinals.
 */
final class Tail {
    static final String PASSING = "tail.tmp";

    private final Target target;
    private final Batch batch;

    private Tail(Target target) {
        this.target = target;
        this.batch = new Batch(target.origin, target.batchBytes);
    }

    /** Where to write: the passing file holds the head of {@code segment} already. */
    record Target(
            Disk disk,
            Origin origin,
            Places places,
            Seams seams,
            Segment segment,
            int batchBytes) {}

    /**
     * An opened journal, ready to append to {@code segment} behind {@code end}.
     *
     * @param reserve a blank segment for the next start, if there is one
     */
    record Opened(
            Origin origin,
            IdentityFile identity,
            Segment segment,
            @Nullable Segment reserve,
            Replay.Link end,
            long voteSequence,
            Places places,
            Seams seams,
            List<Manifest> snapshots) {}

    /** One record to be written. */
    record Item(Type type, long index, long term, Bytes payload) {}

    /** A segment of number {@code number} that has room for {@code items}. */
    static Segment sized(long number, Limits limits, List<Item> items) {
        long bytes = 0;
        for (Item item : items) {
            bytes += Header.total(item.payload().size());
        }
        // Of two batches behind one another, the first ended because the second did not fit.
        long batches = 1 + 2 * bytes / limits.batchBytesMax() + items.size() / 1000;
        long records = bytes + batches * Layout.BLOCK & -Layout.BLOCK;
        long named = items.size() * (long) Identifier.BYTES + batches * Layout.SECTOR;
        long room = limits.segmentBytes() - limits.identifierBytes() - Layout.BLOCK;
        if (records <= room && named <= limits.identifierBytes()) {
            return new Segment(number, (int) limits.segmentBytes(), (int) limits.identifierBytes());
        }
        long identifierBytes = limits.identifierBytes() + (named & -Layout.BLOCK);
        long fileBytes = limits.segmentBytes() + identifierBytes + records;
        Check.that(fileBytes < Integer.MAX_VALUE, "the tail fits into a segment");
        return new Segment(number, (int) fileBytes, (int) identifierBytes);
    }

    /** Writes {@code items} behind {@code before} and names the segment; returns where it ends. */
    static Replay.Link write(Target target, Replay.Link before, List<Item> items)
            throws IOException {
        return new Tail(target).write(before, items);
    }

    private Replay.Link write(Replay.Link before, List<Item> items) throws IOException {
        batch.begin(target.segment, before.ordinal(), before.chain());
        for (Item item : items) {
            if (!batch.add(item.type(), item.index(), item.term(), item.payload())) {
                flush();
                batch.begin(target.segment, batch.top(), batch.chain());
                Check.that(
                        batch.add(item.type(), item.index(), item.term(), item.payload()),
                        "the tail fits into its segment");
            }
        }
        flush();
        target.disk.force(PASSING);
        target.disk.rename(PASSING, target.segment.file);
        target.disk.forceDirectory();
        return new Replay.Link(batch.top(), batch.chain());
    }

    private void flush() throws IOException {
        for (Disk.Piece piece : batch.pieces()) {
            target.disk.write(PASSING, piece.position(), piece.bytes());
        }
        batch.written(target.places, target.seams);
    }
}
