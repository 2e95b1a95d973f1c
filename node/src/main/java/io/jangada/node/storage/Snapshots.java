package io.jangada.node.storage;

import io.jangada.raft.Bytes;
import io.jangada.raft.Check;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The snapshots of a member, beside its journal. Owned by one thread; each call does about as much
 * as one chunk takes, and {@link #turn} does the rest bit by bit.
 *
 * <p>One snapshot is under construction at a time, of an own image or received. It exists once its
 * data was forced and read again, and its manifest was forced and named; before that nothing of it
 * is ever served or loaded. A full disk costs the snapshot under construction only (R15); any other
 * failure latches the journal.
 */
public final class Snapshots {
    /** A snapshot that was read so recently is not removed, in nanoseconds. */
    static final long KEPT_FOR = 10_000_000_000L;

    private final Disk disk;
    private final Origin origin;
    private final Latch latch;
    private final LongSupplier nanoTime;
    private final int chunkBytes;
    private final List<Shown> shown = new ArrayList<>();
    private @Nullable Draft draft;

    Snapshots(
            Disk disk,
            Origin origin,
            Latch latch,
            LongSupplier nanoTime,
            int chunkBytes,
            List<Manifest> complete) {
        this.disk = disk;
        this.origin = origin;
        this.latch = latch;
        this.nanoTime = nanoTime;
        this.chunkBytes = chunkBytes;
        complete.forEach(manifest -> shown.add(new Shown(manifest)));
    }

    /** One that exists. */
    private static final class Shown {
        final Manifest manifest;
        final Image image;
        final BitSet whole = new BitSet();
        boolean damaged;
        boolean read;
        long readAt;

        Shown(Manifest manifest) {
            this.manifest = manifest;
            this.image = new Image(manifest.index(), manifest.term());
        }

        boolean verified() {
            return whole.cardinality() == manifest.chunks();
        }
    }

    /** What became of a call. */
    public enum Outcome {
        /** There is more to do: call {@link #turn}. */
        MORE,
        DONE,
        /** The disk is full: what was under construction is gone, and may be tried later. */
        NO_SPACE,
        /** What was given is not what it should be; nothing is changed. */
        BAD,
        /** The journal is latched. */
        FAILED
    }

    /** A chunk, or why there is none. */
    public sealed interface Chunk {
        record Contents(Bytes bytes) implements Chunk {}

        /** {@code where} names file and offset. The snapshot is not served any more. */
        record Damaged(String where) implements Chunk {}

        /** There is no such snapshot any more, or no such chunk. */
        record Gone() implements Chunk {}
    }

    @FunctionalInterface
    private interface Work {
        Outcome run() throws IOException;
    }

    private Outcome guarded(Work work) {
        if (latch.closed()) {
            return Outcome.FAILED;
        }
        try {
            return work.run();
        } catch (Disk.NoSpace full) {
            return abort() == Outcome.FAILED ? Outcome.FAILED : Outcome.NO_SPACE;
        } catch (IOException failure) {
            latch.fail("writing a snapshot failed", failure);
            return Outcome.FAILED;
        }
    }

    /** The newest one that is not known to be damaged. */
    public @Nullable Manifest newest() {
        for (Shown one : shown.reversed()) {
            if (!one.damaged) {
                return one.manifest;
            }
        }
        return null;
    }

    /** Begins to write an own image; what was under construction is given up. */
    public Outcome begin(long index, long term, Bytes members) {
        Manifest newest = newest();
        Check.that(newest == null || index > newest.index(), "a snapshot is newer than the last");
        return guarded(() -> {
            giveUp(null);
            draft = new Draft(disk, origin, new Image(index, term), members, chunkBytes);
            disk.create(draft.image.part(), 0);
            return Outcome.DONE;
        });
    }

    /** The next piece of the own image, of any size. */
    public Outcome add(Bytes piece) {
        return guarded(() -> {
            draft(false).add(piece);
            return Outcome.DONE;
        });
    }

    /**
     * Begins to receive the snapshot with this manifest, as {@link Manifest#encode} made it, or
     * goes on with it: {@link #missing} says what lacks once {@link #turn} is done.
     */
    public Outcome receive(Bytes encoded) {
        Manifest manifest = Manifest.decode(encoded);
        Manifest newest = newest();
        if (manifest == null || (newest != null && manifest.index() <= newest.index())) {
            return Outcome.BAD;
        }
        return guarded(() -> {
            if (draft != null && draft.received() && manifest.equals(draft.manifest)) {
                return draft.phase == Draft.Phase.FILLING ? Outcome.DONE : Outcome.MORE;
            }
            Image image = new Image(manifest.index(), manifest.term());
            boolean own = draft != null && draft.image.equals(image);
            giveUp(own ? null : image);
            boolean left = disk.list().contains(image.part());
            if (!left) {
                disk.create(image.part(), 0);
            }
            disk.forceDirectory(); // chunks that were forced are of use only where the name stays
            draft = new Draft(disk, origin, manifest, left);
            return left ? Outcome.MORE : Outcome.DONE;
        });
    }

    /** A chunk of the snapshot that is received, from 0, in any order. */
    public Outcome put(int number, Bytes contents) {
        return guarded(() -> {
            Draft open = draft(true);
            boolean good = open.put(wanted(open), number, contents);
            return good ? Outcome.DONE : Outcome.BAD;
        });
    }

    /** The first chunk from {@code from} on that is still to be received; negative if none is. */
    public int missing(int from) {
        Draft open = draft(true);
        int next = open.have.nextClearBit(from);
        return next < wanted(open).chunks() ? next : -1;
    }

    /** All is there. {@link #turn} verifies it and makes it exist. */
    public Outcome finish() {
        return guarded(() -> {
            Draft open = draft;
            if (open == null || open.phase != Draft.Phase.FILLING) {
                throw new IllegalStateException("no snapshot is under construction");
            }
            if (open.received() && open.have.cardinality() < wanted(open).chunks()) {
                return Outcome.BAD;
            }
            open.close();
            return Outcome.MORE;
        });
    }

    /** Gives up what is under construction. */
    public Outcome abort() {
        if (latch.closed()) {
            return Outcome.FAILED;
        }
        try {
            giveUp(null);
            return Outcome.DONE;
        } catch (IOException failure) {
            latch.fail("removing a snapshot failed", failure);
            return Outcome.FAILED;
        }
    }

    /** Removes what is under construction, or was, but for what there is of {@code spared}. */
    private void giveUp(@Nullable Image spared) throws IOException {
        draft = null;
        boolean gone = false;
        for (String file : disk.list()) {
            Image data = Image.ofData(file);
            boolean part = data != null && (file.equals(data.part()) || find(data) == null);
            boolean passing = Image.isOurs(file) && file.endsWith(Image.PASSING);
            boolean stays = spared != null && file.equals(spared.part());
            if ((part || passing) && !stays) {
                disk.delete(file);
                gone = true;
            }
        }
        if (gone) {
            disk.forceDirectory();
        }
    }

    private Draft draft(boolean received) {
        Draft open = draft;
        if (open == null || open.received() != received || open.phase != Draft.Phase.FILLING) {
            throw new IllegalStateException("no such snapshot is under construction");
        }
        return open;
    }

    private static Manifest wanted(Draft draft) {
        Manifest wanted = draft.manifest;
        if (wanted == null) {
            throw new IllegalStateException("the end of the image is not known yet");
        }
        return wanted;
    }

    /** What one call reads or writes at most. */
    public int chunkBytes() {
        return chunkBytes;
    }

    /** Does a bit of what is to be done; {@link Outcome#MORE} if it should be called again. */
    public Outcome turn() {
        return guarded(() -> {
            Draft open = draft;
            if (open == null || open.phase == Draft.Phase.FILLING) {
                return forget();
            }
            Manifest wanted = wanted(open);
            boolean publishes = open.phase == Draft.Phase.PUBLISHING;
            if (!open.turn(wanted)) {
                return Outcome.MORE;
            }
            if (publishes) {
                draft = null;
                shown.removeIf(one -> one.image.equals(open.image)); // it was damaged
                Shown fresh = new Shown(wanted);
                fresh.whole.set(0, wanted.chunks());
                shown.add(fresh);
            }
            return publishes ? Outcome.MORE : Outcome.DONE;
        });
    }

    /** Removes one that a newer one, which was read whole, stands for. */
    private Outcome forget() throws IOException {
        if (shown.size() < 2 || !shown.getLast().verified() || shown.getLast().damaged) {
            return Outcome.DONE;
        }
        Shown oldest = shown.getFirst();
        if (oldest.damaged) {
            shown.removeFirst();
            oldest.image.putAside(disk);
            return Outcome.MORE;
        }
        if (oldest.read && nanoTime.getAsLong() - oldest.readAt < KEPT_FOR) {
            return Outcome.DONE;
        }
        shown.removeFirst();
        oldest.image.delete(disk);
        return Outcome.MORE;
    }

    /**
     * The contents of chunk {@code number} of a snapshot that exists, verified. To serve it, and to
     * load it in order.
     */
    public Chunk chunk(long index, long term, int number) {
        Shown one = find(new Image(index, term));
        if (one == null || number < 0 || number >= one.manifest.chunks()) {
            return new Chunk.Gone();
        }
        String where = one.image.where(one.manifest, number);
        if (one.damaged) {
            return new Chunk.Damaged(where);
        }
        one.read = true;
        one.readAt = nanoTime.getAsLong();
        ByteBuffer contents = one.image.chunk(disk, origin, one.manifest, number);
        if (contents == null) {
            one.damaged = true;
            return new Chunk.Damaged(where);
        }
        one.whole.set(number);
        return new Chunk.Contents(Bytes.copyOf(contents));
    }

    /** The manifest of a snapshot that exists and is not known to be damaged; null if none. */
    public @Nullable Manifest manifest(long index, long term) {
        Shown one = find(new Image(index, term));
        return one == null || one.damaged ? null : one.manifest;
    }

    private @Nullable Shown find(Image image) {
        for (Shown one : shown) {
            if (one.image.equals(image)) {
                return one;
            }
        }
        return null;
    }
}
