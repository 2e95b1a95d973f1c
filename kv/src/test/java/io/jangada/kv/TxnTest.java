package io.jangada.kv;

import static io.jangada.kv.Phrases.apply;
import static io.jangada.kv.Phrases.delete;
import static io.jangada.kv.Phrases.doing;
import static io.jangada.kv.Phrases.done;
import static io.jangada.kv.Phrases.number;
import static io.jangada.kv.Phrases.pairs;
import static io.jangada.kv.Phrases.put;
import static io.jangada.kv.Phrases.puts;
import static io.jangada.kv.Phrases.read;
import static io.jangada.kv.Phrases.value;
import static io.jangada.kv.Phrases.when;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.kv.Compare.Relation;
import io.jangada.kv.Compare.Target;
import io.jangada.kv.Result.RangeResult;
import io.jangada.kv.Result.TxnResult;

import org.junit.jupiter.api.Test;

import java.util.List;

class TxnTest {

    private final Store store = new Store();

    @Test
    void allComparesMustHoldForTheFirstBranch() {
        puts(store, "a", "1");
        Compare right = value("a", Relation.EQUAL, "1");
        Compare wrong = value("a", Relation.EQUAL, "2");
        List<Operation> yes = List.of(put("b", "yes"));
        List<Operation> no = List.of(put("b", "no"));
        assertThat(done(store, new Txn(List.of(right, right), yes, no)).succeeded()).isTrue();
        assertThat(pairs(store, read("b"))).containsExactly("b=yes");
        assertThat(done(store, new Txn(List.of(right, wrong), yes, no)).succeeded()).isFalse();
        assertThat(pairs(store, read("b"))).containsExactly("b=no");
        assertThat(done(store, new Txn(List.of(), yes, no)).succeeded()).isTrue();
    }

    @Test
    void everyTargetAndRelationCompares() {
        puts(store, "a", "1");
        puts(store, "b", "1", "2");
        assertHolds(number("b", Target.VERSION, Relation.EQUAL, 2), true);
        assertHolds(number("b", Target.VERSION, Relation.NOT_EQUAL, 2), false);
        assertHolds(number("b", Target.CREATE, Relation.LESS, 4), true);
        assertHolds(number("b", Target.CREATE, Relation.LESS, 3), false);
        assertHolds(number("b", Target.MOD, Relation.GREATER, 3), true);
        assertHolds(number("b", Target.MOD, Relation.GREATER, 4), false);
        assertHolds(number("b", Target.LEASE, Relation.EQUAL, 0), true);
        assertHolds(value("b", Relation.GREATER, "1"), true);
        assertHolds(value("b", Relation.NOT_EQUAL, "1"), true);
        assertHolds(value("b", Relation.LESS, "1"), false);
    }

    @Test
    void aMissingKeyComparesAsZeroButItsValueNever() {
        assertHolds(number("x", Target.VERSION, Relation.EQUAL, 0), true);
        assertHolds(number("x", Target.MOD, Relation.LESS, 1), true);
        assertHolds(number("x", Target.CREATE, Relation.GREATER, -1), true);
        assertHolds(number("x", Target.LEASE, Relation.NOT_EQUAL, 0), false);
        for (Relation relation : Relation.values()) {
            assertHolds(value("x", relation, "1"), false);
        }
        puts(store, "x", "1");
        apply(store, delete("x"));
        assertHolds(number("x", Target.VERSION, Relation.EQUAL, 0), true);
        assertHolds(value("x", Relation.NOT_EQUAL, "2"), false);
    }

    @Test
    void allKeysOfARangeMustCompareAndAnEmptyRangeIsOneMissingKey() {
        puts(store, "a1", "1");
        puts(store, "a2", "1", "1");
        Span range = Span.prefix(Key.of("a"));
        assertHolds(Compare.of(range, Target.VERSION, Relation.GREATER, 0), true);
        assertHolds(Compare.of(range, Target.VERSION, Relation.EQUAL, 1), false);
        assertHolds(Compare.of(range, Relation.EQUAL, Value.of("1")), true);
        Span empty = Span.prefix(Key.of("b"));
        assertHolds(Compare.of(empty, Target.VERSION, Relation.EQUAL, 0), true);
        assertHolds(Compare.of(empty, Relation.NOT_EQUAL, Value.of("1")), false);
    }

