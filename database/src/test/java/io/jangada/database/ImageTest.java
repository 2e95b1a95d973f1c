package io.jangada.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.kv.Command;
import io.jangada.kv.Compact;
import io.jangada.kv.DeleteRange;
import io.jangada.kv.Key;
import io.jangada.kv.KeyValue;
import io.jangada.kv.Pin;
import io.jangada.kv.Put;
import io.jangada.kv.Range;
import io.jangada.kv.Result;
import io.jangada.kv.Span;
import io.jangada.kv.Store;
import io.jangada.kv.Value;
import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.raft.Bytes;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The bytes of an image, and what loading makes of them and of others. */
class ImageTest {

    private static final long QUOTA = 1 << 20;

    private final Database database = new Database();
    private long index;

    @Test
    void theBytesAreThoseOfTheDesign() {
        apply(put("a", "1"));
        apply(put("a", "2"));
        apply(delete("a"));
        apply(put("b", "x"));
        apply(new Compact(3));
        assertThat(HexFormat.of().formatHex(bytes(database).toArray()))
                .isEqualTo(
                        "00000004"
                                + "01"
                                + "00"
                                + "0a"
                                + "06"
                                + "00000009"
                                + "00"
                                + "0161"
                                + "06"
                                + "04"
                                + "04"
                                + "00"
                                + "0132"
                                + "00000002"
                                + "03"
                                + "08"
                                + "00000009"
                                + "00"
                                + "0162"
                                + "0a"
                                + "0a"
                                + "02"
                                + "00"
                                + "0178"
                                + "00000000");
    }

