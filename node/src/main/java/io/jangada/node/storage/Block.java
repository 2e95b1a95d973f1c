package io.jangada.node.storage;

import io.jangada.raft.Check;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A self-contained 4096 bytes: one copy of the identity or of the vote, or the head of a segment.
 * The checksum in its last four bytes covers all the rest, and its place.
 *
 * @param version of the format
 * @param place 0 or 1 for the copies, 0 for the head of a segment
 * @param sequence counts the versions of the copies; the number of a segment
 */
record Block(
        Kind kind,
        int version,
        int place,
        long clusterId,
        long incarnation,
        long sequence,
        ByteBuffer body) {
    static final int BYTES = Layout.BLOCK;
    static final int BODY_MAX = BYTES - 48;
    private static final int MAGIC = 0x4a4e4742;
    private static final int CHECKED = BYTES - 4;

    enum Kind {
        IDENTITY(1, 3),
        VOTE(2, 1),
        SEGMENT(3, 1);

        private final int code;

        /** The newest version that this program knows. */
        final int newest;

        Kind(int code, int newest) {
            this.code = code;
            this.newest = newest;
        }
    }

    /** The format is newer than this program. */
    static final class Newer extends Exception {
        private static final long serialVersionUID = 1;

        Newer(String file, int version, int newest) {
            super(
                    file
                            + ": format "
                            + version
                            + " is newer than "
                            + newest
                            + ", the newest that this program knows;"
                            + " use the version that wrote it");
        }
    }

    ByteBuffer encode() {
        Check.that(body.remaining() <= BODY_MAX, "the body fits into a block");
        ByteBuffer block = ByteBuffer.allocate(BYTES);
        block.putInt(MAGIC).putShort((short) version).putShort((short) kind.code);
        block.putLong(clusterId).putLong(incarnation).putLong(sequence);
        block.putInt(place).putInt(body.remaining()).put(body.duplicate());
        block.putInt(CHECKED, Header.crc(block, 0, CHECKED));
        return block.clear();
    }

    /**
     * The block at {@code place} of {@code file}, or null if there is no valid one of this kind.
     * One that the disk cannot read is not valid (R14).
     */
    static @Nullable Block read(Disk disk, String file, Kind kind, int place) throws Newer {
        ByteBuffer source = ByteBuffer.allocate(BYTES);
        try {
            disk.read(file, (long) place * BYTES, source);
        } catch (IOException unreadable) {
            return null;
        }
        if (source.hasRemaining()
                || source.getInt(0) != MAGIC
                || source.getInt(CHECKED) != Header.crc(source.flip(), 0, CHECKED)) {
            return null;
        }
        int version = Short.toUnsignedInt(source.getShort(4));
        if (version > kind.newest) {
            throw new Newer(file, version, kind.newest);
        }
        int length = source.getInt(36);
        if (version < 1
                || source.getShort(6) != kind.code
                || source.getInt(32) != place
                || length < 0
                || length > BODY_MAX) {
            return null;
        }
        return new Block(
                kind,
                version,
                place,
                source.getLong(8),
                source.getLong(16),
                source.getLong(24),
                source.slice(40, length));
    }
}
