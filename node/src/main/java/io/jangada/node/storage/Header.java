package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The 64 bytes before every record's payload.
 *
 * <p>Every record of a journal has an ordinal, from 1 without gaps. {@code durable} is the last
 * ordinal that was forced before the record's batch was written, {@code place} the record's place
 * in its batch; so a record finds its own ordinal, whatever became of its neighbours.
 *
 * @param offset of the header in its file
 * @param previous the chain up to the record before
 * @param length of the payload, in bytes
 */
record Header(
        int offset,
        Type type,
        int place,
        long index,
        long term,
        long durable,
        int previous,
        int length,
        int crc) {
    static final int BYTES = 64;
    static final int MAGIC = 0x4a4e4752;
    private static final int CHECKED = 60;

    long ordinal() {
        return durable + 1 + place;
    }

    int payload() {
        return offset + BYTES;
    }

    /** Where the next record of the batch stands. */
    int end() {
        return offset + total(length);
    }

    /** What a record with such a payload takes: header, payload, its checksum, up to 8 bytes. */
    static int total(int length) {
        return Layout.align(BYTES + length + 4, 8);
    }

    /** Puts this header at {@code at} of {@code target}; what {@link #crc} says is ignored. */
    static int write(ByteBuffer target, int at, Header header, Origin origin, long number) {
        target.putInt(at, MAGIC);
        target.put(at + 4, (byte) Layout.VERSION);
        target.put(at + 5, (byte) header.type.code());
        target.putShort(at + 6, (short) header.place);
        target.putLong(at + 8, origin.clusterId());
        target.putLong(at + 16, origin.incarnation());
        target.putLong(at + 24, header.index);
        target.putLong(at + 32, header.term);
        target.putLong(at + 40, header.durable);
        target.putInt(at + 48, origin.group());
        target.putInt(at + 52, header.previous);
        target.putInt(at + 56, header.length);
        int crc = placed(target, at, header.offset, origin, number);
        target.putInt(at + CHECKED, crc);
        return crc;
    }

    /**
     * The header at {@code at} of {@code source}, which stands at {@code offset} of its file, or
     * null if there is no valid one. Nothing in it is believed before its checksum holds (R1).
     */
    static @Nullable Header read(
            ByteBuffer source, int at, int offset, Origin origin, long number) {
        if (at + BYTES > source.limit() || source.getInt(at) != MAGIC) {
            return null;
        }
        Type type = Type.of(source.get(at + 5));
        int length = source.getInt(at + 56);
        int crc = source.getInt(at + CHECKED);
        if (crc != placed(source, at, offset, origin, number)
                || source.get(at + 4) != Layout.VERSION
                || type == null
                || source.getLong(at + 8) != origin.clusterId()
                || source.getLong(at + 16) != origin.incarnation()
                || source.getInt(at + 48) != origin.group()
                || length < 0
                || length >= 1 << 24) {
            return null;
        }
        return new Header(
                offset,
                type,
                Short.toUnsignedInt(source.getShort(at + 6)),
                source.getLong(at + 24),
                source.getLong(at + 32),
                source.getLong(at + 40),
                source.getInt(at + 52),
                length,
                crc);
    }

    private static int placed(ByteBuffer bytes, int at, int offset, Origin origin, long number) {
        int crc = crc(bytes, at, CHECKED);
        return Layout.placed(crc, origin.incarnation(), number, offset);
    }

    /** CRC32C of {@code length} bytes at {@code at}. */
    static int crc(ByteBuffer bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at, length));
        return (int) crc.getValue();
    }
}
