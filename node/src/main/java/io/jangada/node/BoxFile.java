package io.jangada.node;

import io.jangada.node.storage.Disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes the halves of a box by turns, without a force: what is written outlives the process, not
 * the power. Odd sequences are in the first half, even ones in the second. An older file of the
 * same size is gone on with, so that the half before a restart is still there after it.
 */
final class BoxFile {
    private final Disk disk;
    private final int half;
    private long sequence = -1;
    private int place;

    BoxFile(Disk disk, int half) {
        this.disk = disk;
        this.half = half;
    }

    /** Writes whole frames whose checksums are still to be filled in. */
    void write(boolean begins, ByteBuffer frames) throws IOException {
        if (sequence < 0) {
            open();
        }
        if (begins) {
            sequence++;
            place = BoxLayout.HEADER;
            disk.write(BoxLayout.FILE, start(), BoxLayout.header(half, sequence));
        }
        sign(frames);
        int bytes = frames.remaining();
        disk.write(BoxLayout.FILE, start() + place, frames);
        place += bytes;
    }

    private void sign(ByteBuffer frames) {
        for (int at = 0; at < frames.limit(); ) {
            int length = frames.getInt(at);
            ByteBuffer payload = frames.slice(at + BoxLayout.FRAME, length);
            frames.putInt(at + 4, BoxLayout.checksum(sequence, place + at, payload));
            at += BoxLayout.FRAME + length;
        }
    }

    private long start() {
        return ((sequence - 1) & 1) * half;
    }

    private void open() throws IOException {
        long found = 0;
        if (disk.list().contains(BoxLayout.FILE) && disk.size(BoxLayout.FILE) == 2L * half) {
            found = Math.max(sequenceAt(0), sequenceAt(half));
        }
        if (found == 0) {
            disk.create(BoxLayout.FILE, 2L * half);
        }
        sequence = found;
    }

    private long sequenceAt(long position) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(BoxLayout.HEADER);
        int count = disk.read(BoxLayout.FILE, position, header);
        return count < BoxLayout.HEADER ? 0 : BoxLayout.sequence(header.flip(), half);
    }
}