    @Test
    void rangesSeeWhatTheSameTransactionWroteBefore() {
        puts(store, "a", "1");
        TxnResult result =
                done(store, doing(read("a"), put("a", "2"), read("a"), delete("b"), read("b")));
        assertThat(pairs(range(result, 0).kvs())).containsExactly("a=1");
        assertThat(pairs(range(result, 2).kvs())).containsExactly("a=2");
        TxnResult deleting = done(store, doing(delete("a"), read("a")));
        assertThat(range(deleting, 1).kvs()).isEmpty();
        assertThat(range(deleting, 1).count()).isZero();
    }

    @Test
    void aTransactionTakesOneRevisionOrNoneIfItChangesNothing() {
        assertThat(done(store, doing(put("a", "1"), put("b", "2"))).revision()).isEqualTo(2);
        assertThat(store.revision()).isEqualTo(2);
        TxnResult idle = done(store, doing(delete("x"), read("a"), doing(delete("y"))));
        assertThat(idle.revision()).isEqualTo(2);
        assertThat(store.revision()).isEqualTo(2);
    }

    @Test
    void answersInsideNameTheNewRevisionFromTheFirstChangeOn() {
        puts(store, "a", "1");
        TxnResult result =
                done(store, doing(read("a"), delete("x"), put("a", "2"), delete("x"), read("a")));
        assertThat(result.results())
                .extracting(Result.Answer::revision)
                .containsExactly(2L, 2L, 3L, 3L, 3L);
        assertThat(result.revision()).isEqualTo(3);
    }

    @Test
    void aNestedTransactionAnswersInItsPlace() {
        Txn inner = when(value("a", Relation.EQUAL, "1"), List.of(read("a")), List.of());
        puts(store, "a", "1");
        TxnResult result = done(store, doing(put("b", "1"), inner, put("c", "1")));
        TxnResult nested = (TxnResult) result.results().get(1);
        assertThat(nested.succeeded()).isTrue();
        assertThat(pairs(range(nested, 0).kvs())).containsExactly("a=1");
        assertThat(result.results()).hasSize(3);
    }

    @Test
    void nestedComparesLookAtTheStoreAsItWasBefore() {
        Txn inner =
                when(
                        number("a", Target.VERSION, Relation.EQUAL, 0),
                        List.of(put("saw", "before")),
                        List.of(put("saw", "after")));
        assertThat(done(store, doing(put("a", "1"), inner)).revision()).isEqualTo(2);
        assertThat(pairs(store, read("saw"))).containsExactly("saw=before");
    }

    @Test
    void nestedTransactionsSeeEarlierWritesWhenTheyRead() {
        TxnResult result = done(store, doing(put("a", "1"), doing(read("a")), doing(read("a"))));
        TxnResult last = (TxnResult) result.results().get(2);
        assertThat(pairs(range(last, 0).kvs())).containsExactly("a=1");
    }

    @Test
    void oneRefusalOnTheChosenPathRefusesEverything() {
        puts(store, "a", "1");
        Put leased = new Put(Key.of("b"), Value.of("1"), 7, false, false, false);
        Put keeping = new Put(Key.of("b"), Value.EMPTY, 0, false, true, false);
        assertThat(apply(store, doing(put("a", "2"), leased))).isEqualTo(Refusal.LEASE_NOT_FOUND);
        assertThat(apply(store, doing(put("a", "2"), doing(keeping))))
                .isEqualTo(Refusal.KEY_NOT_FOUND);
        assertThat(apply(store, doing(put("a", "2"), read("a").at(3))))
                .isEqualTo(Refusal.FUTURE_REVISION);
        puts(store, "a", "2");
        apply(store, new Compact(3));
        assertThat(apply(store, doing(put("a", "3"), read("a").at(2))))
                .isEqualTo(Refusal.COMPACTED);
        assertThat(store.revision()).isEqualTo(3);
        assertThat(pairs(store, Range.of(Span.ALL))).containsExactly("a=2");
    }

