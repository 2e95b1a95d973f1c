package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * All that can be read in a segment file, in the order of the ordinals, judging nothing. The image
 * is valid until the next file is scanned with the same buffer.
 */
final class Scan {
    final Segment segment;
    final long size;
    final ByteBuffer image;
    final List<Header> headers = new ArrayList<>();
    final List<Identifier> identifiers = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();

    /** Which of the headers have a whole payload. */
    private final BitSet whole = new BitSet();

    private final Origin origin;

    private Scan(Segment segment, long size, ByteBuffer image, Origin origin) {
        this.segment = segment;
        this.size = size;
        this.image = image;
        this.origin = origin;
    }

    /**
     * @param near an ordinal close to those in the file
     */
    static Scan read(Disk disk, long number, Origin origin, long near, ByteBuffer buffer)
            throws IOException, Damage, Block.Newer {
        String file = Layout.segment(number);
        Segment segment = head(disk, number, origin);
        disk.read(file, 0, buffer.clear().limit(segment.bytes));
        Scan scan = new Scan(segment, disk.size(file), buffer.flip(), origin);
        scan.findIdentifiers(near);
        scan.findRecords();
        scan.headers.sort(Comparator.comparingLong(Header::ordinal));
        scan.identifiers.sort(Comparator.comparingLong(Identifier::ordinal));
        scan.checkPayloads();
        return scan;
    }

    /** The segment as its head describes it. */
    static Segment head(Disk disk, long number, Origin origin)
            throws IOException, Damage, Block.Newer {
        String file = Layout.segment(number);
        ByteBuffer bytes = ByteBuffer.allocate(Block.BYTES);
        disk.read(file, 0, bytes);
        Block block = Block.read(bytes.flip(), 0, Block.Kind.SEGMENT, 0);
        if (block == null) {
            throw new Damage(file + " at 0: the head is damaged");
        }
        if (block.clusterId() != origin.clusterId()
                || block.incarnation() != origin.incarnation()
                || block.sequence() != number) {
            throw new Damage(file + " at 0: the head is of another file or member");
        }
        return new Segment(number, block.body().getInt(0), block.body().getInt(4));
    }

    /** Whether nothing was ever written behind the head of a segment of full size. */
    static boolean isBlank(Disk disk, Segment segment) throws IOException {
        if (disk.size(segment.file) != segment.bytes) {
            return false;
        }
        ByteBuffer chunk = ByteBuffer.allocate(Math.min(1 << 20, segment.bytes));
        for (int at = Block.BYTES; at < segment.bytes; at += chunk.limit()) {
            if (disk.read(segment.file, at, chunk.clear()) == 0) {
                return false;
            }
            if (nonZero(chunk.flip(), 0, chunk.limit()) < chunk.limit()) {
                return false;
            }
        }
        return true;
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
        int end = Math.min(segment.recordsStart(), image.limit());
        int slot = Layout.BLOCK;
        for (; slot + Identifier.BYTES <= end; slot += Identifier.BYTES) {
            int at = nonZero(image, slot, slot + Identifier.BYTES);
            if (at == slot + Identifier.BYTES) {
                continue;
            }
            Identifier found = Identifier.read(image, slot, origin, segment.number, near);
            if (found == null) {
                warnings.add(segment.file + " at " + at + ": an identifier is damaged");
            } else {
                identifiers.add(found);
            }
        }
    }

    private void findRecords() {
        int at = segment.recordsStart();
        int strange = -1;
        while (at + 8 <= image.limit()) {
            Header header = Header.read(image, at, origin, segment.number);
            if (header != null) {
                headers.add(header);
                at = Math.min(header.end(), image.limit());
                strange = -1;
                continue;
            }
            if (image.getLong(at) != 0 && strange < 0) {
                strange = nonZero(image, at, at + 8);
                warnings.add(
                        segment.file
                                + " at "
                                + strange
                                + ": bytes that are neither 0 nor a record");
            }
            at += 8;
        }
    }

    private void checkPayloads() {
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            int sum = header.payload() + header.length();
            if (header.end() > image.limit()) {
                continue;
            }
            whole.set(i, Header.crc(image, header.payload(), header.length()) == image.getInt(sum));
            int padding = nonZero(image, sum + 4, header.end());
            if (padding < header.end()) {
                warnings.add(segment.file + " at " + padding + ": padding that is not 0");
            }
        }
    }

    /** The lowest ordinal that the file may hold, or {@link Long#MAX_VALUE} if none is known. */
    long first() {
        long first = identifiers.isEmpty() ? Long.MAX_VALUE : identifiers.getFirst().ordinal();
        for (Header header : headers) {
            first = Math.min(first, header.durable() + 1);
        }
        return first;
    }

    /** The highest ordinal of which there is a trace, or 0. */
    long top() {
        long top = identifiers.isEmpty() ? 0 : identifiers.getLast().ordinal();
        return headers.isEmpty() ? top : Math.max(top, headers.getLast().ordinal());
    }

    /** The highest ordinal that these records prove to have been forced. */
    long durable() {
        return headers.stream().mapToLong(Header::durable).max().orElse(0);
    }

    /** Where the header of {@code ordinal} is in {@link #headers}, or negative. */
    int find(long ordinal) {
        int low = 0;
        int high = headers.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = headers.get(middle).ordinal();
            if (found == ordinal) {
                return middle;
            }
            if (found < ordinal) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    boolean isWhole(int position) {
        return whole.get(position);
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

    /** Whether an identifier has {@code ordinal} or a later one. */
    boolean named(long ordinal) {
        return !identifiers.isEmpty() && identifiers.getLast().ordinal() >= ordinal;
    }

    int payloadCrc(Header header) {
        return image.getInt(header.payload() + header.length());
    }

    /** The end of all that is not zero. */
    int end() {
        int end = image.limit();
        while (end > 0 && image.get(end - 1) == 0) {
            end--;
        }
        return end;
    }
}
