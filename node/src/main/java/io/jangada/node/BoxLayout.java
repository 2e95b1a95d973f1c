package io.jangada.node;

import io.jangada.raft.Settings;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a black box lies in its file: two halves of equal size. A half has a header (magic, version,
 * size of a half, sequence, checksum) and then frames (length, checksum, payload). Its first frame
 * says who recorded and holds the state of the core; each other one is a step. The checksum of a
 * frame covers the sequence of its half and its place, so that frames of a former round, which lie
 * behind the newest one, never count. All numbers are big-endian.
 */
final class BoxLayout {
    static final String FILE = "blackbox";
    static final int HEADER = 28;
    static final int FRAME = 8;

    /** Payloads begin with one of these. */
    static final byte BEGIN = 1;

    static final byte STEP = 2;

    /** A step at which the core found an invariant broken. */
    static final byte BROKEN = 3;

    /** Of a {@link #BEGIN}, before the state. */
    static final int BEGIN_BYTES = 1 + 8 + 9 * 8 + 4 + 8 + 1;

    /** Of a step, before the draws and the input. */
    static final int STEP_BYTES = 1 + 4 + 4 + 1;

    static final int HALF_MIN = 4096;
    static final int HALF_MAX = 512 << 20;

    private static final long MAGIC = 0x4a414e47_424f5831L;
    static final int VERSION = 2;

    private BoxLayout() {}

    /**
     * Of how many entries a state in a half of that many bytes has the sizes: together they are at
     * most 5/32 of it.
     */
    static long sizesMax(int half) {
        return half / 32;
    }

    static ByteBuffer header(int half, long sequence) {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putLong(MAGIC).putInt(VERSION).putInt(half).putLong(sequence);
        header.putInt(headerChecksum(header));
        return header.flip();
    }

    /** The sequence in {@code header}, 0 when that is no header of a file with such halves. */
    static long sequence(ByteBuffer header, int half) {
        if (header.remaining() < HEADER) {
            return 0;
        }
        int at = header.position();
        ByteBuffer own = header.slice(at, HEADER);
        boolean ours =
                own.getLong(0) == MAGIC
                        && own.getInt(8) == VERSION
                        && own.getInt(12) == half
                        && own.getInt(24) == headerChecksum(own);
        return ours ? own.getLong(16) : 0;
    }

    /** The version that {@code header} names, 0 when it is no header of a box. */
    static int version(ByteBuffer header) {
        ByteBuffer own = header.slice(header.position(), HEADER);
        return own.getLong(0) == MAGIC && own.getInt(24) == headerChecksum(own) ? own.getInt(8) : 0;
    }

    private static int headerChecksum(ByteBuffer header) {
        CRC32C checksum = new CRC32C();
        checksum.update(header.slice(0, 24));
        return (int) checksum.getValue();
    }

    /** Of the frame with {@code payload}, which begins {@code place} bytes into its half. */
    static int checksum(long sequence, int place, ByteBuffer payload) {
        CRC32C checksum = new CRC32C();
        ByteBuffer where = ByteBuffer.allocate(16);
        where.putLong(sequence).putInt(place).putInt(payload.remaining());
        checksum.update(where.flip());
        checksum.update(payload);
        return (int) checksum.getValue();
    }

    static void settings(ByteBuffer to, Settings settings) {
        to.putLong(settings.electionTimeoutMin()).putLong(settings.heartbeat());
        to.putLong(settings.appendBytesMax()).putLong(settings.appendEntriesMax());
        to.putLong(settings.windowMessagesMax()).putLong(settings.windowBytesMax());
        to.putLong(settings.uncommittedBytesMax()).putLong(settings.readsMax());
        to.putLong(settings.heldMessagesMax());
    }

    static Settings settings(ByteBuffer from) {
        return new Settings(
                from.getLong(),
                from.getLong(),
                (int) from.getLong(),
                (int) from.getLong(),
                (int) from.getLong(),
                from.getLong(),
                from.getLong(),
                (int) from.getLong(),
                (int) from.getLong());
    }
}
