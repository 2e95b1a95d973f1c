package io.jangada.kv;

import static io.jangada.kv.Phrases.QUOTA;
import static io.jangada.kv.Phrases.apply;
import static io.jangada.kv.Phrases.delete;
import static io.jangada.kv.Phrases.doing;
import static io.jangada.kv.Phrases.pairs;
import static io.jangada.kv.Phrases.put;
import static io.jangada.kv.Phrases.puts;
import static io.jangada.kv.Phrases.read;
import static io.jangada.kv.Phrases.tidyAll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What an image of the store holds, and for how long. */
class ImageTest {

    private final Store store = new Store();

    static List<KeyValue> rest(Image image) {
        List<KeyValue> versions = new ArrayList<>();
        KeyValue next = image.next();
        while (next != null) {
            versions.add(next);
            next = image.next();
        }
        return versions;
    }

    static List<KeyValue> versions(Store store) {
        try (Image image = store.image()) {
            return rest(image);
        }
    }

    static Store copyOf(Store store) {
        try (Image image = store.image()) {
            Assembly assembly =
                    new Assembly(image.revision(), image.compactRevision(), image.isFull());
            rest(image).forEach(assembly::add);
            return assembly.end();
        }
    }

    @Test
    void anEmptyStoreHasAnEmptyImage() {
        assertThat(versions(store)).isEmpty();
        assertThat(copyOf(store).revision()).isEqualTo(1);
        assertThat(copyOf(store).compactRevision()).isEqualTo(-1);
        assertThat(apply(copyOf(store), put("a", "1"))).isEqualTo(new Result.PutResult(2, null));
    }

    @Test
    void itHoldsEveryVersionByKeyAndAge() {
        puts(store, "b", "1", "2");
        puts(store, "a", "1");
        apply(store, delete("b"));
        assertThat(pairs(versions(store))).containsExactly("a=1", "b=1", "b=2", "b=");
    }

    @Test
    void whatCompactionForgotIsNotInItWhetherOrNotItWasRemoved() {
        puts(store, "a", "1", "2");
        apply(store, delete("a"));
        puts(store, "b", "1", "2");
        apply(store, delete("b"));
        apply(store, new Compact(7));
        assertThat(Physical.versions(store)).hasSize(6);
        assertThat(versions(store)).containsExactly(KeyValue.tombstone(Key.of("b"), 7));
        tidyAll(store);
        assertThat(versions(store)).containsExactly(KeyValue.tombstone(Key.of("b"), 7));
    }

    @Test
    void whatIsWrittenCompactedAndTidiedMeanwhileDoesNotTouchIt() {
        puts(store, "a", "1", "2", "3");
        apply(store, new Compact(3));
        try (Image image = store.image()) {
            puts(store, "0", "9");
            puts(store, "a", "4");
            apply(store, delete("a"));
            puts(store, "b", "1");
            apply(store, new Compact(8));
            tidyAll(store);
            assertThat(pairs(rest(image))).containsExactly("a=2", "a=3");
            assertThat(image.revision()).isEqualTo(4);
            assertThat(image.compactRevision()).isEqualTo(3);
        }
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("0=9", "b=1");
    }

    @Test
    void anImageThatIsClosedBeforeItsEndHoldsNothing() {
        puts(store, "a", "1", "2");
        Image image = store.image();
        image.next();
        image.close();
        image.close();
        apply(store, new Compact(3));
        tidyAll(store);
        assertThat(pairs(Physical.versions(store))).containsExactly("a=2");
    }

    @Test
    void aCopyIsFullIfTheStoreWas() {
        long quota = 1000;
        store.apply(put("a", "1"), quota);
        store.apply(put("a", "1".repeat(700)), quota);
        assertThat(store.isFull()).isTrue();
        Store copy = copyOf(store);
        assertThat(copy.isFull()).isTrue();
        assertThat(copy.apply(put("b", "1"), 300)).isEqualTo(Refusal.NO_SPACE);
    }

