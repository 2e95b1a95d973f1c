package io.jangada.node.storage;

import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A snapshot that does not exist yet: of an own image, or received. Owned by {@link Snapshots}. */
final class Draft {
    /**
     * So many chunks are forced at once. All of a large image at its end would keep the journal's
     * own forces waiting for seconds.
     */
    static final int FORCED_CHUNKS = 8;

    final Image image;

    /** What it is to be; null for an own image until its end is known. */
    @Nullable Manifest manifest;

    /** The chunks that are there, and whole. */
    final BitSet have = new BitSet();

    Phase phase;

    private final Disk disk;
    private final Origin origin;
    private final Bytes members;
    private final int chunkBytes;
    private final ByteBuffer buffer;
    private final List<Integer> checksums = new ArrayList<>();
    private long bytes;
    private int next;
    private int unforced;

    /** What is done with it. */
    enum Phase {
        /** What an earlier start left is read. */
        LOOKING,
        FILLING,
        FORCING,
        VERIFYING,
        PUBLISHING
    }

    /** For an own image. */
    Draft(Disk disk, Origin origin, Image image, Bytes members, int chunkBytes) {
        this.disk = disk;
        this.origin = origin;
        this.image = image;
        this.members = members;
        this.chunkBytes = chunkBytes;
        this.buffer = ByteBuffer.allocate(chunkBytes);
        this.phase = Phase.FILLING;
    }

    /** For one that is received; {@code left} if an earlier start left something of it. */
    Draft(Disk disk, Origin origin, Manifest manifest, boolean left) {
        this.disk = disk;
        this.origin = origin;
        this.image = new Image(manifest.index(), manifest.term());
        this.manifest = manifest;
        this.members = manifest.members();
        this.chunkBytes = manifest.chunkBytes();
        this.buffer = ByteBuffer.allocate(0);
        this.phase = left ? Phase.LOOKING : Phase.FILLING;
    }

    boolean received() {
        return buffer.capacity() == 0;
    }

    void add(Bytes piece) throws IOException {
        ByteBuffer source = piece.buffer();
        while (source.hasRemaining()) {
            int count = Math.min(source.remaining(), buffer.remaining());
            buffer.put(source.slice(source.position(), count));
            source.position(source.position() + count);
            if (!buffer.hasRemaining()) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        write(checksums.size(), buffer);
        checksums.add(Manifest.crc(buffer));
        bytes += buffer.remaining();
        buffer.clear();
    }

    /** False if these are not the contents of that chunk. */
    boolean put(Manifest wanted, int number, Bytes contents) throws IOException {
        ByteBuffer source = contents.buffer();
        if (number < 0 || number >= wanted.chunks() || !wanted.holds(number, source)) {
            return false;
        }
        write(number, source);
        have.set(number);
        return true;
    }

    private void write(int number, ByteBuffer contents) throws IOException {
        image.write(disk, origin, number, chunkBytes, contents);
        unforced++;
        if (unforced == FORCED_CHUNKS) {
            disk.force(image.part());
            unforced = 0;
        }
    }

    /** Nothing is added any more. */
    void close() throws IOException {
        if (!received()) {
            if (buffer.position() > 0) {
                flush();
            }
            manifest =
                    new Manifest(
                            image.index(), image.term(), members, bytes, chunkBytes, checksums);
        }
        phase = Phase.FORCING;
    }

    /** The next bit of work; true when nothing is left of it. */
    boolean turn(Manifest wanted) throws IOException {
        switch (phase) {
            case FILLING -> {
                return true;
            }
            case LOOKING -> {
                if (next < wanted.chunks()) {
                    have.set(next, reads(wanted, next));
                    next++;
                    return false;
                }
                phase = Phase.FILLING;
                return true;
            }
            case FORCING -> {
                disk.force(image.part());
                next = 0;
                phase = Phase.VERIFYING;
            }
            case VERIFYING -> {
                if (next == wanted.chunks()) {
                    phase = Phase.PUBLISHING;
                } else if (!reads(wanted, next++)) {
                    throw new IOException(
                            image.part() + ": chunk " + (next - 1) + " is not as it was written");
                }
            }
            case PUBLISHING -> {
                disk.rename(image.part(), image.file());
                disk.forceDirectory();
                image.publish(disk, origin, wanted);
                return true;
            }
        }
        return false;
    }

    private boolean reads(Manifest wanted, int number) {
        ByteBuffer found =
                image.read(
                        disk, origin, image.part(), number, chunkBytes, wanted.chunkSize(number));
        return found != null && wanted.holds(number, found);
    }
}