    @Test
    void whatIsLoadedAnswersAsWhatWasWritten() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            Database one = new Database();
            Database other = new Database();
            List<Bytes> entries = entries(random, 120);
            for (Bytes entry : entries.subList(0, 80)) {
                one.apply(1, entry);
                other.apply(1, entry);
                other.store().tidy(100);
            }
            Bytes image = bytes(one);
            assertThat(bytes(other)).as("seed %d", seed).isEqualTo(image);
            Database loaded = new Database();
            loaded.apply(1, entries.getFirst());
            load(loaded, image, random, 1 + random.nextInt(100));
            assertThat(bytes(loaded)).as("seed %d", seed).isEqualTo(image);
            for (Bytes entry : entries.subList(80, 120)) {
                assertThat(loaded.apply(1, entry)).isEqualTo(one.apply(1, entry));
                assertThat(loaded.store().bytes()).isEqualTo(one.store().bytes());
                assertThat(loaded.store().isFull()).isEqualTo(one.store().isFull());
            }
            assertThat(bytes(loaded)).as("seed %d", seed).isEqualTo(bytes(one));
        }
    }

    @Test
    void whoReadsTheStoreOfBeforeReadsItToItsEnd() {
        apply(put("a", "1"));
        Bytes image = bytes(new Database());
        Store before = database.store();
        try (Pin pin = before.pin()) {
            Loader loader = database.loader();
            loader.take(image);
            assertThat(database.store()).isSameAs(before);
            loader.end();
            assertThat(database.store().revision()).isEqualTo(1);
            apply(put("b", "1"));
            assertThat(pin.range(all()).kvs()).extracting(KeyValue::key).containsExactly(key("a"));
            assertThat(before.revision()).isEqualTo(2);
        }
        assertThat(((Result.RangeResult) database.store().range(all())).kvs())
                .extracting(KeyValue::key)
                .containsExactly(key("b"));
    }

    @Test
    void commandsGoOnWhileAnImageIsWritten() {
        apply(put("a", "1".repeat(StoreImage.PIECE_BYTES)));
        apply(put("b", "1".repeat(StoreImage.PIECE_BYTES)));
        Bytes whole = bytes(database);
        try (Image image = database.image()) {
            Bytes first = next(image);
            apply(delete("b"));
            apply(new Compact(4));
            assertThat(concatenated(first, rest(image))).isEqualTo(whole);
        }
    }

    @Test
    void piecesAreOfBoundedSize() {
        apply(put("a", "1".repeat(5_000_000)));
        for (int i = 0; i < 2_000; i++) {
            apply(put("b" + i, "1".repeat(500)));
        }
        int pieces = 0;
        try (Image image = database.image()) {
            for (Bytes piece = image.next(); piece != null; piece = image.next()) {
                assertThat(piece.size()).isBetween(1, 1 << 20);
                pieces++;
            }
        }
        assertThat(pieces).isBetween(6, 8);
    }

    @Test
    void noMoreThanAPieceIsInMemory() {
        for (int i = 0; i < 40; i++) {
            apply(put("a" + i, "1".repeat(500_000)));
        }
        try (Image image = database.image()) {
            long before = allocated();
            next(image);
            assertThat(allocated() - before).isLessThan(8_000_000);
        }
    }

    @Test
    void whatIsCutOffIsRefusedAndChangesNothing() {
        Bytes image = sample();
        for (int size = 0; size < image.size(); size++) {
            Bytes part = image.slice(0, size);
            Store before = database.store();
            assertThatThrownBy(() -> load(database, part))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(database.store()).isSameAs(before);
        }
    }

    @Test
    void whatFollowsTheEndIsRefused() {
        Bytes image = sample();
        assertRefused(concatenated(image, Bytes.owned(new byte[1])), "cut off");
        assertRefused(concatenated(image, Bytes.owned(new byte[4])), "after the last");
    }

    @Test
    void aRecordOfAnotherFormIsRefused() {
        String header = "00000004" + "01000402";
        String live = "00000009" + "00" + "0161" + "04" + "04" + "02" + "00" + "0132";
        String end = "00000000";
        load(new Database(), hex(header.replace("0402", "0401") + live + end));
        assertRefused(hex("00000004" + "02000401" + live + end), "version 2 is not known here");
        assertRefused(hex("00000004" + "01020401" + live + end), "flags 2");
        assertRefused(hex("00000005" + "0100040100" + live + end), "1 bytes too many");
        assertRefused(hex(end), "cut off");
        assertRefused(hex("ffffffff"), "a record of -1 bytes");
        String start = header.replace("0402", "0601");
        String same = "00000007" + "02" + "06" + "04" + "04" + "00" + "0133";
        load(new Database(), hex(start + live + same + end));
        String again = "00000009" + "00" + "0161" + "06" + "04" + "04" + "00" + "0133";
        assertRefused(hex(start + live + again + end), "a key in another form");
        assertRefused(hex(start + same + end), "a key in another form");
        String zero = "00000006" + "02" + "06" + "00" + "00" + "00" + "00";
        assertRefused(hex(start + live + zero + end), "a deletion that does not say so");
    }

    /** A flip in a key or a value may make another image; it then is the image of what it makes. */
    @Test
    void whateverIsLoadedHasTheBytesThatWereLoaded() {
        byte[] image = sample().toArray();
        int refused = 0;
        int loaded = 0;
        for (int at = 0; at < image.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = image.clone();
                flipped[at] ^= (byte) (1 << bit);
                Bytes bytes = Bytes.owned(flipped);
                Database target = new Database();
                long before = allocated();
                boolean taken = loads(target, bytes);
                assertThat(allocated() - before).as("byte %d", at).isLessThan(300_000);
                refused += taken ? 0 : 1;
                loaded += taken ? 1 : 0;
                if (taken) {
                    assertThat(bytes(target)).as("byte %d", at).isEqualTo(bytes);
                }
            }
        }
        assertThat(refused).isGreaterThan(loaded);
        assertThat(loaded).isPositive();
    }

    @Test
    void aSizeThatIsClaimedIsNotAllocated() {
        long before = allocated();
        assertRefused(hex("7fffffff" + "0100040100"), "cut off");
        assertThat(allocated() - before).isLessThan(1_000_000);
    }

    private static boolean loads(Database target, Bytes bytes) {
        try {
            load(target, bytes);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    /** Bytes that this thread has allocated so far. */
    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private static void assertRefused(Bytes image, String why) {
        assertThatThrownBy(() -> load(new Database(), image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    /** An image with a compaction, deletions, and keys of several versions. */
    private static Bytes sample() {
        Database sample = new Database();
        for (Bytes entry : entries(new Random(3), 40)) {
            sample.apply(1, entry);
        }
        assertThat(sample.store().compactRevision()).isPositive();
        return bytes(sample);
    }

    private static List<Bytes> entries(Random random, int count) {
        List<Bytes> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Command command =
                    switch (random.nextInt(8)) {
                        case 0 -> new Compact(1 + random.nextInt(i + 1));
                        case 1, 2 -> delete("k" + random.nextInt(5));
                        default -> put("k" + random.nextInt(5), "v".repeat(random.nextInt(4)));
                    };
            entries.add(Commands.encode(command, random.nextInt(4) == 0 ? 4_000 : QUOTA));
        }
        return entries;
    }

    private void apply(Command command) {
        database.apply(++index, Commands.encode(command, 1L << 40));
    }

    private static void load(Database target, Bytes image) {
        load(target, image, new Random(image.size()), 1 << 20);
    }

    private static void load(Database target, Bytes image, Random random, int pieceMax) {
        Loader loader = target.loader();
        int at = 0;
        while (at < image.size()) {
            int end = Math.min(image.size(), at + random.nextInt(pieceMax) + 1);
            loader.take(image.slice(at, end));
            at = end;
        }
        loader.end();
    }

    private static Bytes bytes(Database database) {
        try (Image image = database.image()) {
            return rest(image);
        }
    }

    private static Bytes rest(Image image) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Bytes piece = image.next(); piece != null; piece = image.next()) {
            all.writeBytes(piece.toArray());
        }
        return Bytes.owned(all.toByteArray());
    }

    private static Bytes next(Image image) {
        Bytes next = image.next();
        assertThat(next).isNotNull();
        return next == null ? Bytes.EMPTY : next;
    }

    private static Bytes concatenated(Bytes one, Bytes other) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(one.toArray());
        all.writeBytes(other.toArray());
        return Bytes.owned(all.toByteArray());
    }

    private static Bytes hex(String text) {
        return Bytes.owned(HexFormat.of().parseHex(text));
    }

    private static Key key(String text) {
        return Key.of(text);
    }

    private static Put put(String key, String value) {
        return Put.of(key(key), Value.of(value));
    }

    private static DeleteRange delete(String key) {
        return DeleteRange.of(Span.of(key(key)));
    }

    private static Range all() {
        return Range.of(Span.ALL);
    }
}