    @Test
    void aCopyHasNothingLeftToTidy() {
        puts(store, "a", "1", "2", "3");
        puts(store, "b", "1");
        apply(store, new Compact(4));
        Store copy = copyOf(store);
        assertThat(copy.tidy(0)).isFalse();
        apply(copy, new Compact(5));
        assertThat(copy.tidy(2)).isFalse();
    }

    @Test
    void aDeletionAtTheCompactRevisionOfACopyGoesWithTheNextCompaction() {
        puts(store, "a", "1");
        apply(store, delete("a"));
        apply(store, new Compact(3));
        Store copy = copyOf(store);
        puts(copy, "b", "1");
        apply(copy, new Compact(4));
        tidyAll(copy);
        assertThat(pairs(Physical.versions(copy))).containsExactly("b=1");
        assertThat(copy.bytes()).isEqualTo(Physical.bytes(copy));
    }

    @Test
    void whatIsCompactedInTheStoreCannotBePinnedInACopy() {
        puts(store, "a", "1", "2", "3");
        apply(store, new Compact(3));
        Store copy = copyOf(store);
        assertThat(copy.pin(2)).isNull();
        assertThat(copy.range(read("a").at(2))).isEqualTo(Refusal.COMPACTED);
        assertThat(Phrases.pairs(copy, read("a").at(3))).containsExactly("a=2");
    }

    /** What the rules refuse is carried out if it is in the log, and counts as what it left. */
    @Test
    void aRevisionThatWroteOneKeyTwiceIsCopied() {
        puts(store, "a", "1");
        apply(store, doing(delete("a"), put("a", "2"), put("a", "3")));
        apply(store, doing(put("b", "1"), delete("b"), put("b", "2"), delete("b")));
        for (int at = 2; at <= 4; at++) {
            apply(store, new Compact(at));
            Store copy = copyOf(store);
            assertThat(copy.bytes()).isEqualTo(store.bytes());
            assertThat(versions(copy)).isEqualTo(versions(store));
            tidyAll(store);
            assertThat(versions(copy)).isEqualTo(versions(store));
            long kept =
                    versions(copy).stream()
                            .mapToLong(kv -> kv.key().size() + kv.value().size() + 256)
                            .sum();
            assertThat(store.bytes()).isEqualTo(kept);
        }
    }

    /** Revision r puts r under key r mod 8, and deletes key r + 4 mod 8. */
    @Test
    void imagesAreWalkedBesideTheWriter() throws Exception {
        try (ExecutorService walkers = Executors.newThreadPerTaskExecutor(Thread::new)) {
            List<Future<Long>> walks = new ArrayList<>();
            for (long revision = 2; revision <= 20_000; revision++) {
                Span other = Span.of(key(revision + 4));
                Put put = Put.of(key(revision), Value.of("" + revision));
                store.apply(doing(put, DeleteRange.of(other)), QUOTA);
                if (revision % 50 == 0) {
                    store.apply(new Compact(revision - 20), QUOTA);
                }
                if (revision % 500 == 30) {
                    Image image = store.image();
                    walks.add(walkers.submit(() -> walk(image)));
                }
                store.tidy(7);
            }
            for (int i = 0; i < walks.size(); i++) {
                assertThat(walks.get(i).get()).isEqualTo(i * 500L + 30);
            }
        }
        tidyAll(store);
        assertThat(Physical.bytes(store)).isEqualTo(store.bytes());
    }

    private static Key key(long revision) {
        return Key.of("k" + revision % 8);
    }

    private static long walk(Image image) {
        Assembly assembly = new Assembly(image.revision(), image.compactRevision(), image.isFull());
        try (image) {
            rest(image).forEach(assembly::add);
        }
        Store copy = assembly.end();
        for (long at = Math.max(1, copy.compactRevision()); at <= copy.revision(); at++) {
            List<String> values =
                    Phrases.read(copy, Range.of(Span.ALL).at(at)).kvs().stream()
                            .map(kv -> kv.value().toString())
                            .sorted()
                            .toList();
            List<String> expected = new ArrayList<>();
            for (long made = Math.max(2, at - 3); made <= at; made++) {
                expected.add("" + made);
            }
            assertThat(values).containsExactlyInAnyOrderElementsOf(expected);
        }
        return copy.revision();
    }
}
