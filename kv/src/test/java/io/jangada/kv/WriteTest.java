package io.jangada.kv;

import static io.jangada.kv.Phrases.apply;
import static io.jangada.kv.Phrases.delete;
import static io.jangada.kv.Phrases.deleted;
import static io.jangada.kv.Phrases.one;
import static io.jangada.kv.Phrases.pairs;
import static io.jangada.kv.Phrases.put;
import static io.jangada.kv.Phrases.puts;
import static io.jangada.kv.Phrases.read;
import static io.jangada.kv.Phrases.span;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.kv.Result.DeleteResult;
import io.jangada.kv.Result.PutResult;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Put and DeleteRange. */
class WriteTest {

    private final Store store = new Store();

    @Test
    void eachWriteTakesOneRevision() {
        assertThat(apply(store, put("a", "1"))).isEqualTo(new PutResult(2, null));
        assertThat(apply(store, put("a", "1"))).isEqualTo(new PutResult(3, null));
        assertThat(store.revision()).isEqualTo(3);
    }

    @Test
    void theVersionCountsPutsSinceCreationOfTheSameValueToo() {
        puts(store, "a", "1", "1");
        KeyValue kv = new KeyValue(Key.of("a"), 2, 3, 2, Value.of("1"), 0);
        assertThat(read(store, read("a")).kvs()).containsExactly(kv);
    }

    @Test
    void deletionResetsVersionAndCreateRevision() {
        puts(store, "a", "1", "2");
        apply(store, delete("a"));
        puts(store, "a", "3");
        KeyValue kv = new KeyValue(Key.of("a"), 5, 5, 1, Value.of("3"), 0);
        assertThat(read(store, read("a")).kvs()).containsExactly(kv);
    }

    @Test
    void prevKvAnswersTheOldVersionIfThereIsOne() {
        Put asking = new Put(Key.of("a"), Value.of("2"), 0, true, false, false);
        assertThat(apply(store, asking)).isEqualTo(new PutResult(2, null));
        KeyValue first = new KeyValue(Key.of("a"), 2, 2, 1, Value.of("2"), 0);
        assertThat(apply(store, asking)).isEqualTo(new PutResult(3, first));
        apply(store, delete("a"));
        assertThat(apply(store, asking)).isEqualTo(new PutResult(5, null));
    }

    @Test
    void ignoreValueKeepsTheValueOfAnExistingKey() {
        Put keeping = new Put(Key.of("a"), Value.EMPTY, 0, false, true, false);
        assertThat(apply(store, keeping)).isEqualTo(Refusal.KEY_NOT_FOUND);
        assertThat(store.revision()).isEqualTo(1);
        puts(store, "a", "1");
        assertThat(apply(store, keeping)).isEqualTo(new PutResult(3, null));
        assertThat(read(store, read("a")).kvs())
                .containsExactly(new KeyValue(Key.of("a"), 2, 3, 2, Value.of("1"), 0));
        apply(store, delete("a"));
        assertThat(apply(store, keeping)).isEqualTo(Refusal.KEY_NOT_FOUND);
    }

    @Test
    void ignoreLeaseNeedsAnExistingKey() {
        Put keeping = new Put(Key.of("a"), Value.of("2"), 0, false, false, true);
        assertThat(apply(store, keeping)).isEqualTo(Refusal.KEY_NOT_FOUND);
        puts(store, "a", "1");
        assertThat(apply(store, keeping)).isEqualTo(new PutResult(3, null));
        assertThat(pairs(store, read("a"))).containsExactly("a=2");
    }

    @Test
    void aLeaseMustExistAndIsLookedUpBeforeTheKey() {
        Put leased = new Put(Key.of("a"), Value.of("1"), 7, false, false, false);
        assertThat(apply(store, leased)).isEqualTo(Refusal.LEASE_NOT_FOUND);
        Put both = new Put(Key.of("a"), Value.EMPTY, 7, false, true, false);
        assertThat(apply(store, both)).isEqualTo(Refusal.LEASE_NOT_FOUND);
        assertThat(store.revision()).isEqualTo(1);
    }

    @Test
    void aRangeIsDeletedInOneRevision() {
        puts(store, "a", "1");
        puts(store, "b", "2");
        puts(store, "c", "3");
        assertThat(deleted(store, DeleteRange.of(span("a", "c"))))
                .isEqualTo(new DeleteResult(5, 2, List.of()));
        assertThat(store.revision()).isEqualTo(5);
        assertThat(pairs(store, Range.of(Span.ALL))).containsExactly("c=3");
        assertThat(pairs(store, Range.of(Span.ALL).at(4))).containsExactly("a=1", "b=2", "c=3");
    }

    @Test
    void deletingAnswersWhatWasThereInOrderOfTheKeys() {
        puts(store, "b", "2");
        puts(store, "a", "1");
        DeleteResult result = deleted(store, new DeleteRange(Span.ALL, true));
        assertThat(pairs(result.prevs())).containsExactly("a=1", "b=2");
    }

    @Test
    void deletingNothingTakesNoRevision() {
        puts(store, "a", "1");
        assertThat(deleted(store, delete("b"))).isEqualTo(new DeleteResult(2, 0, List.of()));
        apply(store, delete("a"));
        assertThat(deleted(store, new DeleteRange(one("a"), true)))
                .isEqualTo(new DeleteResult(3, 0, List.of()));
        assertThat(store.revision()).isEqualTo(3);
    }
}
