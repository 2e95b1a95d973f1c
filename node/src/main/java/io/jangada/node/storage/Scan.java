package io.jangada.node.storage;

import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All that can be read in a segment file, in the order of the ordinals, judging nothing. */
final class Scan {
    final Segment segment;
    final long size;
    final List<Found> records = new ArrayList<>();
    final List<Identifier> identifiers = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();

    /** Whether an identifier is damaged, and whether there are bytes that are no record. */
    private boolean nameless;

    private boolean strange;

    private final Window window;
    private final Origin origin;

    private Scan(Segment segment, long size, Window window, Origin origin) {
        this.segment = segment;
        this.size = size;
        this.window = window;
        this.origin = origin;
    }

    /**
     * A record with a valid header.
     *
     * @param whole whether its payload is what the checksum says
     * @param payloadCrc as it was read; means nothing unless {@code whole}
     * @param first the first four bytes of the payload; 0 if it has not so many
     */
    record Found(Header header, boolean whole, int payloadCrc, int first) {
        long ordinal() {
            return header.ordinal();
        }
    }

    /**
     * @param near an ordinal close to those in the file
     */
    static Scan read(Disk disk, Segment segment, Origin origin, long near) throws IOException {
        Window window = new Window(disk, segment.file, segment.bytes);
        Scan scan = new Scan(segment, disk.size(segment.file), window, origin);
        scan.findIdentifiers(near);
        scan.findRecords();
        scan.noteUnreadable();
        scan.records.sort(Comparator.comparingLong(Found::ordinal));
        scan.identifiers.sort(Comparator.comparingLong(Identifier::ordinal));
        return scan;
    }

    /** The segment as its head describes it. */
    static Segment head(Disk disk, long number, Origin origin)
            throws IOException, Damage, Block.Newer {
        return head(disk, Layout.segment(number), number, origin);
    }

    /** The same of segment {@code number} where it stands under another name. */
    static Segment head(Disk disk, String file, long number, Origin origin)
            throws IOException, Damage, Block.Newer {
        Block block = Block.read(disk, file, Block.Kind.SEGMENT, 0);
        if (block == null) {
            throw new Damage(file + " at 0: the head is damaged");
        }
        if (block.clusterId() != origin.clusterId()
                || block.incarnation() != origin.incarnation()
                || block.sequence() != number) {
            throw new Damage(file + " at 0: the head is of another file or member");
        }
        return new Segment(file, number, block.body().getInt(0), block.body().getInt(4));
    }

    /** Whether nothing was ever written behind the head of a segment of full size. */
    static boolean isBlank(Disk disk, Segment segment) throws IOException {
        if (disk.size(segment.file) != segment.bytes) {
            return false;
        }
        Window window = new Window(disk, segment.file, segment.bytes);
        for (int at = Block.BYTES; at < segment.bytes; at += Layout.BLOCK) {
            int start = window.at(at, Layout.BLOCK);
            int end = start + Layout.BLOCK;
            if (nonZero(window.bytes(), start, end) < end) {
                return false;
            }
        }
        return window.unreadable(0) < 0;
    }

    /** The first byte from {@code from} on that is not zero, or {@code to}. */
    static int nonZero(ByteBuffer bytes, int from, int to) {
        int at = from;
        while (at + 8 <= to && bytes.getLong(at) == 0) {
            at += 8;
        }
        while (at < to && bytes.get(at) == 0) {
            at++;
        }
        return at;
    }

    private void findIdentifiers(long near) {
        int end = Math.min(segment.recordsStart(), window.limit);
        int slot = Layout.BLOCK;
        for (; slot + Identifier.BYTES <= end; slot += Identifier.BYTES) {
            int at = window.at(slot, Identifier.BYTES);
            int nonZero = nonZero(window.bytes(), at, at + Identifier.BYTES) - at;
            if (nonZero == Identifier.BYTES) {
                continue;
            }
            Identifier found =
                    Identifier.read(window.bytes(), at, slot, origin, segment.number, near);
            if (found == null) {
                nameless = true;
                warn(slot + nonZero, "an identifier is damaged");
            } else {
                identifiers.add(found);
            }
        }
    }

    private void findRecords() {
        int offset = segment.recordsStart();
        boolean noted = false;
        while (offset + 8 <= window.limit) {
            int at = window.at(offset, Math.min(Header.BYTES, window.limit - offset));
            Header header = Header.read(window.bytes(), at, offset, origin, segment.number);
            if (header != null) {
                records.add(found(header));
                offset = Math.min(header.end(), window.limit);
                noted = false;
                continue;
            }
            // Most of a file is zeros: no header begins with them.
            int zeros = nonZero(window.bytes(), at, window.bytes().limit()) - at;
            if (zeros < 8 && !noted) {
                noted = true;
                strange = true;
                warn(offset + zeros, "bytes that are neither 0 nor a record");
            }
            offset += Math.max(8, zeros & -8);
        }
    }

