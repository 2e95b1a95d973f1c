package io.jangada.server.backup;

import io.jangada.database.Inspection;
import io.jangada.node.Image;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * The file of a backup that was read to its end and is whole.
 *
 * @param header what it is of
 * @param bytes of the file
 * @param hash CRC32C of the store's image: equal stores have the same
 * @param sum SHA-256 of everything but the sum itself, in hexadecimal
 */
public record BackupFile(Path file, BackupHeader header, long bytes, int hash, String sum) {

    /**
     * Reads all of {@code file}, in bounded memory.
     *
     * @param checksSum whether the sum has to be there and to be right; everything else has to be
     *     in any case
     * @param read is told how many bytes were read
     * @throws IOException in one sentence that names the file, the offset and what to do
     */
    public static BackupFile read(Path file, boolean checksSum, LongConsumer read)
            throws IOException {
        MessageDigest digest = Sums.sha256();
        try (BackupReader reader = BackupReader.open(file, digest)) {
            BackupHeader header = reader.header();
            boolean summed = reader.checkLength(checksSum);
            Inspection inspection = new Inspection();
            for (Bytes chunk = reader.chunk(); chunk != null; chunk = reader.chunk()) {
                take(inspection, chunk, reader);
                read.accept(reader.offset());
            }
            end(inspection, reader);
            int hash = reader.end();
            byte[] sum = digest.digest();
            if (checksSum && summed) {
                reader.checkSum(sum);
            }
            return new BackupFile(
                    file, header, Files.size(file), hash, HexFormat.of().formatHex(sum));
        }
    }

    private static void take(Inspection inspection, Bytes chunk, BackupReader reader)
            throws IOException {
        try {
            inspection.take(chunk);
        } catch (IllegalArgumentException malformed) {
            throw reader.refused(String.valueOf(malformed.getMessage()));
        }
    }

    private static void end(Inspection inspection, BackupReader reader) throws IOException {
        try {
            inspection.end();
        } catch (IllegalArgumentException malformed) {
            throw reader.refused(String.valueOf(malformed.getMessage()));
        }
        BackupHeader header = reader.header();
        if (inspection.revision() != header.revision()
                || inspection.compactRevision() != header.compactRevision()
                || inspection.keys() != header.keys()) {
            throw reader.refused(
                    "the store has revision %d, compacted %d, with %d keys; the header says %d, %d, %d"
                            .formatted(
                                    inspection.revision(),
                                    inspection.compactRevision(),
                                    inspection.keys(),
                                    header.revision(),
                                    header.compactRevision(),
                                    header.keys()));
        }
    }

    /**
     * The store's image. It is checked once more as it is read, so {@link Image#next} may throw an
     * {@link UncheckedIOException} with such a sentence; at its end, too, when the file is another
     * one by then.
     */
    public Image image(LongConsumer read) throws IOException {
        MessageDigest digest = Sums.sha256();
        BackupReader reader = BackupReader.open(file, digest);
        return new Image() {
            @Override
            public @Nullable Bytes next() {
                try {
                    Bytes chunk = reader.chunk();
                    read.accept(reader.offset());
                    if (chunk == null) {
                        reader.end();
                        checkSame(HexFormat.of().formatHex(digest.digest()));
                    }
                    return chunk;
                } catch (IOException damaged) {
                    throw new UncheckedIOException(damaged);
                }
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    private void checkSame(String found) throws IOException {
        if (!found.equals(sum)) {
            throw new IOException(file + " is another file now than when it was checked");
        }
    }
}
