package io.jangada.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What no store can have been is not made one. */
class AssemblyTest {

    private static KeyValue live(String key, long create, long mod, long version) {
        return new KeyValue(Key.of(key), create, mod, version, Value.of("v"), 0);
    }

    private static KeyValue deletion(String key, long mod) {
        return KeyValue.tombstone(Key.of(key), mod);
    }

    private static Store assemble(long revision, long compacted, KeyValue... versions) {
        Assembly assembly = new Assembly(revision, compacted, false);
        for (KeyValue version : versions) {
            assembly.add(version);
        }
        return assembly.end();
    }

    private static void refused(String why, long revision, long compacted, KeyValue... versions) {
        assertThatThrownBy(() -> assemble(revision, compacted, versions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void theNumbersFitTogether() {
        refused("no revision", 0, -1);
        refused("compacted in the future", 1, -2);
        refused("compacted in the future", 1, 2);
        assertThat(assemble(1, 1).compactRevision()).isEqualTo(1);
    }

    @Test
    void aVersionIsOfARevisionThatWasMade() {
        refused("of no revision", 2, -1, live("a", 1, 1, 1));
        refused("of no revision", 2, -1, live("a", 3, 3, 1));
    }

    @Test
    void keysAndVersionsRise() {
        refused("keys out of order", 3, -1, live("b", 2, 2, 1), live("a", 3, 3, 1));
        refused("versions out of order", 3, -1, live("a", 3, 3, 1), live("a", 3, 2, 2));
    }

    @Test
    void aKeyHasOneVersionFromBeforeTheCompaction() {
        refused("compacted", 3, 3, live("a", 2, 2, 1), live("a", 2, 3, 2));
        refused("no beginning", 3, 3, deletion("a", 2));
        assertThat(assemble(3, 3, deletion("a", 3)).revision()).isEqualTo(3);
        assertThat(assemble(3, 3, live("a", 2, 3, 5)).revision()).isEqualTo(3);
    }

    @Test
    void aHistoryThatBeginsBehindTheCompactionBeginsWithACreation() {
        refused("no beginning", 2, -1, deletion("a", 2));
        refused("no beginning", 2, -1, live("a", 2, 2, 2));
        refused("no beginning", 2, 2, live("a", 1, 2, 2));
        refused("no beginning", 2, 2, live("a", 3, 2, 2));
        refused("no beginning", 3, 3, live("a", 2, 3, 1));
        refused("no beginning", 2, 2, live("a", 2, 2, -1));
    }

    @Test
    void eachVersionFollowsTheOneBefore() {
        KeyValue first = live("a", 2, 2, 1);
        refused("follow", 3, -1, first, live("a", 2, 3, 3));
        refused("follow", 3, -1, first, live("a", 3, 3, 2));
        refused("follow", 4, -1, first, deletion("a", 3), deletion("a", 4));
        refused("follow", 4, -1, first, deletion("a", 3), live("a", 2, 4, 2));
        KeyValue odd = new KeyValue(Key.of("a"), 0, 3, 0, Value.of("v"), 0);
        refused("follow", 3, -1, first, odd);
        refused("no beginning", 3, 3, odd);
    }

    @Test
    void everyRevisionBehindTheCompactionHasAVersion() {
        refused("without a version", 3, -1, live("a", 2, 2, 1));
        refused("without a version", 3, -1, live("a", 3, 3, 1));
        refused("without a version", 1L << 60, -1, live("a", 2, 2, 1));
        refused("without a version", 4, 3, live("a", 2, 2, 1));
        assertThat(assemble(3, 2, live("a", 2, 2, 1), live("b", 3, 3, 1)).revision()).isEqualTo(3);
    }

    /** A restore may have raised the revision: nothing was changed in the one that it made. */
    @Test
    void writingGoesOnBehindARevisionThatWasRaised() {
        for (Store store : List.of(assemble(9, 9), assemble(9, 9, live("a", 2, 2, 1)))) {
            long before = store.bytes();
            Put put = Put.of(Key.of("b"), Value.of("v"));
            store.apply(put, Long.MAX_VALUE);
            assertThat(store.revision()).isEqualTo(10);
            store.apply(put, Long.MAX_VALUE);
            store.apply(new Compact(11), Long.MAX_VALUE);
            assertThat(store.bytes() - before).isEqualTo(Ledger.cost(Key.of("b"), Value.of("v")));
        }
        KeyValue next = live("b", 10, 10, 1);
        for (Store store :
                List.of(assemble(10, 9, next), assemble(10, 9, live("a", 2, 2, 1), next))) {
            Put put = Put.of(Key.of("b"), Value.of("v"));
            store.apply(put, Long.MAX_VALUE);
            assertThat(store.revision()).isEqualTo(11);
            long before = store.bytes();
            store.apply(new Compact(11), Long.MAX_VALUE);
            assertThat(before - store.bytes()).isEqualTo(Ledger.cost(Key.of("b"), Value.of("v")));
        }
    }
}
