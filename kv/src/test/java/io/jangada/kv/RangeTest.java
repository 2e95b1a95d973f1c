package io.jangada.kv;

import static io.jangada.kv.Phrases.apply;
import static io.jangada.kv.Phrases.delete;
import static io.jangada.kv.Phrases.one;
import static io.jangada.kv.Phrases.pairs;
import static io.jangada.kv.Phrases.puts;
import static io.jangada.kv.Phrases.read;
import static io.jangada.kv.Phrases.span;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.kv.Range.Filter;
import io.jangada.kv.Range.Order;
import io.jangada.kv.Range.Sort;
import io.jangada.kv.Range.Target;
import io.jangada.kv.Result.RangeResult;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

class RangeTest {

    private final Store store = new Store();

    @Test
    void anEmptyStoreIsAtRevisionOne() {
        assertThat(store.revision()).isEqualTo(1);
        assertThat(store.compactRevision()).isEqualTo(-1);
        assertThat(store.bytes()).isZero();
        assertThat(pairs(store, Range.of(Span.ALL))).isEmpty();
    }

    @Test
    void anEmptyEndNamesTheOneKey() {
        puts(store, "a", "1");
        puts(store, "ab", "2");
        assertThat(pairs(store, Range.of(one("a")))).containsExactly("a=1");
    }

    @Test
    void aZeroEndNamesEveryKeyFromThatOneOn() {
        puts(store, "a", "1");
        puts(store, "b", "2");
        puts(store, "c", "3");
        assertThat(pairs(store, Range.of(Span.from(Key.of("b"))))).containsExactly("b=2", "c=3");
        assertThat(pairs(store, Range.of(Span.ALL))).containsExactly("a=1", "b=2", "c=3");
    }

    @Test
    void theEndIsNotPartOfARange() {
        puts(store, "a", "1");
        puts(store, "b", "2");
        assertThat(pairs(store, Range.of(span("a", "b")))).containsExactly("a=1");
    }

    @Test
    void anEndAtOrBelowTheKeyIsAnEmptyRange() {
        puts(store, "a", "1");
        assertThat(pairs(store, Range.of(span("a", "a")))).isEmpty();
        assertThat(pairs(store, Range.of(span("b", "a")))).isEmpty();
    }

