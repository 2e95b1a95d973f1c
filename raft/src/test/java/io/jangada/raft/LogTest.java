package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

final class LogTest {
    private static final Members MEMBERS = Members.of(new ServerId(1));

    private static Entries entries(long first, long... terms) {
        int[] sizes = new int[terms.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (int) (first + i) % 50;
        }
        return Entries.of(first, terms, Sizes.of(sizes));
    }

    private static Log log(long... terms) {
        return new Log(MEMBERS, 0, entries(1, terms), terms.length + 1);
    }

    /** The obvious log: a list of terms and sizes, and for each write the entries it stands for. */
    private static final class Naive {
        /** A number of its own for each entry written, so that equal ones can be told apart. */
        private long written;

        final List<long[]> entries = new ArrayList<>();
        final List<List<long[]>> writes = new ArrayList<>();

        void write(Entries more) {
            while (entries.size() >= more.first()) {
                entries.removeLast();
            }
            List<long[]> batch = new ArrayList<>();
            for (long i = more.first(); i <= more.last(); i++) {
                long[] entry = {more.term(i), more.size(i), written++};
                entries.add(entry);
                batch.add(entry);
            }
            writes.add(batch);
        }

        /** An entry is durable when that very entry is in a write that is. */
        long durable(long write) {
            List<long[]> onDisk = new ArrayList<>();
            writes.subList(0, (int) write).forEach(onDisk::addAll);
            int durable = 0;
            while (durable < entries.size() && isIn(onDisk, entries.get(durable))) {
                durable++;
            }
            return durable;
        }

        private static boolean isIn(List<long[]> onDisk, long[] entry) {
            return onDisk.stream().anyMatch(each -> each[2] == entry[2]);
        }

        long lastAtMost(long index, long term) {
            long at = Math.min(index, entries.size());
            while (at > 0 && entries.get((int) at - 1)[0] > term) {
                at--;
            }
            return at;
        }
    }

