package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

/** Kills the leader under load, again and again. */
final class LeaderKills {
    private static final int WRITERS = 4;
    private static final int WRITES_MIN = 500;

    private LeaderKills() {}

    @SuppressWarnings("SystemOut")
    static void run(Cluster cluster, int rounds) {
        try (Load load = Load.start(cluster, WRITERS)) {
            for (int round = 0; round < rounds; round++) {
                load.awaitMore(WRITES_MIN);
                killTheLeader(cluster, load);
            }
            load.awaitMore(WRITES_MIN);
            load.stop();
            assertThat(load.acknowledged()).hasSizeGreaterThan(rounds * WRITES_MIN);
            Audit.check(cluster, load, 0, 1, 2);
            System.out.printf(
                    "%d kills, %d writes acknowledged, %d unknown, %d refused%n",
                    rounds,
                    load.acknowledged().size(),
                    load.unknown().size(),
                    load.refused().size());
        }
    }

    private static void killTheLeader(Cluster cluster, Load load) {
        int leader = cluster.awaitLeader();
        assertThat(cluster.member(leader).isAlive()).isTrue();
        Await.until("a write is in flight", load::isInFlight);
        cluster.kill(leader);
        int next = cluster.awaitLeader(Cluster.others(leader));
        assertThat(next).isNotEqualTo(leader);
        cluster.start(leader);
        cluster.awaitServing(leader);
    }
}
