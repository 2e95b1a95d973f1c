package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * The 32 bytes that name a record a second time, far from it: what is lost can be told.
 *
 * @param slot where the identifier stands in its file
 * @param offset where the record stands
 * @param length of the record's payload, in bytes
 */
record Identifier(
        int slot, long ordinal, Type type, long index, long term, int offset, int length) {
    static final int BYTES = 32;
    private static final int CHECKED = 28;

    static void write(
            ByteBuffer target, int at, int slot, Header header, Origin origin, long number) {
        target.putLong(at, header.index());
        target.putLong(at + 8, header.term());
        target.putInt(at + 16, header.offset());
        target.putInt(at + 20, (int) header.ordinal());
        target.putInt(at + 24, header.type().code() << 24 | header.length());
        int crc = Header.crc(target, at, CHECKED);
        target.putInt(at + CHECKED, Layout.placed(crc, origin.incarnation(), number, slot));
    }

    /**
     * The identifier at {@code at} of {@code source}, which stands in {@code slot} of its file, or
     * null if there is no valid one.
     *
     * @param near an ordinal less than 2^31 away, since only 32 bits of it are written
     */
    static @Nullable Identifier read(
            ByteBuffer source, int at, int slot, Origin origin, long number, long near) {
        int crc = Header.crc(source, at, CHECKED);
        if (source.getInt(at + CHECKED) != Layout.placed(crc, origin.incarnation(), number, slot)) {
            return null;
        }
        Type type = Type.of(source.get(at + 24));
        if (type == null) {
            return null;
        }
        return new Identifier(
                slot,
                near + (source.getInt(at + 20) - (int) near),
                type,
                source.getLong(at),
                source.getLong(at + 8),
                source.getInt(at + 16),
                source.getInt(at + 24) & 0xffffff);
    }

    boolean names(Header header) {
        return offset == header.offset()
                && type == header.type()
                && index == header.index()
                && term == header.term()
                && length == header.length();
    }
}
