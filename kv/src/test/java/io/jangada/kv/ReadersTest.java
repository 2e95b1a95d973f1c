package io.jangada.kv;

import static io.jangada.kv.Phrases.QUOTA;
import static io.jangada.kv.Phrases.doing;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.kv.Result.RangeResult;
import io.jangada.kv.Result.TxnResult;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Readers beside the writer. The transaction that makes revision r puts key r mod 8, deletes key r
 * + 4 mod 8 and puts the key "every", so what each revision holds is known without looking.
 */
class ReadersTest {

    private static final int KEYS = 8;
    private static final long REVISIONS = 60_000;

    private final Store store = new Store();

    @Test
    void readersSeeWholeRevisionsWhileTheWriterWritesCompactsAndTidies() throws Exception {
        try (ExecutorService readers = Executors.newThreadPerTaskExecutor(Thread::new)) {
            List<Future<Long>> reads = new ArrayList<>();
            for (int reader = 0; reader < 3; reader++) {
                Random random = new Random(reader);
                reads.add(readers.submit(() -> readUntilTheEnd(random)));
            }
            write();
            for (Future<Long> read : reads) {
                assertThat(read.get()).isPositive();
            }
        }
    }

    private void write() {
        for (long revision = 2; revision <= REVISIONS; revision++) {
            Value value = Value.of("" + revision);
            Txn txn =
                    doing(
                            Put.of(key(revision), value),
                            DeleteRange.of(Span.of(key(revision + 4))),
                            Put.of(Key.of("every"), value));
            assertThat(((TxnResult) store.apply(txn, QUOTA)).revision()).isEqualTo(revision);
            if (revision % 50 == 0) {
                store.apply(new Compact(revision - 20), QUOTA);
            }
            store.tidy(7);
        }
    }

    private static Key key(long revision) {
        return Key.of("k" + revision % KEYS);
    }

    private long readUntilTheEnd(Random random) {
        long reads = 0;
        long seen = 0;
        while (seen < REVISIONS) {
            try (Pin pin = store.pin()) {
                assertThat(pin.revision()).isGreaterThanOrEqualTo(seen);
                seen = pin.revision();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    assertState(pin.range(Range.of(Span.ALL)).kvs(), pin.revision());
                }
            }
            readOld(Math.max(1, seen - random.nextInt(40)));
            readTxn(Math.max(1, seen - random.nextInt(40)));
            reads++;
        }
        return reads;
    }

    private void readOld(long revision) {
        switch (store.range(Range.of(Span.ALL).at(revision))) {
            case RangeResult result -> assertState(result.kvs(), revision);
            case Refusal refusal -> assertCompacted(refusal, revision);
            case Result.Answer other -> throw new AssertionError(other);
        }
    }

    private void readTxn(long revision) {
        Range all = Range.of(Span.ALL);
        switch (store.txn(doing(all, all.at(revision)))) {
            case TxnResult result -> {
                RangeResult now = (RangeResult) result.results().get(0);
                RangeResult then = (RangeResult) result.results().get(1);
                assertState(now.kvs(), result.revision());
                assertState(then.kvs(), revision);
            }
            case Refusal refusal -> assertCompacted(refusal, revision);
            case Result.Answer other -> throw new AssertionError(other);
        }
    }

    private void assertCompacted(Refusal refusal, long revision) {
        assertThat(refusal).isEqualTo(Refusal.COMPACTED);
        assertThat(store.compactRevision()).isGreaterThan(revision);
    }

    private static void assertState(List<KeyValue> kvs, long revision) {
        long live = Math.min(4, revision - 1);
        List<KeyValue> expected = new ArrayList<>();
        for (long made = revision - live + 1; made <= revision; made++) {
            expected.add(new KeyValue(key(made), made, made, 1, Value.of("" + made), 0));
        }
        if (revision > 1) {
            Value value = Value.of("" + revision);
            expected.add(new KeyValue(Key.of("every"), 2, revision, revision - 1, value, 0));
        }
        assertThat(kvs).containsExactlyInAnyOrderElementsOf(expected);
    }
}
