package io.jangada.sim.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.history.Wgl;
import io.jangada.sim.seed.Draw;
import io.jangada.sim.seed.Family;
import io.jangada.sim.seed.Scene;
import io.jangada.sim.world.World;

import org.junit.jupiter.api.Test;

final class KeyValueLoadTest {
    private static final Scene SCENE = Draw.scene(Family.CRASH, 3, 10_000_000_000L);

    /** Of every seed, not of a few. */
    @Test
    void whatClientsSawIsSearchedToAVerdict() {
        KeyValueLoad clients = new KeyValueLoad(SCENE.load());
        World.Run run = SCENE.world(clients).run();
        assertThat(run.violation()).isNull();
        assertThat(run.coverage().of(World.UNDECIDED)).isZero();
        assertThat(clients.search()).isInstanceOf(Wgl.Verdict.Linearizable.class);
    }

    @Test
    void aSearchWithoutAVerdictIsCounted() {
        World.Run run = SCENE.world(new KeyValueLoad(SCENE.load(), 1)).run();
        assertThat(run.violation()).isNull();
        assertThat(run.coverage().of(World.UNDECIDED)).isOne();
    }
}