    @Test
    void aPrefixEndsWhereItsLastByteThatCanGrowHasGrown() {
        assertThat(Span.prefix(Key.of("ab"))).isEqualTo(span("ab", "ac"));
        Key high = Key.copyOf(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff}));
        assertThat(Span.prefix(high)).isEqualTo(Span.of(high, Key.of("b")));
        Key highest = Key.copyOf(ByteBuffer.wrap(new byte[] {(byte) 0xff}));
        assertThat(Span.prefix(highest)).isEqualTo(Span.from(highest));
        assertThat(Span.prefix(Key.EMPTY)).isEqualTo(Span.ALL);
    }

    @Test
    void keysAreOrderedAsUnsignedBytes() {
        Key high = Key.copyOf(ByteBuffer.wrap(new byte[] {(byte) 0x80}));
        apply(store, Put.of(high, Value.of("1")));
        puts(store, "a", "2");
        assertThat(read(store, Range.of(Span.ALL)).kvs())
                .extracting(KeyValue::key)
                .containsExactly(Key.of("a"), high);
    }

    @Test
    void aRevisionThatIsNotPositiveIsTheCurrentOne() {
        puts(store, "a", "1", "2");
        assertThat(pairs(store, read("a").at(0))).containsExactly("a=2");
        assertThat(pairs(store, read("a").at(-7))).containsExactly("a=2");
    }

    @Test
    void anOldRevisionShowsTheStoreAsItWas() {
        puts(store, "a", "1", "2");
        apply(store, delete("a"));
        puts(store, "a", "3");
        assertThat(pairs(store, read("a").at(1))).isEmpty();
        assertThat(pairs(store, read("a").at(2))).containsExactly("a=1");
        assertThat(pairs(store, read("a").at(3))).containsExactly("a=2");
        assertThat(pairs(store, read("a").at(4))).isEmpty();
        assertThat(pairs(store, read("a").at(5))).containsExactly("a=3");
    }

    @Test
    void theAnswerNamesTheCurrentRevisionNotTheOneAskedFor() {
        puts(store, "a", "1", "2", "3");
        assertThat(read(store, read("a").at(2)).revision()).isEqualTo(4);
    }

    @Test
    void aFutureRevisionIsRefused() {
        puts(store, "a", "1");
        assertThat(store.range(read("a").at(3))).isEqualTo(Refusal.FUTURE_REVISION);
    }

    @Test
    void aCompactedRevisionIsRefusedAndTheCompactRevisionIsNot() {
        puts(store, "a", "1", "2", "3");
        apply(store, new Compact(3));
        assertThat(store.range(read("a").at(2))).isEqualTo(Refusal.COMPACTED);
        assertThat(pairs(store, read("a").at(3))).containsExactly("a=2");
    }

    @Test
    void theLimitCutsAndSaysSoAndTheCountIsExact() {
        puts(store, "a", "1");
        puts(store, "b", "2");
        puts(store, "c", "3");
        RangeResult cut = read(store, Range.of(Span.ALL).limit(2));
        assertThat(pairs(cut.kvs())).containsExactly("a=1", "b=2");
        assertThat(cut.more()).isTrue();
        assertThat(cut.count()).isEqualTo(3);
        assertThat(read(store, Range.of(Span.ALL).limit(3)).more()).isFalse();
        assertThat(read(store, Range.of(Span.ALL).limit(-1)).kvs()).hasSize(3);
    }

    @Test
    void countOnlyAnswersNoKeys() {
        puts(store, "a", "1");
        puts(store, "b", "2");
        RangeResult counted = read(store, Range.of(Span.ALL).limit(1).withCountOnly());
        assertThat(counted.kvs()).isEmpty();
        assertThat(counted.count()).isEqualTo(2);
        assertThat(counted.more()).isFalse();
    }

    @Test
    void keysOnlyAnswersEmptyValues() {
        puts(store, "a", "1", "2");
        KeyValue kv = new KeyValue(Key.of("a"), 2, 3, 2, Value.EMPTY, 0);
        Sort byValue = new Sort(Order.DESCENDING, Target.VALUE);
        assertThat(read(store, read("a").withKeysOnly()).kvs()).containsExactly(kv);
        assertThat(read(store, read("a").withKeysOnly().sort(byValue)).kvs()).containsExactly(kv);
    }

    @Test
    void filtersAreInclusiveAndCountIgnoresThem() {
        puts(store, "a", "1");
        puts(store, "b", "2");
        puts(store, "c", "3");
        puts(store, "a", "4");
        Range all = Range.of(Span.ALL);
        assertThat(pairs(store, all.filter(new Filter(4, 0, 0, 0)))).containsExactly("a=4", "c=3");
        assertThat(pairs(store, all.filter(new Filter(0, 4, 0, 0)))).containsExactly("b=2", "c=3");
        assertThat(pairs(store, all.filter(new Filter(0, 0, 3, 0)))).containsExactly("b=2", "c=3");
        assertThat(pairs(store, all.filter(new Filter(0, 0, 0, 3)))).containsExactly("a=4", "b=2");
        assertThat(read(store, all.filter(new Filter(5, 0, 0, 0))).count()).isEqualTo(3);
    }

    @Test
    void filtersComeBeforeTheLimit() {
        puts(store, "a", "1");
        puts(store, "b", "2");
        puts(store, "c", "3");
        RangeResult cut = read(store, Range.of(Span.ALL).filter(new Filter(3, 0, 0, 0)).limit(1));
        assertThat(pairs(cut.kvs())).containsExactly("b=2");
        assertThat(cut.more()).isTrue();
        RangeResult whole = read(store, Range.of(Span.ALL).filter(new Filter(3, 0, 0, 0)).limit(2));
        assertThat(whole.more()).isFalse();
    }

    @Test
    void everyTargetSorts() {
        puts(store, "a", "z", "y");
        puts(store, "b", "x");
        puts(store, "c", "w", "v", "u");
        puts(store, "a", "t");
        assertThat(sorted(Order.DESCENDING, Target.KEY)).isEqualTo("cba");
        assertThat(sorted(Order.ASCENDING, Target.KEY)).isEqualTo("abc");
        assertThat(sorted(Order.ASCENDING, Target.VERSION)).isEqualTo("bac");
        assertThat(sorted(Order.DESCENDING, Target.CREATE)).isEqualTo("cba");
        assertThat(sorted(Order.ASCENDING, Target.MOD)).isEqualTo("bca");
        assertThat(sorted(Order.DESCENDING, Target.VALUE)).isEqualTo("bca");
    }

    @Test
    void anotherTargetThanTheKeyWithoutAnOrderSortsAscending() {
        puts(store, "a", "2");
        puts(store, "b", "1");
        assertThat(sorted(Order.NONE, Target.VALUE)).isEqualTo("ba");
    }

    @Test
    void sortingComesBeforeTheLimit() {
        puts(store, "a", "1");
        puts(store, "b", "2");
        puts(store, "c", "3");
        Sort byValue = new Sort(Order.DESCENDING, Target.VALUE);
        RangeResult cut = read(store, Range.of(Span.ALL).sort(byValue).limit(1));
        assertThat(pairs(cut.kvs())).containsExactly("c=3");
        assertThat(cut.more()).isTrue();
    }

    @Test
    void sortsAreNumberedAsInTheApi() {
        assertThat(Sort.of(0, 0)).isEqualTo(Sort.BY_KEY);
        assertThat(Sort.of(2, 3)).isEqualTo(new Sort(Order.DESCENDING, Target.MOD));
        assertThat(Sort.of(1, 4)).isEqualTo(new Sort(Order.ASCENDING, Target.VALUE));
        assertThat(Sort.of(3, 0)).isNull();
        assertThat(Sort.of(0, 5)).isNull();
        assertThat(Sort.of(-1, 0)).isNull();
    }

    private String sorted(Order order, Target target) {
        Range range = Range.of(Span.ALL).sort(new Sort(order, target));
        StringBuilder keys = new StringBuilder();
        read(store, range).kvs().forEach(kv -> keys.append(kv.key()));
        return keys.toString();
    }
}