    @Test
    void theLogIsWhatItsNaiveTwinIs() throws Malformed {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Log log = new Log(MEMBERS);
            Naive naive = new Naive();
            long persisted = 0;
            for (int step = 0; step < 60; step++) {
                long first = Math.max(1, log.last() + 1 - random.nextLong(7) / 2);
                long[] terms = new long[1 + random.nextInt(4)];
                long term = log.term(first - 1);
                for (int i = 0; i < terms.length; i++) {
                    term += random.nextInt(3) / 2;
                    terms[i] = term;
                }
                boolean truncates = first <= log.last();
                assertThat(log.write(entries(first, terms))).isEqualTo(truncates);
                naive.write(entries(first, terms));
                if (random.nextInt(3) == 0) {
                    persisted += random.nextInt((int) (log.lastWrite() - persisted) + 1);
                    log.persisted(persisted);
                }
                assertSame(log, naive, persisted, random);
            }
            Bytes whole = encoded(log, Long.MAX_VALUE);
            assertThat(encoded(Log.decode(new Reader(whole)), Long.MAX_VALUE)).isEqualTo(whole);
        }
    }

    private static Bytes encoded(Log log, long sizesMax) {
        Writer to = new Writer();
        log.encode(to, sizesMax);
        return to.bytes();
    }

    @Test
    void withoutTheSizesOfOldEntriesItIsTheSameLogOtherwise() throws Malformed {
        int[] sizes = new int[10_000];
        Arrays.fill(sizes, 300);
        Log log = new Log(MEMBERS, 0, Entries.of(1, 1, Sizes.of(sizes)), 10_001);
        Bytes small = encoded(log, 100);
        assertThat(small.size()).isLessThan(250);

        Log again = Log.decode(new Reader(small));
        assertThat(again.last()).isEqualTo(10_000);
        assertThat(again.durable()).isEqualTo(10_000);
        assertThat(again.bytes(9_900, 10_000)).isEqualTo(100 * 300);
        assertThat(encoded(again, Long.MAX_VALUE)).isEqualTo(small);

        for (Log each : new Log[] {log, again}) {
            each.write(Entries.of(5_000, 2, Sizes.of(7, 7)));
        }
        assertThat(encoded(again, 2)).isEqualTo(encoded(log, 2));
        Bytes cut = encoded(again, Long.MAX_VALUE);
        assertThat(encoded(Log.decode(new Reader(cut)), Long.MAX_VALUE)).isEqualTo(cut);
    }

    private static void assertSame(Log log, Naive naive, long persisted, Random random) {
        assertThat(log.last()).isEqualTo(naive.entries.size());
        assertThat(log.durable()).isEqualTo(naive.durable(persisted));
        Entries all = log.slice(1, (int) log.last());
        for (long i = 1; i <= log.last(); i++) {
            assertThat(log.term(i)).isEqualTo(naive.entries.get((int) i - 1)[0]);
            assertThat(all.term(i)).isEqualTo(log.term(i));
            assertThat(all.size(i)).isEqualTo(naive.entries.get((int) i - 1)[1]);
        }
        long index = random.nextLong(log.last() + 3);
        long term = random.nextLong(log.lastTerm() + 2);
        assertThat(log.lastAtMost(index, term)).isEqualTo(naive.lastAtMost(index, term));
    }

    @Test
    void aWriteThatWasOverwrittenCountsForNothingEvenWhenTheIndexIsTakenAgain() {
        Log log = log(1, 1);
        log.write(entries(3, 1, 1));
        log.write(entries(3, 2));
        log.write(entries(4, 2));
        log.persisted(1);
        assertThat(log.durable()).isEqualTo(2);
        log.persisted(2);
        assertThat(log.durable()).isEqualTo(3);
        log.persisted(3);
        assertThat(log.durable()).isEqualTo(4);
    }

    @Test
    void aReportOfAWriteThatWasNeverOrderedIsOurBug() {
        Log log = log(1);
        log.write(entries(2, 1));
        assertThatThrownBy(() -> log.persisted(2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oldReportsAreHarmless() {
        Log log = new Log(MEMBERS);
        log.write(entries(1, 1));
        log.write(entries(2, 1));
        log.persisted(2);
        log.persisted(1);
        assertThat(log.durable()).isEqualTo(2);
    }

    @Test
    void aSliceHasAtLeastOneEntryAndAtMostWhatTheLimitsAllow() {
        Log log = new Log(MEMBERS, 0, Entries.of(1, 1, Sizes.of(100, 10, 10, 10)), 5);
        assertThat(log.slice(1, 10, 20).last()).isEqualTo(1);
        assertThat(log.slice(2, 10, 20).last()).isEqualTo(3);
        assertThat(log.slice(2, 1, 20).last()).isEqualTo(2);
        assertThat(log.slice(5, 10, 20)).isEqualTo(Entries.none(5));
        assertThat(log.bytes(1, 4)).isEqualTo(130);
        assertThat(log.bytes(5, 4)).isZero();
    }

    @Test
    void sizesGoOnOverChunks() {
        Log log = new Log(MEMBERS);
        for (int i = 1; i <= 20_000; i++) {
            log.write(Entries.of(i, 1 + i / 1000, Sizes.of(i)));
        }
        assertThat(log.slice(4000, 300).size(4097)).isEqualTo(4097);
        assertThat(log.bytes(19_999, 20_000)).isEqualTo(39_999);
        assertThat(log.term(4999)).isEqualTo(5);
        assertThat(log.term(5000)).isEqualTo(6);
    }

    @Test
    void gapsAndFallingTermsAreOurBug() {
        Log log = log(1, 2);
        assertThatThrownBy(() -> log.write(entries(4, 2)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> log.write(entries(3, 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void firstMissingIsTheFirstConflictAndNotTheFirstEntry() {
        Log log = log(1, 1, 2, 2);
        assertThat(log.firstMissing(entries(2, 1, 2))).isEqualTo(4);
        assertThat(log.firstMissing(entries(2, 1, 3))).isEqualTo(3);
        assertThat(log.firstMissing(entries(4, 2, 2))).isEqualTo(5);
        assertThat(log.firstMissing(Entries.none(3))).isEqualTo(3);
        assertThat(log.firstMissing(Entries.none(5))).isEqualTo(5);
    }

    @Test
    void suspectEntriesKeepTheirPlaceUntilTheyAreWrittenAgain() {
        Log log = new Log(MEMBERS, 0, entries(1, 1, 1, 2, 2), 3);
        assertThat(log.isSuspect()).isTrue();
        assertThat(log.last()).isEqualTo(4);
        assertThat(log.lastTerm()).isEqualTo(2);
        assertThat(log.durable()).isEqualTo(2);
        assertThat(log.everDurable()).isEqualTo(4);
        assertThat(log.firstMissing(entries(2, 1, 2))).isEqualTo(3);

        assertThat(log.write(entries(3, 2))).isTrue();
        assertThat(log.isSuspect()).isTrue();
        assertThat(log.last()).isEqualTo(4);
        assertThat(log.durable()).isEqualTo(2);
        log.persisted(1);
        assertThat(log.durable()).isEqualTo(3);

        log.write(entries(4, 2, 2));
        assertThat(log.isSuspect()).isFalse();
        assertThat(log.last()).isEqualTo(5);
        log.persisted(2);
        assertThat(log.durable()).isEqualTo(5);
    }

    @Test
    void aConflictWithinSuspectEntriesRemovesThem() {
        Log log = new Log(MEMBERS, 0, entries(1, 1, 1, 2, 2), 3);
        assertThat(log.write(entries(3, 3))).isTrue();
        assertThat(log.isSuspect()).isFalse();
        assertThat(log.last()).isEqualTo(3);
    }

    @Test
    void whatWasDurableWhenASnapshotTookItsPlaceMayHaveBeenAcknowledged() {
        Log shorter = new Log(MEMBERS, 0, entries(1, 1, 1, 1, 1, 1), 6);
        shorter.reset(new Snapshot(7, 2, MEMBERS), 2);
        assertThat(shorter.durable()).as("surely the same").isEqualTo(2);
        assertThat(shorter.everDurable()).isEqualTo(5);

        Log longer = new Log(MEMBERS, 0, entries(1, 1, 1, 1, 1, 1), 6);
        longer.reset(new Snapshot(4, 2, MEMBERS), 2);
        assertThat(longer.everDurable()).as("not behind the snapshot").isEqualTo(4);
    }

    @Test
    void aRepairBringsTheConfigurationsThatCouldNotBeRead() {
        Members two = Members.of(new ServerId(1), new ServerId(2));
        Log log = new Log(MEMBERS, 0, entries(1, 1, 1, 1, 1), 2);

        log.write(entries(2, 1, 1).with(new TreeMap<>(Map.of(3L, two))));

        assertThat(log.isSuspect()).isTrue();
        assertThat(log.members(2)).isEqualTo(MEMBERS);
        assertThat(log.members()).isEqualTo(two);
    }

    @Test
    void aSliceHasTheConfigurationsInIt() {
        Members two = Members.of(new ServerId(1), new ServerId(2));
        Log log = log(1);
        log.write(
                entries(2, 1, 1, 1, 1).with(new TreeMap<>(Map.of(2L, two, 3L, MEMBERS, 5L, two))));

        assertThat(log.slice(3, 2).configurations()).containsExactly(Map.entry(3L, MEMBERS));
        assertThat(log.slice(3, 3).configurations().keySet()).containsExactly(3L, 5L);
    }
}
