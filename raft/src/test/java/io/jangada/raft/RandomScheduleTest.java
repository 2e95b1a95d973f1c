package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.TreeMap;

/** Thousands of random schedules with every fault the model knows, then peace: all must heal. */
final class RandomScheduleTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void nothingCommittedIsLostAndPeaceHeals(int servers) {
        for (int seed = 0; seed < 100; seed++) {
            RandomWorld world = new RandomWorld(1000L * servers + seed, servers);
            world.trouble(600);
            world.peace();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void norIsItWhileServersComeAndGo(int servers) {
        for (int seed = 0; seed < 100; seed++) {
            RandomWorld world = new RandomWorld(7000L * servers + seed, servers, 5 - servers);
            world.trouble(800);
            world.peace();
        }
    }

    @Test
    void theSchedulesReachWhatTheyShould() {
        TreeMap<String, Integer> hits = new TreeMap<>();
        for (int seed = 0; seed < 800; seed++) {
            RandomWorld world = new RandomWorld(seed, 3);
            world.trouble(600);
            world.peace();
            world.hits.forEach((name, count) -> hits.merge(name, count, Integer::sum));
        }
        assertThat(hits)
                .containsKeys(
                        "commit",
                        "crash",
                        "crash-suspect",
                        "read-ready",
                        "rejection-from-the-past",
                        "transfer-done",
                        "transfer-aborted",
                        "truncation",
                        "repair",
                        "vote-refused-leader-alive",
                        "vote-refused-suspect-log",
                        "leader-steps-down-unheard",
                        "forward-dropped",
                        "snapshot-taken",
                        "fetch",
                        "restore",
                        "start-with-a-snapshot-beyond-the-log",
                        "snapshot-too-late",
                        "snapshot-of-what-is-in-the-log",
                        "snapshot-offered-in-vain",
                        "snapshot-takes-the-place-of-the-log");
    }

    @Test
    void theSchedulesReachWhatTheyShouldWhileServersComeAndGo() {
        TreeMap<String, Integer> hits = new TreeMap<>();
        for (int seed = 0; seed < 200; seed++) {
            RandomWorld world = new RandomWorld(seed, 3, 2);
            world.trouble(1000);
            world.peace();
            world.hits.forEach((name, count) -> hits.merge(name, count, Integer::sum));
        }
        assertThat(hits)
                .containsKeys(
                        "change",
                        "change-done",
                        "change-given-up",
                        "joint",
                        "joint-left",
                        "learner-promoted",
                        "leader-without-a-vote-steps-down",
                        "elected-without-a-vote",
                        "election-not-for-this-server",
                        "refused-CHANGE_UNDER_WAY",
                        "refused-CONFIGURATION_CHANGED",
                        "refused-NOT_CAUGHT_UP",
                        "refused-NOT_LEADER",
                        "refused-TRANSFERRING",
                        "restore",
                        "truncation");
    }
}
