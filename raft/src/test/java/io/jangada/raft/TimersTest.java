package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class TimersTest {
    private static final Settings SETTINGS = Settings.of(100, 1000);
    private static final long MILLISECOND = 1_000_000;

    private final List<Long> drawn = new ArrayList<>();

    private Timers timers() {
        Timers timers =
                new Timers(
                        SETTINGS,
                        (min, max) -> {
                            long time = min + (max - min) / 4 * drawn.size();
                            drawn.add(time);
                            return time;
                        },
                        3);
        timers.restartElection();
        return timers;
    }

    private static void at(Timers timers, long milliseconds) {
        timers.advance(-50_000 * MILLISECOND + milliseconds * MILLISECOND);
    }

    @Test
    void nothingRunsOutWithoutTicksAndTheFirstTickOnlyBegins() {
        Timers timers = timers();
        assertThat(timers.electionElapsed()).isFalse();
        at(timers, 7_000);
        assertThat(timers.electionElapsed()).isFalse();
        assertThat(timers.leaderSilent()).isFalse();
        assertThat(timers.heartbeatDue()).isFalse();
    }

    @Test
    void theElectionTimeoutIsDrawnAgainAtEveryReset() {
        Timers timers = timers();
        at(timers, 0);
        at(timers, 999);
        assertThat(timers.electionElapsed()).isFalse();
        at(timers, 1000);
        assertThat(timers.electionElapsed()).isTrue();
        timers.leaderHeard();
        at(timers, 2249);
        assertThat(timers.leaderSilent()).isTrue();
        assertThat(timers.electionElapsed()).isFalse();
        at(timers, 2250);
        assertThat(timers.electionElapsed()).isTrue();
        assertThat(drawn).hasSize(2);
    }

    @Test
    void missedHeartbeatsAreNotMadeUpFor() {
        Timers timers = timers();
        at(timers, 0);
        at(timers, 950);
        assertThat(timers.heartbeatDue()).isTrue();
        assertThat(timers.heartbeatDue()).isFalse();
        at(timers, 1049);
        assertThat(timers.heartbeatDue()).isFalse();
        at(timers, 1050);
        assertThat(timers.heartbeatDue()).isTrue();
    }

    @Test
    void aQuorumIsSilentWhenTooFewWereHeardWithinOneElectionTimeout() {
        Quorum quorum = new Quorum(Members.of(new ServerId(1), new ServerId(2), new ServerId(3)));
        Timers timers = timers();
        at(timers, 0);
        timers.lead();
        at(timers, 500);
        timers.heard(2);
        at(timers, 1499);
        assertThat(timers.quorumSilent(quorum, 0)).isFalse();
        at(timers, 1500);
        assertThat(timers.quorumSilent(quorum, 0)).isTrue();
        timers.heard(1);
        assertThat(timers.quorumSilent(quorum, 0)).isFalse();
    }

    @Test
    void timeThatGoesBackIsABrokenClock() {
        Timers timers = timers();
        at(timers, 10);
        at(timers, 20);
        assertThatThrownBy(() -> at(timers, 19)).isInstanceOf(IllegalStateException.class);
    }
}
