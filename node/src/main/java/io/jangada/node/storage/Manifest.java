package io.jangada.node.storage;

import io.jangada.raft.Bytes;
import io.jangada.raft.Check;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a snapshot consists of. Nothing in it depends on the member that has it, so that members can
 * send it, and chunks of it, to one another.
 *
 * @param index of the last entry that the image holds
 * @param term of that entry
 * @param members as the caller encodes them, at most {@link #MEMBERS_MAX} bytes
 * @param bytes of the image
 * @param chunkBytes of each chunk but the last one
 * @param checksums one CRC32C for each chunk's contents
 */
public record Manifest(
        long index, long term, Bytes members, long bytes, int chunkBytes, List<Integer> checksums) {
    public static final int MEMBERS_MAX = 64 << 10;

    /** With chunks of 1 MiB, 64 GiB. */
    public static final int CHUNKS_MAX = 64 << 10;

    static final int VERSION = 1;

    /** What a receiver takes. */
    private static final int CHUNK_BYTES_MAX = 16 << 20;

    private static final int MAGIC = 0x4a4e4753;
    private static final int HEAD = 48;

    public Manifest {
        Check.that(index > 0 && term > 0, "a snapshot is of an entry");
        Check.that(members.size() <= MEMBERS_MAX, "members are at most 64 KiB");
        Check.that(chunkBytes > 0 && bytes >= 0, "sizes are positive");
        Check.that(checksums.size() == count(bytes, chunkBytes), "a checksum for each chunk");
        Check.that(checksums.size() <= CHUNKS_MAX, "a snapshot has at most 65536 chunks");
        checksums = List.copyOf(checksums);
    }

    private static long count(long bytes, int chunkBytes) {
        return (bytes + chunkBytes - 1) / chunkBytes;
    }

    public int chunks() {
        return checksums.size();
    }

    /** Bytes of the contents of chunk {@code number}, from 0. */
    public int chunkSize(int number) {
        Check.index(number, chunks());
        return (int) Math.min(chunkBytes, bytes - (long) number * chunkBytes);
    }

    /** Whether {@code contents} are those of chunk {@code number}. */
    boolean holds(int number, ByteBuffer contents) {
        return contents.remaining() == chunkSize(number) && crc(contents) == checksums.get(number);
    }

    static int crc(ByteBuffer contents) {
        CRC32C crc = new CRC32C();
        crc.update(contents.slice());
        return (int) crc.getValue();
    }

    public Bytes encode() {
        ByteBuffer target = ByteBuffer.allocate(HEAD + members.size() + 4 * checksums.size() + 4);
        target.putInt(MAGIC).putShort((short) VERSION).putShort((short) 0);
        target.putLong(index).putLong(term).putLong(bytes);
        target.putInt(chunkBytes).putInt(members.size()).putInt(checksums.size());
        int all = target.position();
        target.putInt(0);
        members.writeTo(target);
        int first = target.position();
        checksums.forEach(target::putInt);
        target.putInt(all, Header.crc(target, first, target.position() - first));
        target.putInt(Header.crc(target, 0, target.position()));
        return Bytes.owned(target.array());
    }

    /** The format of what {@link #encode} made, or 0 if it is damaged. */
    static int version(ByteBuffer source) {
        int end = source.limit() - 4;
        boolean whole =
                end > 6
                        && source.getInt(0) == MAGIC
                        && source.getInt(end) == Header.crc(source, 0, end);
        return whole ? Short.toUnsignedInt(source.getShort(4)) : 0;
    }

    /** Null if {@code encoded} is damaged, or of a format that this program does not know. */
    public static @Nullable Manifest decode(Bytes encoded) {
        ByteBuffer source = ByteBuffer.wrap(encoded.toArray());
        if (version(source) != VERSION || source.limit() < HEAD + 4) {
            return null;
        }
        int membersBytes = source.getInt(36);
        int count = source.getInt(40);
        long bytes = source.getLong(24);
        int chunkBytes = source.getInt(32);
        if (membersBytes < 0
                || membersBytes > MEMBERS_MAX
                || count < 0
                || count > CHUNKS_MAX
                || source.limit() != HEAD + membersBytes + 4 * count + 4
                || chunkBytes <= 0
                || chunkBytes > CHUNK_BYTES_MAX
                || bytes < 0
                || count(bytes, chunkBytes) != count
                || source.getLong(8) <= 0
                || source.getLong(16) <= 0
                || source.getInt(44) != Header.crc(source, HEAD + membersBytes, 4 * count)) {
            return null;
        }
        List<Integer> checksums = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            checksums.add(source.getInt(HEAD + membersBytes + 4 * i));
        }
        Bytes members = encoded.slice(HEAD, HEAD + membersBytes);
        return new Manifest(
                source.getLong(8), source.getLong(16), members, bytes, chunkBytes, checksums);
    }
}
