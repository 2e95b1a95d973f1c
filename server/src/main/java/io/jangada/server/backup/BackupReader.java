package io.jangada.server.backup;

import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Reads a backup from its beginning, part by part, and believes nothing. */
final class BackupReader implements AutoCloseable {
    /** What bbolt, in which etcd keeps its data, has at this offset, little-endian. */
    private static final int BBOLT_AT = 16;

    private static final int BBOLT = 0xedda0ced;

    private final Path file;
    private final FileChannel channel;
    private final MessageDigest digest;
    private final CRC32C all = new CRC32C();
    private final long length;
    private final BackupHeader header;
    private long offset;
    private long number;

    private BackupReader(Path file, FileChannel channel, MessageDigest digest) throws IOException {
        this.file = file;
        this.channel = channel;
        this.digest = digest;
        this.length = channel.size();
        this.header = readHeader();
    }

    /** Reads the header; what is read from then on goes through {@code digest}, too. */
    static BackupReader open(Path file, MessageDigest digest) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new BackupReader(file, channel, digest);
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    BackupHeader header() {
        return header;
    }

    /** How much was read. */
    long offset() {
        return offset;
    }

    private BackupHeader readHeader() throws IOException {
        if (length < Layout.HEADER_BYTES) {
            throw refused(0, "no backup: it has " + length + " bytes");
        }
        ByteBuffer bytes = read(Layout.HEADER_BYTES);
        if (bytes.getLong(0) != BackupHeader.MAGIC) {
            throw new IOException(
                    bytes.getInt(BBOLT_AT) == BBOLT
                            ? file + " at 0: a snapshot of etcd, which only etcdutl restores"
                            : file + " at 0: no backup of jangada; is it the right file?");
        }
        if (!BackupHeader.isWhole(bytes)) {
            throw refused(0, "the header is damaged");
        }
        if (bytes.getInt(8) != BackupHeader.FORMAT) {
            throw new IOException(
                    "%s at 8: format %d is not known here, only %d; use the program that made it"
                            .formatted(file, bytes.getInt(8), BackupHeader.FORMAT));
        }
        if (!BackupHeader.isPossible(bytes)) {
            throw refused(0, "no header that this program writes");
        }
        return BackupHeader.decode(bytes);
    }

    /**
     * Whether the sum is there.
     *
     * @param required whether it has to be
     */
    boolean checkLength(boolean required) throws IOException {
        long wanted = header.fileBytes();
        if (length == wanted) {
            return true;
        }
        long unsummed = wanted - Layout.SUM_BYTES;
        if (length == unsummed && !required) {
            return false;
        }
        if (length == unsummed) {
            throw new IOException(
                    "%s at %d: snapshot missing hash but --skip-hash-check=false"
                            .formatted(file, length));
        }
        if (length > wanted) {
            throw refused(wanted, (length - wanted) + " bytes too many");
        }
        throw refused(length, "cut off, %d of %d bytes are there".formatted(length, wanted));
    }

    /** The next chunk of the image; null behind the last. */
    @Nullable Bytes chunk() throws IOException {
        long left = header.imageBytes() - number * Layout.CHUNK_BYTES;
        if (left <= 0) {
            return null;
        }
        long at = offset;
        int size = (int) Math.min(left, Layout.CHUNK_BYTES);
        ByteBuffer bytes = read(size + Integer.BYTES);
        ByteBuffer contents = bytes.slice(0, size);
        CRC32C crc = Layout.chunk(number);
        crc.update(contents.duplicate());
        if (bytes.getInt(size) != (int) crc.getValue()) {
            throw refused(at, "chunk " + number + " is damaged");
        }
        all.update(contents.duplicate());
        number++;
        return Bytes.copyOf(contents);
    }

    /** Behind the last chunk; answers the checksum of the whole image. */
    int end() throws IOException {
        long at = offset;
        int crc = (int) all.getValue();
        if (!read(Layout.END_BYTES).equals(Layout.end(crc))) {
            throw refused(at, "the end mark is damaged");
        }
        at = offset;
        ByteBuffer padding = read((int) (Layout.sum(header.imageBytes()) - at));
        while (padding.hasRemaining()) {
            if (padding.get() != 0) {
                throw refused(at + padding.position() - 1, "the padding is damaged");
            }
        }
        return crc;
    }

    /** Behind the end. */
    void checkSum(byte[] expected) throws IOException {
        long at = offset;
        ByteBuffer found = read(Layout.SUM_BYTES);
        if (!found.equals(ByteBuffer.wrap(expected))) {
            byte[] there = new byte[Layout.SUM_BYTES];
            found.get(there);
            throw refused(
                    at,
                    "expected sha256 %s, got %s"
                            .formatted(
                                    HexFormat.of().formatHex(there),
                                    HexFormat.of().formatHex(expected)));
        }
    }

    private ByteBuffer read(int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw refused(offset + bytes.position(), "cut off");
            }
        }
        offset += size;
        digest.update(bytes.flip().duplicate());
        return bytes;
    }

    /** Of what was read last. */
    IOException refused(String what) {
        return refused(offset, what);
    }

    private IOException refused(long at, String what) {
        return new IOException(
                "%s at %d: %s; use another copy, or take another backup".formatted(file, at, what));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing was written.
            System.getLogger(BackupReader.class.getName())
                    .log(System.Logger.Level.DEBUG, ignored.toString());
        }
    }
}
