package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;

/** Times are milliseconds here; a window is 100 of them. */
class BacklogTest {
    private static final int MOST = 10_000;
    private static final long WAIT_MAX = 800;

    private static final long BATCH_BYTES = 1 << 20;

    private final Backlog backlog = new Backlog(MOST, WAIT_MAX, BATCH_BYTES);
    private long now;
    private long ended;

    @Test
    void whereNothingPilesUpThereIsNoOtherBound() {
        for (int i = 0; i < 50; i++) {
            assertThat(look(100, 500, 499)).isEqualTo(MOST);
        }
    }

    @Test
    void whatPilesUpIsBoundedByThePaceAtWhichItEnds() {
        look(0, 0, 0);

        // 200 in 100 ms: in 800 ms there are 1,600.
        assertThat(look(100, 200, 5_000)).isEqualTo(1_600);
    }

    @Test
    void thePaceFollowsWhatIsSeen() {
        look(0, 0, 0);
        look(100, 200, 5_000);

        for (int i = 0; i < 20; i++) {
            look(100, 400, 5_000);
        }

        assertThat(look(100, 400, 5_000)).isBetween(3_100, 3_200);
    }

    @Test
    void idleTimeSaysNothingOfThePace() {
        for (int i = 0; i < 8; i++) {
            assertThat(look(100, 0, 0)).isEqualTo(MOST);
        }

        assertThat(look(100, 200, 5_000)).isEqualTo(1_600);
    }

    @Test
    void oneSlowWindowChangesTheBoundByAQuarterAtMost() {
        look(0, 0, 0);
        look(100, 200, 5_000);

        assertThat(look(100, 1, 5_000)).isBetween(1_200, 1_210);
    }

    @Test
    void whenNothingPilesUpAnyMoreTheBoundGoesAwayStepByStep() {
        look(0, 0, 0);
        look(100, 200, 5_000);

        assertThat(look(100, 200, 10)).isEqualTo(3_200);
        assertThat(look(100, 200, 10)).isEqualTo(6_400);
        assertThat(look(100, 200, 10)).isEqualTo(MOST);
    }

    @Test
    void aFewMayWaitHoweverSlowItIs() {
        look(0, 0, 0);

        assertThat(look(100, 1, 5_000)).isEqualTo(Backlog.LEAST);
    }

    @Test
    void ofLargeOnesAsManyMayWaitAsOneBatchHolds() {
        look(0, 0, 0);

        assertThat(look(100, 1, 5_000, BATCH_BYTES / 150)).isEqualTo(150);
        assertThat(look(100, 1, 5_000, BATCH_BYTES)).isEqualTo(Backlog.LEAST_LARGE);
    }

    @Test
    void aTimeInWhichNothingEndsAtAllSaysNothingOfThePace() {
        look(0, 0, 0);
        look(100, 200, 5_000);
        for (int i = 0; i < 30; i++) {
            assertThat(look(100, 0, 5_000)).isEqualTo(1_600);
        }

        assertThat(look(100, 1, 5_000)).as("as where nothing piles up").isEqualTo(3_200);
        assertThat(look(100, 200, 5_000)).isEqualTo(1_600);
    }

    @Test
    void forcesThatTakeLongerThanAWindowAreCountedWhole() {
        look(0, 0, 0);
        for (int i = 0; i < 20; i++) {
            look(100, 0, 5_000);
            look(100, 0, 5_000);
            look(100, 0, 5_000);
            look(100, 800, 5_000);
        }

        // 800 in 400 ms.
        assertThat(look(50, 0, 5_000)).isEqualTo(1_600);
    }

    /**
     * Ten times as much as can be served, for a minute: who is let in waits no longer than that.
     */
    @Test
    void whoIsLetInIsServedInTime() {
        ArrayDeque<Long> queue = new ArrayDeque<>();
        int bound = MOST;
        long worst = 0;
        long served = 0;
        for (now = 1; now <= 60_000; now++) {
            for (int i = 0; i < 20; i++) {
                if (queue.size() < bound) {
                    queue.add(now);
                }
            }
            for (int i = 0; i < 2 && !queue.isEmpty(); i++) {
                long waited = now - queue.remove();
                served++;
                worst = now > 5_000 ? Math.max(worst, waited) : worst;
            }
            if (now % 50 == 0) {
                bound = backlog.look(now, served, queue.size(), queue.size());
            }
        }

        assertThat(worst).isLessThanOrEqualTo(WAIT_MAX);
        assertThat(served).as("never idle").isEqualTo(120_000);
    }

    /** A hundred come in each tenth of a second, and each is answered a whole second later. */
    @Test
    void whereAForceTakesLongerThanTheLongestWaitNobodyIsRefused() {
        for (int i = 0; i < 100; i++) {
            int pending = Math.min(1_000, 100 * i);
            int bound = look(100, i < 10 ? 0 : 100, pending);
            assertThat(bound).isGreaterThan(pending);
        }
    }

    /**
     * Two thousand clients, each of which waits for its answer; a force has all that waited when it
     * began.
     */
    @ParameterizedTest
    @ValueSource(ints = {200, 700, 1_000, 3_000})
    void whereForcesAreSlowTheirBatchesGrowUntilNobodyIsRefused(int takes) {
        long size = BATCH_BYTES / 100;
        look(0, 0, 0);
        look(100, 20, 2_000, size);
        int bound = look(100, 20, 2_000, size);
        assertThat(bound).isLessThan(200);

        for (int force = 0; force < 40; force++) {
            int batch = Math.min(bound, 2_000);
            for (int passed = 100; passed < takes; passed += 100) {
                look(100, 0, batch, size);
            }
            bound = look(100, batch, batch, size);
        }

        assertThat(bound).isGreaterThanOrEqualTo(2_000);
    }

    private int look(long later, long more, int pending) {
        return look(later, more, pending, 1);
    }

    private int look(long later, long more, int pending, long size) {
        now += later;
        ended += more;
        return backlog.look(now, ended, pending, pending * size);
    }
}
