package io.jangada.kv;

import static io.jangada.kv.Phrases.apply;
import static io.jangada.kv.Phrases.delete;
import static io.jangada.kv.Phrases.doing;
import static io.jangada.kv.Phrases.number;
import static io.jangada.kv.Phrases.put;
import static io.jangada.kv.Phrases.puts;
import static io.jangada.kv.Phrases.read;
import static io.jangada.kv.Phrases.tidyAll;
import static io.jangada.kv.Phrases.when;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import io.jangada.kv.Compare.Relation;
import io.jangada.kv.Compare.Target;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The bytes that a store counts, and the stop against a full heap. */
class QuotaTest {

    private static final long PUT = 256 + 2;

    private final Store store = new Store();

    @Test
    void eachVersionCostsItsBytesAndAnOverhead() {
        puts(store, "a", "1", "22");
        assertThat(store.bytes()).isEqualTo(256 + 1 + 1 + 256 + 1 + 2);
        apply(store, delete("a"));
        assertThat(store.bytes()).isEqualTo(256 + 1 + 1 + 256 + 1 + 2 + 256 + 1);
    }

    @Test
    void theCountFollowsTheCommandsAndNotThePinsOrTheTidying() {
        puts(store, "a", "1", "2", "3");
        Pin pin = requireNonNull(store.pin(2));
        apply(store, new Compact(4));
        assertThat(store.bytes()).isEqualTo(PUT);
        tidyAll(store);
        assertThat(store.bytes()).isEqualTo(PUT);
        assertThat(Physical.bytes(store)).isEqualTo(3 * PUT);
        pin.close();
        tidyAll(store);
        assertThat(Physical.bytes(store)).isEqualTo(PUT);
    }

    @Test
    void theCountSurvivesManyRevisions() {
        for (int i = 0; i < 10_000; i++) {
            puts(store, "a", "1");
        }
        apply(store, new Compact(5_000));
        assertThat(store.bytes()).isEqualTo((10_001 - 5_000 + 1) * PUT);
        apply(store, new Compact(10_001));
        assertThat(store.bytes()).isEqualTo(PUT);
    }

    @Test
    void aPutThatWouldReachTheQuotaIsRefused() {
        assertThat(store.apply(put("a", "1"), PUT)).isEqualTo(Refusal.NO_SPACE);
        assertThat(store.isFull()).isTrue();
        Store other = new Store();
        assertThat(other.apply(put("a", "1"), PUT + 1)).isInstanceOf(Result.PutResult.class);
        assertThat(other.isFull()).isFalse();
    }

    @Test
    void whenFullEverythingButPutsWorks() {
        long quota = 3 * PUT;
        store.apply(put("a", "1"), quota);
        store.apply(put("b", "1"), quota);
        assertThat(store.apply(put("b", "2"), quota)).isEqualTo(Refusal.NO_SPACE);
        assertThat(store.apply(put("b", "2"), quota)).isEqualTo(Refusal.NO_SPACE);
        Txn hidden =
                when(
                        number("a", Target.VERSION, Relation.EQUAL, 1),
                        List.of(read("a")),
                        List.of(doing(put("b", "2"))));
        assertThat(store.apply(hidden, quota)).isEqualTo(Refusal.NO_SPACE);
        assertThat(store.apply(doing(delete("a")), quota)).isInstanceOf(Result.TxnResult.class);
        assertThat(store.apply(delete("b"), quota)).isInstanceOf(Result.DeleteResult.class);
        assertThat(store.range(read("a").at(2))).isInstanceOf(Result.RangeResult.class);
        assertThat(store.apply(new Compact(4), quota)).isInstanceOf(Result.CompactResult.class);
    }

    @Test
    void onceFullItTakesWritesAgainBelowNineTenths() {
        long quota = 10 * PUT;
        for (int i = 0; i < 9; i++) {
            assertThat(store.apply(put("a", "1"), quota)).isInstanceOf(Result.PutResult.class);
        }
        assertThat(store.apply(put("a", "1"), quota)).isEqualTo(Refusal.NO_SPACE);
        store.apply(new Compact(2), quota);
        assertThat(store.bytes()).isEqualTo(9 * PUT);
        assertThat(store.isFull()).isTrue();
        assertThat(store.apply(put("", ""), quota)).isEqualTo(Refusal.NO_SPACE);
        store.apply(new Compact(3), quota);
        assertThat(store.bytes()).isEqualTo(8 * PUT);
        assertThat(store.isFull()).isFalse();
        assertThat(store.apply(put("a", "1"), quota)).isInstanceOf(Result.PutResult.class);
    }

    @Test
    void oneHugePutDoesNotStopTheSmallOnes() {
        assertThat(store.apply(put("a", "1".repeat(5_000)), 5_000)).isEqualTo(Refusal.NO_SPACE);
        assertThat(store.apply(put("a", "1"), 5_000)).isInstanceOf(Result.PutResult.class);
        assertThat(store.isFull()).isFalse();
    }

    @Test
    void aTransactionCostsItsDearerBranch() {
        Txn txn =
                when(
                        number("a", Target.VERSION, Relation.EQUAL, 0),
                        List.of(put("a", "1")),
                        List.of(put("a", "1"), doing(put("b", "1"))));
        assertThat(store.apply(txn, 2 * PUT)).isEqualTo(Refusal.NO_SPACE);
        assertThat(new Store().apply(txn, 2 * PUT + 1)).isInstanceOf(Result.TxnResult.class);
    }

    @Test
    void limitsArePositive() {
        assertThatThrownBy(() -> new Limits(0, 128)).hasMessageContaining("quotaBytes");
        assertThatThrownBy(() -> new Limits(1, 0)).hasMessageContaining("operationsMax");
    }
}
