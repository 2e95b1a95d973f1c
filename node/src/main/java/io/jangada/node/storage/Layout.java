package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

/** Where things are in a segment file, and what binds them to their place. */
final class Layout {
    /** Batches of records begin at multiples of this, so that no force rewrites forced bytes. */
    static final int BLOCK = 4096;

    /** Batches of identifiers begin at multiples of this, the unit that a disk writes whole. */
    static final int SECTOR = 512;

    static final int VERSION = 1;

    private static final String PREFIX = "segment-";

    private Layout() {}

    static String segment(long number) {
        return PREFIX + String.format("%016x", number);
    }

    /** The number of a segment file, or null for any other file. */
    static @Nullable Long number(String file) {
        if (!file.matches(PREFIX + "[0-9a-f]{16}")) {
            return null;
        }
        return Long.parseUnsignedLong(file.substring(PREFIX.length()), 16);
    }

    static int align(int bytes, int unit) {
        return (bytes + unit - 1) & -unit;
    }

    /**
     * A checksum that holds only for bytes of this incarnation at this place of this file. What was
     * written elsewhere, or is a command that quotes a journal, is no record.
     */
    static int placed(int crc, long incarnation, long number, int offset) {
        return crc ^ mixed(mixed(incarnation) ^ number) ^ mixed(offset);
    }

    /** The value that chains the next record to this one. */
    static int chain(int headerCrc, int payloadCrc) {
        return mixed(((long) headerCrc << 32) | (payloadCrc & 0xffffffffL));
    }

    private static int mixed(long value) {
        long bits = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        bits = (bits ^ (bits >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (int) (bits ^ (bits >>> 32));
    }
}
