package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompactionTest {
    private static final long TIME = 1_000;

    /** One entry of 36 bytes counts 100. */
    private static SnapshotPolicy policy(long keepBytes, long keepEntries) {
        return new SnapshotPolicy(10_000, 100, TIME, keepBytes, keepEntries, 1, 1);
    }

    private static Compaction applied(SnapshotPolicy policy, int entries) {
        Compaction compaction = new Compaction(policy, 0);
        for (int index = 1; index <= entries; index++) {
            compaction.applied(index, 36);
        }
        return compaction;
    }

    @Test
    void nothingStaysWhereNothingIsToStay() {
        assertThat(applied(policy(0, 0), 50).upTo(50)).isEqualTo(50);
    }

    @Test
    void soManyBytesStayBehindAnImage() {
        Compaction compaction = applied(policy(1_000, 1_000), 50);

        assertThat(compaction.upTo(50)).isEqualTo(40);
        assertThat(compaction.upTo(30)).isEqualTo(20);
        assertThat(compaction.upTo(9)).as("less than that there is").isZero();
    }

    @Test
    void butNoMoreThanSoManyEntries() {
        assertThat(applied(policy(1_000, 3), 50).upTo(50)).isEqualTo(47);
    }

    @Test
    void whatWasAppliedBeforeAStartIsNotCountedAndStays() {
        Compaction compaction = new Compaction(policy(1_000, 1_000), 500);
        compaction.applied(505, 5 * 36);

        assertThat(compaction.upTo(505)).isZero();
    }

    @Test
    void anImageIsDueAfterATimeIfThereIsSomethingNew() {
        Compaction compaction = applied(policy(0, 0), 3);

        assertThat(compaction.isDue(7)).isFalse();
        assertThat(compaction.isDue(7 + TIME)).isTrue();
        compaction.began(3, 7 + TIME);
        assertThat(compaction.isDue(7 + 2 * TIME)).as("nothing is new").isFalse();
        compaction.applied(4, 1);
        assertThat(compaction.isDue(7 + 2 * TIME - 1)).isFalse();
        assertThat(compaction.isDue(7 + 2 * TIME)).isTrue();
    }

    @Test
    void whatCameAsASnapshotIsNotDueAgain() {
        Compaction compaction = applied(policy(0, 0), 3);
        assertThat(compaction.isDue(0)).isFalse();
        compaction.restored(80);

        assertThat(compaction.isDue(10 * TIME)).isFalse();
        assertThat(compaction.upTo(80)).isEqualTo(80);
    }

    @Test
    void itsMemoryIsBoundedWhateverIsApplied() {
        SnapshotPolicy policy = policy(0, 0);
        Compaction compaction = new Compaction(policy, 0);
        for (int index = 1; index <= 100_000; index++) {
            compaction.applied(index, 1000);
        }

        assertThat(compaction.steps()).isLessThan(300);
    }

    @Test
    void marksComeAfterSoManyBytesOrEntriesWhereverOneBegan() {
        SnapshotPolicy policy = policy(0, 0);
        Marks marks = new Marks(policy);
        for (int entry = 1; entry <= 150; entry++) {
            assertThat(marks.isMarkAfter(0)).as("entry %s", entry).isEqualTo(entry == 100);
        }
        Marks other = new Marks(policy);
        other.restore(marks.bytes(), marks.entries());
        for (int entry = 151; entry <= 200; entry++) {
            assertThat(marks.isMarkAfter(100)).isEqualTo(other.isMarkAfter(100));
        }
        assertThat(marks.bytes()).isEqualTo(other.bytes()).isLessThan(10_000);
        assertThat(marks.isMarkAfter(10_000)).isTrue();
    }
}
