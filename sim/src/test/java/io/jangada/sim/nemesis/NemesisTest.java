package io.jangada.sim.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Each row of scripted scenes on its first seeds; the scoreboard has all of them. */
final class NemesisTest {
    private static Tally tally(Row row) {
        Tally tally = row.run();
        assertThat(tally.complaints()).as("row %d", row.number()).isEmpty();
        return tally;
    }

    @Test
    void aFullDiskIsSurvivedAndLeft() {
        Tally tally = tally(new FullDisks(1));
        assertThat(tally.of("runs with a full disk")).isEqualTo(9);
        assertThat(tally.of("members stopped by a write or force that found no room"))
                .as("one each, and all of 3 or 5")
                .isBetween(4L + 6, 4L + 10);
    }

    @Test
    void leadershipMovesAwayFromASlowOrStuckDisk() {
        Tally tally = tally(new SlowDisks(2));
        assertThat(tally.of("under the leader") + tally.of("under a follower")).isEqualTo(8);
        assertThat(tally.of("leadership moved within 3 election time-outs"))
                .isEqualTo(tally.of("under the leader"))
                .isPositive();
    }

    @Test
    void aCrashInsideAnythingIsSurvived() {
        Row row = new CrashesInside(2);
        Tally tally = tally(row);
        for (String what : List.of("image", "reception", "compaction", "cut", "vote")) {
            assertThat(tally.of("crash inside " + what)).as(what).isGreaterThan(5);
        }
        assertThat(tally.of("crash inside recovery from a crash inside recovery"))
                .isGreaterThan(10)
                .isLessThan(tally.of("crash inside recovery"));
        assertThat(tally.of("healed")).isEqualTo(2);
        assertThat(row.passed(tally)).as("no 1,000 of each").isFalse();
    }

    @Test
    void aSnapshotThatIsInterruptedGoesOnWhereItWas() {
        Tally tally = tally(new Interruptions(1, 12));
        assertThat(tally.of("installations")).isEqualTo(6 * 4);
        assertThat(tally.of("interrupted by power"))
                .isEqualTo(tally.of("interrupted by leader"))
                .isEqualTo(tally.of("interrupted by damage at rest"))
                .isGreaterThan(1);
    }

    @Test
    void aStormIsSurvived() {
        Row row = new Storms(2, 2);
        Tally tally = tally(row);
        assertThat(tally.of("message lost")).isGreaterThan(1_000);
        assertThat(tally.of("message twice")).isGreaterThan(tally.of("message lost"));
        assertThat(row.passed(tally)).as("no hour, and no thousand").isFalse();
        assertThat(row.summary(tally.counts())).startsWith("2 of 1,000 seeds of 2 minutes");
    }

    @Test
    void aLeaderThatIsCutOffOneWayIsReplaced() {
        Tally tally = tally(new OneWay(1));
        assertThat(tally.of("leaders cut off one way")).isEqualTo(4);
    }

    @Test
    void whereAMajorityHearsSomebodyThereIsALeader() {
        Tally tally = tally(new Partial(1));
        assertThat(tally.of("clusters connected in part")).isEqualTo(4);
    }

    @Test
    void linksThatFlapDoNoHarm() {
        Tally tally = new Flapping(1).run();
        assertThat(tally.complaints())
                .as("known: writes wait when links of a leader flap")
                .allMatch(each -> each.contains("the 99th percentile is"));
        assertThat(tally.of("operations beside a stable majority")).isGreaterThan(500);
    }

    @Test
    void readsThatWaitForAPausedLeaderAreNotStale() {
        Row row = new Paused(2);
        Tally tally = tally(row);
        assertThat(tally.of("reads asked of them meanwhile, and served by them later"))
                .isGreaterThan(10);
        assertThat(row.passed(tally)).isTrue();
    }

    @Test
    void readsAreNotStaleWhateverTheClocksDo() {
        Row row = new Clocks(2);
        Tally tally = tally(row);
        assertThat(tally.of("leaders")).isGreaterThan(4 * 5);
        assertThat(tally.of("reads by lease, clocks within its bound")).isGreaterThan(100);
        assertThat(row.passed(tally)).isTrue();
    }

    @Test
    void leadershipThatIsHandedAroundIsNoOutage() {
        Tally tally = tally(new Transfers(1));
        assertThat(tally.of("leaders that came of them")).isGreaterThan(20);
    }

    @Test
    void theLongestGapIsFoundAtBothEndsAndBetween() {
        assertThat(Play.longestGap(List.of(), 3, 10)).isEqualTo(7);
        assertThat(Play.longestGap(List.of(8L, 9L), 3, 10)).isEqualTo(5);
        assertThat(Play.longestGap(List.of(4L, 9L), 3, 10)).isEqualTo(5);
        assertThat(Play.longestGap(List.of(4L, 5L), 3, 10)).isEqualTo(5);
    }
}
