package io.jangada.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.kv.Command;
import io.jangada.kv.Compact;
import io.jangada.kv.DeleteRange;
import io.jangada.kv.Key;
import io.jangada.kv.KeyValue;
import io.jangada.kv.Operation;
import io.jangada.kv.Put;
import io.jangada.kv.Range;
import io.jangada.kv.Refusal;
import io.jangada.kv.Result;
import io.jangada.kv.Span;
import io.jangada.kv.Txn;
import io.jangada.kv.Value;
import io.jangada.raft.Bytes;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class DatabaseTest {

    private static final long QUOTA = 1 << 20;

    private final Database database = new Database();
    private long index;

    @Test
    void anEntryIsACommandAndItsAnswerTheResult() {
        assertThat(apply(put("1"))).isEqualTo(new Result.PutResult(2, null));
        Result.RangeResult read = (Result.RangeResult) database.store().range(read());
        assertThat(read.kvs()).extracting(KeyValue::value).containsExactly(Value.of("1"));
    }

    @Test
    void anExpectedFailureIsAValue() {
        assertThat(apply(new Compact(7))).isEqualTo(Refusal.FUTURE_REVISION);
    }

    @Test
    void anEntryThatIsNoCommandStopsTheMember() {
        assertThatThrownBy(() -> database.apply(1, Bytes.utf8("hello")))
                .isInstanceOf(MalformedCommand.class);
        assertThatThrownBy(() -> database.apply(1, Bytes.EMPTY))
                .isInstanceOf(MalformedCommand.class);
        assertThat(database.store().revision()).isEqualTo(1);
    }

    @Test
    void theQuotaThatTravelsWithTheCommandDecides() {
        Database small = new Database();
        Bytes command = Commands.encode(put("1"), 100);
        assertThat(small.apply(1, command)).isEqualTo(Refusal.NO_SPACE);
        assertThat(database.apply(1, command)).isEqualTo(Refusal.NO_SPACE);
        assertThat(small.store().isFull()).isTrue();
    }

    @Test
    void membersThatApplyTheSameEntriesAgree() {
        for (int seed = 0; seed < 50; seed++) {
            Samples samples = new Samples(seed);
            Database one = new Database();
            Database other = new Database();
            List<Object> ones = new ArrayList<>();
            List<Object> others = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                Bytes entry = Commands.encode(samples.command(), QUOTA);
                ones.add(one.apply(i, entry));
                others.add(other.apply(i, entry));
                other.store().tidy(100);
                assertThat(one.store().bytes()).isEqualTo(other.store().bytes());
            }
            assertThat(ones).isEqualTo(others);
            assertThat(one.store().range(Range.of(Span.ALL)))
                    .isEqualTo(other.store().range(Range.of(Span.ALL)));
        }
    }

    /**
     * Whole stores are put, deleted and compacted again and again. One cycle leaves three looks for
     * each key, at its put and twice at its deletion; all cycles together leave no more than two.
     */
    @Test
    void removalKeepsUpWithWriting() {
        int cycles = 30;
        for (int cycle = 0; cycle < cycles; cycle++) {
            for (int txn = 0; txn < 20; txn++) {
                apply(puts(txn));
            }
            apply(DeleteRange.of(Span.ALL));
            apply(new Compact(database.store().revision()));
        }
        int left = 0;
        while (database.store().tidy(1)) {
            left++;
        }
        assertThat(left).isPositive().isLessThan(2 * 3 * 20 * 100);
    }

    private static Txn puts(int number) {
        List<Operation> puts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            puts.add(Put.of(Key.of(number + "/" + i), Value.EMPTY));
        }
        return new Txn(List.of(), puts, List.of());
    }

    private Result apply(Command command) {
        return database.apply(++index, Commands.encode(command, QUOTA));
    }

    private static Put put(String value) {
        return Put.of(Key.of("a"), Value.of(value));
    }

    private static Range read() {
        return Range.of(Span.of(Key.of("a")));
    }
}
