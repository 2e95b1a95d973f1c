package io.jangada.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.kv.Command;
import io.jangada.kv.Compact;
import io.jangada.kv.Compare;
import io.jangada.kv.DeleteRange;
import io.jangada.kv.Key;
import io.jangada.kv.Operation;
import io.jangada.kv.Put;
import io.jangada.kv.Range;
import io.jangada.kv.Rules;
import io.jangada.kv.Span;
import io.jangada.kv.Txn;
import io.jangada.kv.Value;
import io.jangada.raft.Bytes;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

class CommandsTest {

    @Test
    void whatIsEncodedDecodesToTheSame() {
        for (int seed = 0; seed < 20_000; seed++) {
            Samples samples = new Samples(seed);
            Command command = samples.command();
            long quota = samples.number() >>> 1;
            assertThat(Commands.decode(Commands.encode(command, quota)))
                    .as("seed %d", seed)
                    .isEqualTo(new Proposed(command, quota));
        }
    }

    @Test
    void everyTruncationIsRefused() {
        for (int seed = 0; seed < 150; seed++) {
            Bytes whole = Commands.encode(new Samples(seed).command(), 1 << 20);
            for (int size = 0; size < whole.size(); size++) {
                Bytes cut = whole.slice(0, size);
                assertThatThrownBy(() -> Commands.decode(cut))
                        .as("seed %d cut to %d", seed, size)
                        .isInstanceOf(MalformedCommand.class);
            }
        }
    }

    @Test
    void everyFlipOfAByteIsRefusedOrIsAnotherCommand() {
        int refused = 0;
        int others = 0;
        for (int seed = 0; seed < 150; seed++) {
            Bytes whole = Commands.encode(new Samples(seed).command(), 1 << 20);
            for (int at = 0; at < whole.size(); at++) {
                for (int mask = 1; mask < 256; mask = mask * 2 + 1) {
                    if (survives(flip(whole, at, mask))) {
                        others++;
                    } else {
                        refused++;
                    }
                }
            }
        }
        assertThat(refused).isGreaterThan(1_000);
        assertThat(others).isGreaterThan(1_000);
    }

    /** Whether it decodes; then it is the one encoding of what it decodes to. */
    private static boolean survives(Bytes bytes) {
        try {
            Proposed proposed = Commands.decode(bytes);
            assertThat(Commands.encode(proposed.command(), proposed.quotaBytes())).isEqualTo(bytes);
            return true;
        } catch (MalformedCommand expected) {
            return false;
        }
    }

    private static Bytes flip(Bytes bytes, int at, int mask) {
        byte[] array = bytes.toArray();
        array[at] ^= (byte) mask;
        return Bytes.owned(array);
    }

