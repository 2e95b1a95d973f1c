package io.jangada.kv;

import static io.jangada.kv.Phrases.delete;
import static io.jangada.kv.Phrases.doing;
import static io.jangada.kv.Phrases.one;
import static io.jangada.kv.Phrases.put;
import static io.jangada.kv.Phrases.read;
import static io.jangada.kv.Phrases.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.kv.Compare.Relation;
import io.jangada.kv.Compare.Target;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class RulesTest {

    private static final Limits LIMITS = new Limits(1 << 20, 128);

    @Test
    void everyOperationNeedsAKey() {
        Span none = Span.of(Key.EMPTY, Key.of("b"));
        assertThat(Rules.check(Range.of(none))).isEqualTo(Refusal.KEY_NOT_PROVIDED);
        assertThat(Rules.check(DeleteRange.of(none))).isEqualTo(Refusal.KEY_NOT_PROVIDED);
        assertThat(Rules.check(put("", "1"))).isEqualTo(Refusal.KEY_NOT_PROVIDED);
        assertThat(check(doing(Range.of(none)))).isEqualTo(Refusal.KEY_NOT_PROVIDED);
        assertThat(check(doing(doing(put("", "1"))))).isEqualTo(Refusal.KEY_NOT_PROVIDED);
        Compare compare = Compare.of(none, Target.MOD, Relation.EQUAL, 0);
        Txn txn = new Txn(List.of(compare), List.of(), List.of());
        assertThat(check(txn)).isEqualTo(Refusal.KEY_NOT_PROVIDED);
        assertThat(Rules.check(Range.of(one("a")))).isNull();
    }

    @Test
    void whatIsToBeKeptMustNotBeProvided() {
        Put value = new Put(Key.of("a"), Value.of("1"), 0, false, true, false);
        Put lease = new Put(Key.of("a"), Value.of("1"), 7, false, false, true);
        assertThat(Rules.check(value)).isEqualTo(Refusal.VALUE_PROVIDED);
        assertThat(Rules.check(lease)).isEqualTo(Refusal.LEASE_PROVIDED);
        assertThat(check(doing(lease))).isEqualTo(Refusal.LEASE_PROVIDED);
        assertThat(Rules.check(new Put(Key.of("a"), Value.EMPTY, 0, true, true, true))).isNull();
    }

    @Test
    void theLongestListOfATransactionIsBounded() {
        Compare compare = Compare.of(one("a"), Target.MOD, Relation.EQUAL, 0);
        for (int size : new int[] {128, 129}) {
            Refusal expected = size == 128 ? null : Refusal.TOO_MANY_OPERATIONS;
            List<Operation> reads = Collections.nCopies(size, read("a"));
            List<Compare> compares = Collections.nCopies(size, compare);
            assertThat(check(new Txn(compares, List.of(), List.of()))).isEqualTo(expected);
            assertThat(check(new Txn(List.of(), reads, List.of()))).isEqualTo(expected);
            assertThat(check(new Txn(List.of(), List.of(), reads))).isEqualTo(expected);
        }
    }

    @Test
    void aNestedTransactionHasWhatItsParentsLongestListLeaves() {
        List<Operation> outer = new ArrayList<>(Collections.nCopies(27, read("a")));
        outer.add(doing(Collections.nCopies(100, read("a")).toArray(Operation[]::new)));
        assertThat(check(new Txn(List.of(), outer, List.of()))).isNull();
        assertThat(check(new Txn(List.of(), List.of(), outer))).isNull();
        outer.add(read("a"));
        assertThat(check(new Txn(List.of(), List.of(), outer)))
                .isEqualTo(Refusal.TOO_MANY_OPERATIONS);
        assertThat(check(new Txn(List.of(), outer, List.of())))
                .isEqualTo(Refusal.TOO_MANY_OPERATIONS);
    }

    @Test
    void nestingIsBoundedByTheBudgetAndInAnyCase() {
        assertThat(check(nested(128))).isNull();
        assertThat(check(nested(129))).isEqualTo(Refusal.TOO_MANY_OPERATIONS);
        Limits generous = new Limits(1, 1_000_000);
        assertThat(Rules.check(nested(Rules.DEPTH_MAX), generous)).isNull();
        assertThat(Rules.check(nested(Rules.DEPTH_MAX + 1), generous))
                .isEqualTo(Refusal.TOO_MANY_OPERATIONS);
    }

    @Test
    void oneBranchMayNotPutAKeyTwiceNorPutWhatItDeletes() {
        assertDuplicate(doing(put("a", "1"), put("a", "2")));
        assertDuplicate(doing(put("b", "1"), DeleteRange.of(span("a", "c"))));
        assertDuplicate(doing(DeleteRange.of(span("a", "c")), put("b", "1")));
        assertDuplicate(doing(delete("a"), put("a", "1")));
        assertDuplicate(new Txn(List.of(), List.of(), List.of(put("a", ""), put("a", ""))));
        assertFine(doing(put("a", "1"), put("b", "1"), delete("c")));
        assertFine(doing(put("c", "1"), DeleteRange.of(span("a", "c"))));
    }

    @Test
    void deletionsMayOverlap() {
        assertFine(doing(delete("a"), delete("a"), DeleteRange.of(Span.ALL)));
        assertFine(doing(DeleteRange.of(Span.ALL), doing(DeleteRange.of(Span.ALL))));
    }

    @Test
    void theTwoBranchesMayWriteTheSame() {
        assertFine(new Txn(List.of(), List.of(put("a", "1")), List.of(put("a", "2"))));
        Txn either = new Txn(List.of(), List.of(put("a", "1")), List.of(put("a", "2")));
        assertFine(doing(either));
        assertDuplicate(doing(either, put("a", "3")));
        assertDuplicate(doing(either, either));
        assertFine(doing(new Txn(List.of(), List.of(put("a", "1")), List.of(delete("a")))));
    }

    @Test
    void nestedTransactionsCountForTheBranchTheyAreIn() {
        assertDuplicate(doing(put("a", "1"), doing(doing(put("a", "2")))));
        assertDuplicate(doing(doing(put("a", "1")), doing(delete("a"))));
        assertDuplicate(doing(doing(delete("a")), doing(put("a", "1"))));
        assertDuplicate(doing(read("x"), doing(put("a", "1"), put("a", "2"))));
    }

    @Test
    void aCompareHasTheOperandOfItsTarget() {
        assertThatThrownBy(
                        () -> new Compare(one("a"), Target.VALUE, Relation.EQUAL, 1, Value.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new Compare(one("a"), Target.MOD, Relation.EQUAL, 1, Value.of("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void duplicatesAreThoseOfTheNaiveRule() {
        int refused = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Txn txn = new Requests(new Random(seed)).txn(2);
            boolean expected = Naive.writesTwice(txn.success()) || Naive.writesTwice(txn.failure());
            assertThat(check(txn) == Refusal.DUPLICATE_KEY)
                    .as("seed %d: %s", seed, txn)
                    .isEqualTo(expected);
            refused += expected ? 1 : 0;
        }
        assertThat(refused).isBetween(2_000, 18_000);
    }

    private static @Nullable Refusal check(Txn txn) {
        return Rules.check((Command) txn, LIMITS);
    }

    private static Txn nested(int depth) {
        Txn txn = doing();
        for (int i = 1; i < depth; i++) {
            txn = doing(txn);
        }
        return txn;
    }

    private static void assertDuplicate(Txn txn) {
        assertThat(check(txn)).isEqualTo(Refusal.DUPLICATE_KEY);
    }

    private static void assertFine(Txn txn) {
        assertThat(check(txn)).isNull();
    }
}
