package io.jangada.node.storage;

import io.jangada.raft.Bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes consecutive records and their identifiers for one write. The buffers are reused, so one
 * batch is under way at a time.
 */
final class Batch {
    private static final byte[] ZEROS = new byte[Layout.BLOCK];

    /** The place in a batch has 16 bits in a header. */
    private static final int COUNT_MAX = 60_000;

    private final Origin origin;
    private ByteBuffer records;
    private ByteBuffer identifiers = ByteBuffer.allocateDirect(16 * Layout.SECTOR);
    private Segment segment = new Segment(0, 0, 0);
    private long durable;
    private int chain;
    private int count;

    private Type[] types = new Type[256];
    private long[] indexes = new long[256];
    private long[] terms = new long[256];
    private int[] offsets = new int[256];
    private int[] ends = new int[256];

    Batch(Origin origin, int bytes) {
        this.origin = origin;
        this.records = ByteBuffer.allocateDirect(bytes);
    }

    /** Begins anew, behind what {@code segment} holds. */
    void begin(Segment next, long lastDurable, int previous) {
        segment = next;
        durable = lastDurable;
        chain = previous;
        count = 0;
        records.clear();
        identifiers.clear();
    }

    /** False, with nothing done, if there is no room. */
    boolean add(Type type, long index, long term, Bytes payload) {
        int total = Header.total(payload.size());
        if (!fits(total)) {
            return false;
        }
        int at = records.position();
        int offset = segment.recordsAt + at;
        Header header =
                new Header(offset, type, count, index, term, durable, chain, payload.size(), 0);
        int crc = Header.write(records, at, header, origin, segment.number);
        records.position(at + Header.BYTES);
        payload.writeTo(records);
        int payloadCrc = Header.crc(records, at + Header.BYTES, payload.size());
        records.putInt(payloadCrc);
        zero(records, at + total);
        chain = Layout.chain(crc, payloadCrc);
        identify(header);
        note(type, index, term, offset, offset + total);
        count++;
        return true;
    }

    private boolean fits(int total) {
        int end = Layout.align(records.position() + total, Layout.BLOCK);
        int named = Layout.align((count + 1) * Identifier.BYTES, Layout.SECTOR);
        if (segment.recordsAt + end > segment.bytes
                || segment.identifiersAt + named > segment.recordsStart()
                || count == COUNT_MAX) {
            return false;
        }
        if (end > records.capacity()) {
            if (count > 0) {
                return false;
            }
            records = ByteBuffer.allocateDirect(end);
        }
        return true;
    }

    private void identify(Header header) {
        int at = identifiers.position();
        if (at == identifiers.capacity()) {
            identifiers = ByteBuffer.allocateDirect(2 * at).put(identifiers.flip());
        }
        int slot = segment.identifiersAt + at;
        Identifier.write(identifiers, at, slot, header, origin, segment.number);
        identifiers.position(at + Identifier.BYTES);
    }

    private void note(Type type, long index, long term, int offset, int end) {
        if (count == indexes.length) {
            types = Arrays.copyOf(types, 2 * count);
            indexes = Arrays.copyOf(indexes, 2 * count);
            terms = Arrays.copyOf(terms, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        types[count] = type;
        indexes[count] = index;
        terms[count] = term;
        offsets[count] = offset;
        ends[count] = end;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The ordinal of the last record. */
    long top() {
        return durable + count;
    }

    int chain() {
        return chain;
    }

    /**
     * What is to be written: records, then identifiers, padded with zeros. When only the process
     * dies between the two, no identifier claims a record that is not there, so nothing is
     * ambiguous afterwards.
     */
    List<Disk.Piece> pieces() {
        zero(records, Layout.align(records.position(), Layout.BLOCK));
        zero(identifiers, Layout.align(identifiers.position(), Layout.SECTOR));
        return List.of(
                new Disk.Piece(segment.recordsAt, records.flip()),
                new Disk.Piece(segment.identifiersAt, identifiers.flip()));
    }

    /** Once it is durable: moves the segment's ends on, and notes where the entries are. */
    void written(Places places, Seams seams) {
        places.note(segment.number, count, types, indexes, offsets, ends);
        seams.note(count, types, indexes, terms);
        segment.identifiersAt += identifiers.limit();
        segment.recordsAt += records.limit();
    }

    private static void zero(ByteBuffer buffer, int to) {
        while (buffer.position() < to) {
            buffer.put(ZEROS, 0, Math.min(ZEROS.length, to - buffer.position()));
        }
    }
}
