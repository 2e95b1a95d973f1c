package io.jangada.server.backup;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Where what is in the file of a backup, version 1; all numbers big-endian.
 *
 * <pre>
 * header   512 bytes, see {@link BackupHeader}
 * chunk*   64 KiB of the image, the last one less; then the CRC32C of its number (8 bytes) and these
 * end      "jangadaE", CRC32C of the whole image, CRC32C of these 12 bytes
 * padding  zeros, to a multiple of 512
 * sum      SHA-256 of everything before, 32 bytes
 * </pre>
 *
 * <p>So the length of the file is 32 more than a multiple of 512, by which etcd's clients tell that
 * it has its sum.
 */
final class Layout {
    static final int HEADER_BYTES = 512;
    static final int CHUNK_BYTES = 64 << 10;
    static final int END_BYTES = 16;
    static final int SUM_BYTES = 32;

    static final long END = 0x6a616e6761646145L;

    private static final int BLOCK_BYTES = 512;

    private Layout() {}

    static long chunks(long imageBytes) {
        return (imageBytes + CHUNK_BYTES - 1) / CHUNK_BYTES;
    }

    /** Where the end mark begins. */
    static long end(long imageBytes) {
        return HEADER_BYTES + imageBytes + Integer.BYTES * chunks(imageBytes);
    }

    /** Where the sum begins. */
    static long sum(long imageBytes) {
        long end = end(imageBytes) + END_BYTES;
        return (end + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }

    /** The checksum of a chunk at its place, so that no other one can stand there. */
    static CRC32C chunk(long number) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        return crc;
    }

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** The end mark. */
    static ByteBuffer end(int imageCrc) {
        ByteBuffer mark = ByteBuffer.allocate(END_BYTES).putLong(END).putInt(imageCrc);
        return mark.putInt(crc(mark.duplicate().flip())).flip();
    }
}