    @Test
    void theOtherBranchIsNotValidated() {
        Put leased = new Put(Key.of("b"), Value.of("1"), 7, false, false, false);
        Txn txn = new Txn(List.of(), List.of(put("a", "1")), List.of(leased));
        assertThat(done(store, txn).succeeded()).isTrue();
    }

    @Test
    void inATransactionTheKeyIsLookedUpBeforeTheLease() {
        Put both = new Put(Key.of("a"), Value.EMPTY, 7, false, true, false);
        assertThat(apply(store, doing(both))).isEqualTo(Refusal.KEY_NOT_FOUND);
    }

    @Test
    void rangesMayReadAnOldRevisionInside() {
        puts(store, "a", "1", "2");
        TxnResult result = done(store, doing(put("a", "3"), read("a").at(2)));
        assertThat(pairs(range(result, 1).kvs())).containsExactly("a=1");
    }

    @Test
    void onlyRangesOnBothBranchesMakeATransactionReadOnly() {
        Compare any = number("a", Target.VERSION, Relation.EQUAL, 0);
        assertThat(when(any, List.of(read("a")), List.of(read("b"))).isReadOnly()).isTrue();
        assertThat(when(any, List.of(), List.of()).isReadOnly()).isTrue();
        assertThat(when(any, List.of(read("a")), List.of(put("b", ""))).isReadOnly()).isFalse();
        assertThat(when(any, List.of(delete("a")), List.of()).isReadOnly()).isFalse();
        assertThat(when(any, List.of(doing(read("a"))), List.of()).isReadOnly()).isFalse();
    }

    @Test
    void aReadOnlyTransactionIsAnsweredWithoutACommand() {
        puts(store, "a", "1", "2");
        Txn txn =
                when(
                        value("a", Relation.EQUAL, "2"),
                        List.of(read("a"), read("a").at(2)),
                        List.of(read("b")));
        TxnResult result = (TxnResult) store.txn(txn);
        assertThat(result.succeeded()).isTrue();
        assertThat(result.revision()).isEqualTo(3);
        assertThat(pairs(range(result, 0).kvs())).containsExactly("a=2");
        assertThat(pairs(range(result, 1).kvs())).containsExactly("a=1");
        assertThat(result).isEqualTo(apply(store, txn));
    }

    @Test
    void aReadOnlyTransactionIsRefusedLikeAnyOther() {
        puts(store, "a", "1", "2");
        assertThat(store.txn(doing(read("a").at(4)))).isEqualTo(Refusal.FUTURE_REVISION);
        apply(store, new Compact(3));
        assertThat(store.txn(doing(read("a").at(2)))).isEqualTo(Refusal.COMPACTED);
        assertThatThrownBy(() -> store.txn(doing(put("a", "3"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatBreaksTheRulesOfDuplicatesIsStillDoneInOrder() {
        Put keeping = new Put(Key.of("a"), Value.EMPTY, 0, false, true, false);
        puts(store, "a", "1");
        done(store, doing(put("a", "2"), put("a", "3"), delete("a"), keeping));
        assertThat(read(store, read("a")).kvs())
                .containsExactly(new KeyValue(Key.of("a"), 3, 3, 1, Value.EMPTY, 0));
    }

    private void assertHolds(Compare compare, boolean expected) {
        TxnResult result = (TxnResult) store.txn(when(compare, List.of(), List.of()));
        assertThat(result.succeeded()).as("%s", compare).isEqualTo(expected);
    }

    private static RangeResult range(TxnResult result, int place) {
        return (RangeResult) result.results().get(place);
    }
}
