package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.World.Running;
import io.jangada.raft.Settings;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

/** How long nobody leads after a leader has died with writes under way. */
class FailoverTest {
    private static final int SEEDS = 100;
    private static final long ELECTION = 1_000 * World.MILLISECOND;
    private static final Settings CORE = Settings.of(100, 1_000);

    /** In election time-outs. */
    private static double withoutALeader(long seed, int size) {
        World world = new World(seed, size, CORE);
        Running old = world.leader();
        world.run(ELECTION);
        long until = world.now() + (100 + new Random(seed).nextLong(100)) * World.MILLISECOND;
        while (world.now() < until) {
            var _ = old.add(1);
            world.run(World.MILLISECOND / 4);
        }
        world.cutOff.add(old.id);
        long begun = world.now();
        Running next = world.leader();
        assertThat(next.id).isNotEqualTo(old.id);
        return (double) (world.now() - begun) / ELECTION;
    }

    private static double[] sorted(int size) {
        double[] all = new double[SEEDS];
        for (int i = 0; i < SEEDS; i++) {
            all[i] = withoutALeader(i + 1, size);
        }
        Arrays.sort(all);
        System.out.println(
                size
                        + " members, in election time-outs: median "
                        + all[SEEDS / 2]
                        + ", p90 "
                        + all[SEEDS * 9 / 10]
                        + ", longest "
                        + all[SEEDS - 1]);
        return all;
    }

    /** It would be 1.45 if who refuses a log waited for its own time-out. */
    @Test
    void ofThreeTheFirstTimeOutDecides() {
        assertThat(sorted(3)[SEEDS / 2]).isLessThan(1.4);
    }

    /** It would be 2.9 if all who refuse a log asked soon: their votes would be split. */
    @Test
    void ofFiveNobodyWaitsForASecondTimeOut() {
        assertThat(sorted(5)[SEEDS - 1]).isLessThan(2);
    }
}