    @Test
    void randomBytesAreNeverMoreThanMalformed() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            byte[] array = new byte[random.nextInt(40)];
            random.nextBytes(array);
            if (array.length > 1) {
                array[0] = 1;
                array[1] = (byte) (1 + random.nextInt(4));
            }
            survives(Bytes.owned(array));
        }
    }

    @Test
    void anUnknownVersionOrTypeIsRefusedWithItsNumber() {
        assertThatThrownBy(() -> decode("0204 00 00"))
                .isInstanceOf(MalformedCommand.class)
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> decode("0105 00 00"))
                .isInstanceOf(MalformedCommand.class)
                .hasMessageContaining("type 5");
        assertThatThrownBy(() -> decode("0100 00 00")).hasMessageContaining("type 0");
    }

    @Test
    void countsAndSizesAreCheckedAgainstWhatIsThere() {
        assertThatThrownBy(() -> decode("0103 00 ffffffff0f"))
                .hasMessageContaining("count 4294967295");
        assertThatThrownBy(() -> decode("0101 00 00 ffffffffffffffffff01"))
                .hasMessageContaining("count 18446744073709551615");
        assertThatThrownBy(() -> decode("0101 00 00 02 61")).hasMessageContaining("count 2");
    }

    @Test
    void aNumberHasOneEncoding() {
        assertThatThrownBy(() -> decode("0104 00 8000")).hasMessageContaining("number");
        assertThatThrownBy(() -> decode("0104 00 ffffffffffffffffff02"))
                .hasMessageContaining("number");
        assertThatThrownBy(() -> decode("0104 00 80808080808080808080"))
                .hasMessageContaining("number");
    }

    @Test
    void nothingMayFollowAndNoUnknownFlagBeSet() {
        assertThatThrownBy(() -> decode("0104 00 02 00")).hasMessageContaining("1 bytes too many");
        assertThatThrownBy(() -> decode("0101 00 08 00 00 00")).hasMessageContaining("flags 8");
        assertThatThrownBy(() -> decode("0102 00 02 00 00")).hasMessageContaining("flags 2");
    }

    @Test
    void nestingIsBoundedOnBothWays() {
        Txn deepest = nested(Rules.DEPTH_MAX);
        assertThat(Commands.decode(Commands.encode(deepest, 1)).command()).isEqualTo(deepest);
        assertThatThrownBy(() -> Commands.encode(nested(Rules.DEPTH_MAX + 1), 1))
                .isInstanceOf(IllegalArgumentException.class);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {1, 3, 0});
        for (int i = 0; i < 500_000; i++) {
            bytes.writeBytes(new byte[] {0, 1, 3});
        }
        assertThatThrownBy(() -> Commands.decode(Bytes.owned(bytes.toByteArray())))
                .isInstanceOf(MalformedCommand.class)
                .hasMessageContaining("nest deeper");
    }

    /** Version 1 as it is in logs already: this test only ever grows. */
    @Test
    void versionOneStaysAsItIs() {
        assertGolden("01 01 ff01 00 01 61 02 6263 00", 255, put("a", "bc"));
        Put flagged = new Put(Key.of("a"), Value.EMPTY, -3, true, true, true);
        assertGolden("01 01 80808001 07 01 61 00 05", 1 << 21, flagged);
        Span span = Span.of(Key.of("a"), Key.of("c"));
        assertGolden("01 02 01 00 01 61 01 63", 1, DeleteRange.of(span));
        assertGolden("01 02 01 01 01 61 00", 1, new DeleteRange(Span.of(Key.of("a")), true));
        assertGolden("01 04 01 ac02", 1, new Compact(150));
        assertGolden("01 04 00 01", 0, new Compact(-1));
    }

    @Test
    void versionOneOfTransactionsStaysAsItIs() {
        Span a = Span.of(Key.of("a"));
        assertGolden("01 03 01 00 00 00", 1, new Txn(List.of(), List.of(), List.of()));
        Range plain = Range.of(a);
        Range.Sort sort = new Range.Sort(Range.Order.DESCENDING, Range.Target.VALUE);
        Range full = new Range(a, 5, 6, sort, new Range.Filter(1, 2, 3, 4), true, true);
        List<Operation> success = List.of(plain, full, put("a", "b"), DeleteRange.of(a));
        assertGolden(
                "01 03 01 00"
                        + "04 00 00 01 61 00 00 00 00 00 00 00 00 00"
                        + "   00 03 01 61 00 0a 0c 02 04 02 04 06 08"
                        + "   01 00 01 61 01 62 00"
                        + "   02 00 01 61 00"
                        + "01 03 00 00 00",
                1,
                new Txn(List.of(), success, List.of(new Txn(List.of(), List.of(), List.of()))));
    }

    @Test
    void versionOneOfComparesStaysAsItIs() {
        Span a = Span.of(Key.of("a"));
        List<Compare> compares =
                List.of(
                        Compare.of(a, Compare.Target.VERSION, Compare.Relation.EQUAL, 1),
                        Compare.of(a, Compare.Target.CREATE, Compare.Relation.GREATER, 1),
                        Compare.of(a, Compare.Target.MOD, Compare.Relation.LESS, 1),
                        Compare.of(a, Compare.Relation.NOT_EQUAL, Value.of("v")),
                        Compare.of(a, Compare.Target.LEASE, Compare.Relation.EQUAL, 1));
        assertGolden(
                "01 03 01 05"
                        + "00 00 01 61 00 02"
                        + "01 01 01 61 00 02"
                        + "02 02 01 61 00 02"
                        + "03 03 01 61 00 01 76"
                        + "04 00 01 61 00 02"
                        + "00 00",
                1,
                new Txn(compares, List.of(), List.of()));
    }

    private static Txn nested(int depth) {
        Txn txn = new Txn(List.of(), List.of(), List.of());
        for (int i = 1; i < depth; i++) {
            txn = new Txn(List.of(), List.of(txn), List.of());
        }
        return txn;
    }

    private static Put put(String key, String value) {
        return Put.of(Key.of(key), Value.of(value));
    }

    private static Proposed decode(String hex) {
        return Commands.decode(bytes(hex));
    }

    private static Bytes bytes(String hex) {
        return Bytes.owned(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static void assertGolden(String hex, long quota, Command command) {
        String actual = HexFormat.of().formatHex(Commands.encode(command, quota).toArray());
        assertThat(actual).isEqualTo(hex.replace(" ", ""));
        assertThat(decode(hex)).isEqualTo(new Proposed(command, quota));
    }
}
