package io.jangada.node.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * A file seen through a buffer: 1 MiB, or the largest record if that is larger. A block that the
 * disk cannot read is seen as zeros, which no checksum takes for anything, and it is remembered;
 * the blocks beside it are read all the same (R14).
 */
final class Window {
    private static final int STEP = 1 << 20;

    /** How much of the file is looked at. */
    final int limit;

    private final Disk disk;
    private final String file;
    private final BitSet unreadable = new BitSet();
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int start;

    /**
     * @param bytesMax of the file, if it has so many
     */
    Window(Disk disk, String file, int bytesMax) throws IOException {
        this.disk = disk;
        this.file = file;
        this.limit = (int) Math.min(bytesMax, disk.size(file));
    }

    /**
     * Where in {@link #bytes} the {@code length} bytes from {@code offset} of the file on are.
     * Moves the window if need be, and so ends the use of what was found before.
     */
    int at(int offset, int length) {
        if (offset < start || offset + length > start + buffer.limit()) {
            load(offset, Math.min(Math.max(length, STEP), limit - offset));
        }
        return offset - start;
    }

    ByteBuffer bytes() {
        return buffer;
    }

    private void load(int offset, int length) {
        if (length > buffer.capacity()) {
            buffer = ByteBuffer.allocate(length);
        }
        start = offset;
        buffer.clear().limit(length);
        if (!read(offset, length)) {
            int end;
            for (int at = offset; at < offset + length; at = end) {
                end = Math.min(offset + length, (at / Layout.BLOCK + 1) * Layout.BLOCK);
                if (!read(at, end - at)) {
                    unreadable.set(at / Layout.BLOCK);
                    buffer.put(at - offset, new byte[end - at]);
                }
            }
        }
    }

    private boolean read(int offset, int length) {
        try {
            ByteBuffer part = buffer.slice(offset - start, length);
            return disk.read(file, offset, part) == length;
        } catch (IOException unread) {
            return false;
        }
    }

    /** Where the first block that could not be read begins, from {@code offset} on; or negative. */
    int unreadable(int offset) {
        int block = unreadable.nextSetBit(offset / Layout.BLOCK);
        return block < 0 ? -1 : block * Layout.BLOCK;
    }
}