    private Found found(Header header) {
        if (header.end() > window.limit) {
            return new Found(header, false, 0, 0);
        }
        int length = header.length();
        int total = header.end() - header.payload();
        int at = window.at(header.payload(), total);
        ByteBuffer bytes = window.bytes();
        int crc = bytes.getInt(at + length);
        int padding = nonZero(bytes, at + length + 4, at + total) - at;
        if (padding < total) {
            warn(header.payload() + padding, "padding that is not 0");
        }
        boolean whole = Header.crc(bytes, at, length) == crc;
        return new Found(header, whole, crc, length < 4 ? 0 : bytes.getInt(at));
    }

    private void noteUnreadable() {
        for (int at = window.unreadable(0); at >= 0; at = window.unreadable(at + Layout.BLOCK)) {
            warn(at, "cannot be read; taken for damaged");
        }
    }

    private void warn(int at, String what) {
        warnings.add(segment.file + " at " + at + ": " + what);
    }

    /** Whether blocks both of identifiers and of records cannot be read: they may hold anything. */
    boolean isHidden() {
        int first = window.unreadable(0);
        return first >= 0
                && first < segment.recordsStart()
                && window.unreadable(segment.recordsStart()) >= 0;
    }

    /** Whether it may hold a record of which not even the identifier is left. */
    boolean isVague() {
        int first = window.unreadable(0);
        boolean unnamed = nameless || (first >= 0 && first < segment.recordsStart());
        boolean lost = strange || window.unreadable(segment.recordsStart()) >= 0;
        return (unnamed && lost) || size < segment.recordsStart();
    }

    /** The lowest ordinal that the file may hold, or {@link Long#MAX_VALUE} if none is known. */
    long first() {
        long first = identifiers.isEmpty() ? Long.MAX_VALUE : identifiers.getFirst().ordinal();
        for (Found record : records) {
            first = Math.min(first, record.header().durable() + 1);
        }
        return first;
    }

    /** The highest ordinal of which there is a trace, or 0. */
    long top() {
        long top = identifiers.isEmpty() ? 0 : identifiers.getLast().ordinal();
        return records.isEmpty() ? top : Math.max(top, records.getLast().ordinal());
    }

    /** The highest ordinal that these records prove to have been forced. */
    long durable() {
        return records.stream().mapToLong(record -> record.header().durable()).max().orElse(0);
    }

    @Nullable Found find(long ordinal) {
        int low = 0;
        int high = records.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Found found = records.get(middle);
            if (found.ordinal() == ordinal) {
                return found;
            }
            if (found.ordinal() < ordinal) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    @Nullable Identifier identifier(long ordinal) {
        int low = 0;
        int high = identifiers.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Identifier found = identifiers.get(middle);
            if (found.ordinal() == ordinal) {
                return found;
            }
            if (found.ordinal() < ordinal) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Whether the sector from {@code offset} on was read and is zeros. */
    boolean isBlank(int offset) {
        return offset + Layout.SECTOR <= window.limit && isZero(offset, Layout.SECTOR);
    }

    /** Whether the eight bytes at {@code offset}, a multiple of 8, were read and are zeros. */
    boolean isZero(int offset) {
        return offset + 8 <= window.limit && isZero(offset, 8);
    }

    private boolean isZero(int offset, int length) {
        int at = window.at(offset, length);
        return nonZero(window.bytes(), at, at + length) == at + length
                && window.unreadable(offset) != (offset & -Layout.BLOCK);
    }

    /** Whether an identifier has {@code ordinal} or a later one. */
    boolean named(long ordinal) {
        return !identifiers.isEmpty() && identifiers.getLast().ordinal() >= ordinal;
    }

    /** The payload of a record that was found whole; read again, and checked again. */
    Bytes payload(Header header) throws IOException {
        int at = window.at(header.payload(), header.length() + 4);
        ByteBuffer bytes = window.bytes();
        if (Header.crc(bytes, at, header.length()) != bytes.getInt(at + header.length())) {
            throw new IOException(
                    segment.file
                            + " at "
                            + header.payload()
                            + ": the disk gave other bytes before");
        }
        return Bytes.copyOf(bytes.slice(at, header.length()));
    }

    /** Hands over all from {@code offset} to the last byte that is not zero, piece by piece. */
    void pieces(int offset, PieceReader reader) throws IOException {
        int end = end();
        for (int at = offset; at < end; at += Layout.BLOCK) {
            int length = Math.min(Layout.BLOCK, end - at);
            reader.read(at - offset, piece(at, length));
        }
    }

    private ByteBuffer piece(int offset, int length) {
        int at = window.at(offset, length);
        return window.bytes().slice(at, length);
    }

    /** Takes a piece and its place behind the first one. */
    interface PieceReader {
        void read(int position, ByteBuffer piece) throws IOException;
    }

    /** The end of all that is not zero. */
    int end() {
        int end = 0;
        for (int at = 0; at < window.limit; at += Layout.BLOCK) {
            int length = Math.min(Layout.BLOCK, window.limit - at);
            int start = window.at(at, length);
            for (int i = length; i > 0; i--) {
                if (window.bytes().get(start + i - 1) != 0) {
                    end = at + i;
                    break;
                }
            }
        }
        return end;
    }
}
