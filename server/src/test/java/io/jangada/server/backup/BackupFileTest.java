package io.jangada.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.database.Commands;
import io.jangada.database.Database;
import io.jangada.database.StoreImage;
import io.jangada.kv.DeleteRange;
import io.jangada.kv.Key;
import io.jangada.kv.Put;
import io.jangada.kv.Span;
import io.jangada.kv.Value;
import io.jangada.node.Image;
import io.jangada.raft.Bytes;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a backup is of, and that no damage of it passes. */
class BackupFileTest {
    private static final long QUOTA = 1L << 30;
    private static final String ADVICE = "; use another copy, or take another backup";

    private Database database = new Database();
    private long index;

    @TempDir private Path folder;
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("backup.db");
    }

    private void put(String key, String value) {
        Put put = Put.of(Key.of(key), Value.of(value));
        database.apply(++index, Commands.encode(put, QUOTA));
    }

    private BackupHeader header(long keys) {
        long bytes = 0;
        StoreImage image = database.image();
        for (Bytes piece = image.next(); piece != null; piece = image.next()) {
            bytes += piece.size();
        }
        return new BackupHeader(
                -7, image.revision(), image.compactRevision(), keys, bytes, 12, "3.6.0");
    }

    private static byte[] written(BackupHeader header, Image image) {
        BackupWriter writer = new BackupWriter(header, image);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(writer.left()).isEqualTo(header.fileBytes() - 32);
        long left = writer.left();
        List<Bytes> blobs = new ArrayList<>();
        for (Bytes blob = writer.next(); blob != null; blob = writer.next()) {
            assertThat(blob.size()).isBetween(1, 32 << 10);
            left = Math.max(0, left - blob.size());
            assertThat(writer.left()).isEqualTo(left);
            out.writeBytes(blob.toArray());
            blobs.add(blob);
        }
        assertThat(blobs.getLast().size()).isEqualTo(32);
        return out.toByteArray();
    }

    private byte[] small() {
        put("a", "1");
        put("a", "2");
        put("b", "1");
        database.apply(
                ++index, Commands.encode(new DeleteRange(Span.of(Key.of("b")), false), QUOTA));
        return written(header(1), database.image());
    }

    private byte[] large() {
        for (int i = 0; i < 5; i++) {
            put("k" + i, "v".repeat(60_000 + i));
        }
        return written(header(5), database.image());
    }

    private BackupFile read(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        return BackupFile.read(file, true, _ -> {});
    }

    private void refused(byte[] bytes, String why) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessage(file + why);
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] other = bytes.clone();
        other[at] ^= 0x10;
        return other;
    }

    @Test
    void aBackupSaysWhatItIsOfAndHasTheImage() throws Exception {
        byte[] bytes = large();
        BackupFile backup = read(bytes);
        assertThat(backup.header()).isEqualTo(header(5));
        assertThat(backup.bytes()).isEqualTo(bytes.length);
        assertThat(bytes.length % 512).isEqualTo(32);
        assertThat(joined(backup.image(_ -> {}))).isEqualTo(joined(database.image()));
    }

    /** The sum, the cluster and the place in its log are others; the store is not. */
    @Test
    void equalStoresHaveTheSameHash() throws Exception {
        BackupFile one = read(large());
        BackupHeader header = header(5);
        BackupHeader elsewhere =
                new BackupHeader(
                        8,
                        header.revision(),
                        header.compactRevision(),
                        5,
                        header.imageBytes(),
                        99,
                        "3.6.0");
        BackupFile other = read(written(elsewhere, database.image()));
        assertThat(other.hash()).isEqualTo(one.hash());
        assertThat(other.sum()).isNotEqualTo(one.sum());
        put("another", "");
        assertThat(read(written(header(6), database.image())).hash()).isNotEqualTo(one.hash());
    }

    private static Bytes joined(Image image) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (image) {
            for (Bytes piece = image.next(); piece != null; piece = image.next()) {
                all.writeBytes(piece.toArray());
            }
        }
        return Bytes.owned(all.toByteArray());
    }

    @Test
    void anImageOfWholeChunksEndsWithTheLastOfThem() throws Exception {
        put("k", "v".repeat(60_000));
        int lacking = Layout.CHUNK_BYTES - (int) header(1).imageBytes();
        database = new Database();
        put("k", "v".repeat(60_000 + lacking));
        assertThat(header(1).imageBytes()).isEqualTo(Layout.CHUNK_BYTES);
        assertThat(read(written(header(1), database.image())).header()).isEqualTo(header(1));
    }

    @Test
    void aDamagedByteIsFoundWhereverItIs() {
        byte[] bytes = small();
        assertThat(bytes).hasSizeLessThan(2000);
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = flipped(bytes, at);
            assertThatThrownBy(() -> read(damaged))
                    .as("byte %d", at)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + " at ");
        }
    }

    @Test
    void damageIsNamedByItsPlace() {
        byte[] bytes = large();
        int chunk = Layout.CHUNK_BYTES + 4;
        int end =
                bytes.length - 32 - (bytes.length - 32 - (int) Layout.end(header(5).imageBytes()));
        refused(flipped(bytes, 0), " at 0: no backup of jangada; is it the right file?");
        refused(flipped(bytes, 20), " at 0: the header is damaged" + ADVICE);
        refused(flipped(bytes, 500), " at 0: the header is damaged" + ADVICE);
        refused(flipped(bytes, 512), " at 512: chunk 0 is damaged" + ADVICE);
        refused(flipped(bytes, 511 + chunk), " at 512: chunk 0 is damaged" + ADVICE);
        String third = " at %d: chunk 2 is damaged".formatted(512 + 2 * chunk) + ADVICE;
        refused(flipped(bytes, 512 + 2 * chunk), third);
        refused(flipped(bytes, end), " at " + end + ": the end mark is damaged" + ADVICE);
        refused(flipped(bytes, end + 15), " at " + end + ": the end mark is damaged" + ADVICE);
        int padding = end + 16;
        assertThat(padding).isLessThan(bytes.length - 32);
        refused(flipped(bytes, padding), " at " + padding + ": the padding is damaged" + ADVICE);
        int sum = bytes.length - 32;
        assertThatThrownBy(() -> read(flipped(bytes, sum + 5)))
                .hasMessageStartingWith(file + " at " + sum + ": expected sha256 ");
    }

    /** Each is whole in itself, but not where it is. */
    @Test
    void chunksThatWereExchangedAreRefused() {
        for (int i = 0; i < 2; i++) {
            put("k" + i, "v".repeat(3 * Layout.CHUNK_BYTES));
        }
        byte[] bytes = written(header(2), database.image());
        int chunk = Layout.CHUNK_BYTES + 4;
        byte[] exchanged = bytes.clone();
        System.arraycopy(bytes, 512 + chunk, exchanged, 512 + 2 * chunk, chunk);
        System.arraycopy(bytes, 512 + 2 * chunk, exchanged, 512 + chunk, chunk);
        String where = " at " + (512 + chunk) + ": chunk 1 is damaged";
        refused(exchanged, where + ADVICE);
    }

    @Test
    void aFileThatIsCutIsRefusedWhereverItEnds() {
        byte[] bytes = small();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut))
                    .as("length %d", length)
                    .hasMessageContaining(" at ");
        }
        refused(Arrays.copyOf(bytes, 5), " at 0: no backup: it has 5 bytes" + ADVICE);
        refused(
                Arrays.copyOf(bytes, 700),
                " at 700: cut off, 700 of " + bytes.length + " bytes are there" + ADVICE);
        refused(
                Arrays.copyOf(bytes, bytes.length + 3),
                " at " + bytes.length + ": 3 bytes too many" + ADVICE);
    }

    @Test
    void theSumMayBeLeftOutWhereThatIsAskedFor() throws Exception {
        byte[] bytes = small();
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 32);
        refused(cut, " at " + cut.length + ": snapshot missing hash but --skip-hash-check=false");
        BackupFile summed = read(bytes);
        BackupFile without = BackupFile.read(Files.write(file, cut), false, _ -> {});
        assertThat(without.sum()).isEqualTo(summed.sum());
        byte[] wrong = flipped(bytes, bytes.length - 1);
        assertThat(BackupFile.read(Files.write(file, wrong), false, _ -> {}).sum())
                .isEqualTo(summed.sum());
        Files.write(file, flipped(bytes, 513));
        assertThatThrownBy(() -> BackupFile.read(file, false, _ -> {}))
                .hasMessageContaining("chunk 0 is damaged");
    }

    @Test
    void otherFilesAreToldApart() {
        byte[] bbolt = new byte[4096];
        ByteBuffer.wrap(bbolt).putInt(16, 0xedda0ced);
        refused(bbolt, " at 0: a snapshot of etcd, which only etcdutl restores");
        byte[] newer = small();
        ByteBuffer.wrap(newer).putInt(8, 2);
        ByteBuffer.wrap(newer).putInt(508, Layout.crc(ByteBuffer.wrap(newer, 0, 508)));
        refused(newer, " at 8: format 2 is not known here, only 1; use the program that made it");
    }

    /** What has right checksums and was not written by us. */
    @Test
    void whatIsInsideHasToBeWhatTheHeaderSays() {
        put("a", "1");
        byte[] bytes = written(header(2), database.image());
        assertThatThrownBy(() -> read(bytes))
                .hasMessageContaining(
                        "the store has revision 2, compacted -1, with 1 keys; the header says 2,"
                                + " -1, 2");
        Bytes other = Bytes.utf8("no image of a store");
        BackupHeader header = new BackupHeader(1, 2, -1, 1, other.size(), 3, "3.6.0");
        assertThatThrownBy(() -> read(written(header, Image.of(other))))
                .hasMessageContaining("malformed image: cut off");
        byte[] impossible = small();
        ByteBuffer.wrap(impossible).putLong(48, -1);
        ByteBuffer.wrap(impossible).putInt(508, Layout.crc(ByteBuffer.wrap(impossible, 0, 508)));
        refused(impossible, " at 0: no header that this program writes" + ADVICE);
    }

    /** Between the two times that it is read. */
    @Test
    void aFileThatIsDamagedLaterIsFoundAsItIsRestored() throws Exception {
        byte[] bytes = large();
        BackupFile backup = read(bytes);
        Files.write(file, flipped(bytes, 600));
        try (Image image = backup.image(_ -> {})) {
            assertThatThrownBy(image::next)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("chunk 0 is damaged");
        }
    }

    /** A restore that reads it twice must not make one member of this and another of that. */
    @Test
    void aFileThatWasExchangedIsFoundAsItIsRestored() throws Exception {
        BackupFile checked = read(small());
        put("c", "3");
        Files.write(file, written(header(2), database.image()));
        try (Image image = checked.image(_ -> {})) {
            assertThatThrownBy(
                            () -> {
                                while (image.next() != null) {}
                            })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageEndingWith(file + " is another file now than when it was checked");
        }
    }

    @Test
    void readingIsToldOf() throws Exception {
        byte[] bytes = large();
        List<Long> told = new ArrayList<>();
        BackupFile.read(Files.write(file, bytes), true, told::add);
        assertThat(told).isSorted().hasSize((int) Layout.chunks(header(5).imageBytes()));
        assertThat(told.getLast()).isEqualTo(Layout.end(header(5).imageBytes()));
    }
}
