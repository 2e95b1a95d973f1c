package io.jangada.node.storage;

import io.jangada.raft.Check;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * A self-contained 4096 bytes: one copy of the identity or of the vote, or the head of a segment.
 * The checksum in its last four bytes covers all the rest, and its place.
 *
 * @param place 0 or 1 for the copies, 0 for the head of a segment
 * @param sequence counts the versions of the copies; the number of a segment
 */
record Block(
        Kind kind, int place, long clusterId, long incarnation, long sequence, ByteBuffer body) {
    static final int BYTES = Layout.BLOCK;
    static final int BODY_MAX = BYTES - 48;
    private static final int MAGIC = 0x4a4e4742;
    private static final int CHECKED = BYTES - 4;

    enum Kind {
        IDENTITY(1),
        VOTE(2),
        SEGMENT(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** The format is newer than this program. */
    static final class Newer extends Exception {
        private static final long serialVersionUID = 1;

        Newer(int version) {
            super("format " + version + " is newer than " + Layout.VERSION);
        }
    }

    ByteBuffer encode() {
        Check.that(body.remaining() <= BODY_MAX, "the body fits into a block");
        ByteBuffer block = ByteBuffer.allocate(BYTES);
        block.putInt(MAGIC).putShort((short) Layout.VERSION).putShort((short) kind.code);
        block.putLong(clusterId).putLong(incarnation).putLong(sequence);
        block.putInt(place).putInt(body.remaining()).put(body.duplicate());
        block.putInt(CHECKED, Header.crc(block, 0, CHECKED));
        return block.clear();
    }

    /** The block at {@code at} of {@code source}, or null if there is no valid one of this kind. */
    static @Nullable Block read(ByteBuffer source, int at, Kind kind, int place) throws Newer {
        if (at + BYTES > source.limit()
                || source.getInt(at) != MAGIC
                || source.getInt(at + CHECKED) != Header.crc(source, at, CHECKED)) {
            return null;
        }
        int version = source.getShort(at + 4);
        if (version > Layout.VERSION) {
            throw new Newer(version);
        }
        int length = source.getInt(at + 36);
        if (version < 1
                || source.getShort(at + 6) != kind.code
                || source.getInt(at + 32) != place
                || length < 0
                || length > BODY_MAX) {
            return null;
        }
        return new Block(
                kind,
                place,
                source.getLong(at + 8),
                source.getLong(at + 16),
                source.getLong(at + 24),
                source.slice(at + 40, length));
    }
}
