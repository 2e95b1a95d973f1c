package io.jangada.kv;

import static io.jangada.kv.Phrases.apply;
import static io.jangada.kv.Phrases.delete;
import static io.jangada.kv.Phrases.pairs;
import static io.jangada.kv.Phrases.puts;
import static io.jangada.kv.Phrases.read;
import static io.jangada.kv.Phrases.tidyAll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import io.jangada.kv.Result.CompactResult;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Compaction, and the pins that hold it back. */
class CompactTest {

    private final Store store = new Store();

    @Test
    void aFreshStoreMayBeCompactedAtZero() {
        assertThat(apply(store, new Compact(-1))).isEqualTo(Refusal.COMPACTED);
        assertThat(apply(store, new Compact(0))).isEqualTo(new CompactResult(1));
        assertThat(apply(store, new Compact(0))).isEqualTo(Refusal.COMPACTED);
        assertThat(store.compactRevision()).isZero();
    }

    @Test
    void onlyBetweenTheLastCompactionAndNow() {
        puts(store, "a", "1", "2", "3");
        assertThat(apply(store, new Compact(5))).isEqualTo(Refusal.FUTURE_REVISION);
        assertThat(apply(store, new Compact(3))).isEqualTo(new CompactResult(4));
        assertThat(apply(store, new Compact(3))).isEqualTo(Refusal.COMPACTED);
        assertThat(apply(store, new Compact(2))).isEqualTo(Refusal.COMPACTED);
        assertThat(apply(store, new Compact(4))).isEqualTo(new CompactResult(4));
        assertThat(store.revision()).isEqualTo(4);
    }

    @Test
    void theNewestVersionAtOrBelowTheRevisionStays() {
        puts(store, "a", "1", "2", "3");
        apply(store, new Compact(3));
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("a=2", "a=3");
        assertThat(pairs(store, read("a").at(3))).containsExactly("a=2");
    }

    @Test
    void aVersionStaysThroughManyCompactionsUntilItIsReplaced() {
        puts(store, "a", "1");
        puts(store, "b", "1", "2");
        apply(store, new Compact(4));
        tidyAll(store);
        puts(store, "b", "3");
        apply(store, new Compact(5));
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("a=1", "b=3");
        puts(store, "a", "2");
        apply(store, new Compact(6));
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("a=2", "b=3");
    }

    @Test
    void aDeletedKeyVanishesWhenCompactionHasPassedItsDeletion() {
        puts(store, "a", "1");
        apply(store, delete("a"));
        puts(store, "b", "1");
        apply(store, new Compact(4));
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("b=1");
    }

    @Test
    void aDeletionAtTheCompactRevisionItselfStaysUntilTheNext() {
        puts(store, "a", "1");
        apply(store, delete("a"));
        puts(store, "b", "1");
        apply(store, new Compact(3));
        tidyAll(store);
        assertThat(Physical.versions(store)).contains(KeyValue.tombstone(Key.of("a"), 3));
        assertThat(pairs(Physical.versions(store))).doesNotContain("a=1");
        apply(store, new Compact(4));
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("b=1");
    }

    @Test
    void aKeyPutAgainAfterItsDeletionKeepsOnlyTheNewLife() {
        puts(store, "a", "1");
        apply(store, delete("a"));
        puts(store, "a", "2");
        apply(store, new Compact(3));
        tidyAll(store);
        apply(store, new Compact(4));
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("a=2");
    }

    @Test
    void removalComesInBoundedSteps() {
        puts(store, "a", "1", "2", "3", "4", "5");
        puts(store, "b", "1", "2", "3", "4", "5");
        apply(store, new Compact(11));
        int calls = 1;
        while (store.tidy(1)) {
            calls++;
        }
        assertThat(calls).isEqualTo(10);
        assertThat(Physical.versions(store)).hasSize(2);
        assertThat(store.tidy(1)).isFalse();
    }

    @Test
    void compactionIsLogicalAtOnce() {
        puts(store, "a", "1", "2");
        apply(store, new Compact(3));
        assertThat(store.range(read("a").at(2))).isEqualTo(Refusal.COMPACTED);
        assertThat(store.bytes()).isEqualTo(256 + 2);
        assertThat(Physical.versions(store)).hasSize(2);
    }

    @Test
    void aPinHoldsWhatCanBeReadAtItsRevision() {
        puts(store, "a", "1", "2", "3");
        try (Pin pin = requireNonNull(store.pin(3))) {
            apply(store, new Compact(4));
            tidyAll(store);
            assertThat(pairs(Physical.versions(store))).containsExactly("a=2", "a=3");
            assertThat(pairs(pin.range(read("a")).kvs())).containsExactly("a=2");
            assertThat(pin.range(read("a")).revision()).isEqualTo(3);
            assertThat(store.range(read("a").at(3))).isEqualTo(Refusal.COMPACTED);
        }
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("a=3");
    }

    @Test
    void theOldestPinDecides() {
        puts(store, "a", "1", "2", "3", "4");
        Pin older = requireNonNull(store.pin(2));
        Pin same = requireNonNull(store.pin(2));
        Pin newer = requireNonNull(store.pin(4));
        apply(store, new Compact(5));
        for (Pin pin : List.of(older, same)) {
            tidyAll(store);
            assertThat(Physical.versions(store)).hasSize(4);
            pin.close();
        }
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("a=3", "a=4");
        newer.close();
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("a=4");
    }

    @Test
    void aClosedPinHoldsNothingAndClosingTwiceIsHarmless() {
        puts(store, "a", "1", "2");
        Pin other = requireNonNull(store.pin(2));
        Pin pin = requireNonNull(store.pin(2));
        pin.close();
        pin.close();
        assertThatThrownBy(() -> pin.range(read("a"))).isInstanceOf(IllegalStateException.class);
        apply(store, new Compact(3));
        tidyAll(store);
        assertThat(pairs(other.range(read("a")).kvs())).containsExactly("a=1");
        other.close();
    }

    @Test
    void onlyWhatCanBeReadCanBePinned() {
        puts(store, "a", "1", "2");
        assertThat(store.pin(4)).isNull();
        assertThat(store.pin(0)).isNull();
        apply(store, new Compact(3));
        assertThat(store.pin(2)).isNull();
        requireNonNull(store.pin(3)).close();
    }
}
