package io.jangada.server.backup;

import io.jangada.raft.Check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a backup is of. Its bytes: "jangadaB", the format's version (4 bytes), the bytes of a chunk
 * (4), then 8 each for the cluster's id, the revision, the compacted one, the keys, the bytes of
 * the image and the index, 32 for the storage version in ASCII, zeros, and in the last four a
 * CRC32C of all of them.
 *
 * @param clusterId of the cluster that it was taken from
 * @param revision of the store
 * @param compactRevision the oldest revision that can be read; -1 if all can
 * @param keys that exist at the revision
 * @param imageBytes of the store's image
 * @param index of the last entry that the image has, in the log of that cluster
 * @param version of storage, as etcd counts them
 */
public record BackupHeader(
        long clusterId,
        long revision,
        long compactRevision,
        long keys,
        long imageBytes,
        long index,
        String version) {
    static final long MAGIC = 0x6a616e6761646142L;
    static final int FORMAT = 1;

    private static final long IMAGE_BYTES_MAX = 1L << 48;
    private static final int VERSION_AT = 64;
    private static final int VERSION_BYTES = 32;
    private static final int CRC_AT = Layout.HEADER_BYTES - Integer.BYTES;

    public BackupHeader {
        Check.that(imageBytes > 0, "an image has bytes");
        Check.that(version.length() <= VERSION_BYTES, "a version has at most 32 letters");
    }

    ByteBuffer encode() {
        ByteBuffer to = ByteBuffer.allocate(Layout.HEADER_BYTES);
        to.putLong(MAGIC).putInt(FORMAT).putInt(Layout.CHUNK_BYTES);
        to.putLong(clusterId).putLong(revision).putLong(compactRevision);
        to.putLong(keys).putLong(imageBytes).putLong(index);
        to.put(VERSION_AT, version.getBytes(StandardCharsets.US_ASCII));
        to.putInt(CRC_AT, Layout.crc(to.slice(0, CRC_AT)));
        return to.clear();
    }

    /** Of bytes that are {@link #isWhole whole} and {@link #isPossible possible}. */
    static BackupHeader decode(ByteBuffer from) {
        byte[] version = new byte[VERSION_BYTES];
        from.get(VERSION_AT, version);
        return new BackupHeader(
                from.getLong(16),
                from.getLong(24),
                from.getLong(32),
                from.getLong(40),
                from.getLong(48),
                from.getLong(56),
                new String(version, StandardCharsets.US_ASCII).replace("\0", ""));
    }

    static boolean isWhole(ByteBuffer from) {
        return from.getInt(CRC_AT) == Layout.crc(from.slice(0, CRC_AT));
    }

    /** Of whole bytes of this format: whether they may be those of a file. */
    static boolean isPossible(ByteBuffer from) {
        return from.getInt(12) == Layout.CHUNK_BYTES
                && from.getLong(48) > 0
                && from.getLong(48) <= IMAGE_BYTES_MAX;
    }

    /** Bytes of the whole file, its sum included. */
    public long fileBytes() {
        return Layout.sum(imageBytes) + Layout.SUM_BYTES;
    }
}
