package io.jangada.node.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A segment file and how far it is used. Owned by whoever appends to it. */
final class Segment {
    final long number;
    final String file;
    final int bytes;
    final int identifierBytes;

    /** Where the next batch's records and identifiers go. */
    int recordsAt;

    int identifiersAt = Layout.BLOCK;

    Segment(long number, int bytes, int identifierBytes) {
        this(Layout.segment(number), number, bytes, identifierBytes);
    }

    /** Under another name. */
    Segment(String file, long number, int bytes, int identifierBytes) {
        this.number = number;
        this.file = file;
        this.bytes = bytes;
        this.identifierBytes = identifierBytes;
        this.recordsAt = recordsStart();
    }

    boolean isLike(Segment other) {
        return bytes == other.bytes && identifierBytes == other.identifierBytes;
    }

    int recordsStart() {
        return Layout.BLOCK + identifierBytes;
    }

    /** Bytes of the disk in use. */
    long used() {
        return (long) recordsAt - recordsStart() + identifiersAt;
    }

    /** Makes {@code file}, zero-filled but for the head, and forces it. */
    void create(Disk disk, String passing, Origin origin) throws IOException {
        disk.create(passing, bytes);
        ByteBuffer body = ByteBuffer.allocate(8).putInt(bytes).putInt(identifierBytes).flip();
        Copies.Text head =
                new Copies.Text(Block.Kind.SEGMENT, Layout.VERSION, origin, number, body);
        disk.write(passing, 0, head.block(0).encode());
        disk.force(passing);
    }
}
