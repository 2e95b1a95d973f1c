package io.jangada.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.Config;
import io.jangada.node.Fill;
import io.jangada.node.storage.Limits;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class BoundsTest {
    private static final ServerId SELF = new ServerId(1);
    private static final Config CONFIG =
            Config.of(SELF, Members.of(SELF, new ServerId(2)), Settings.of(100, 1000));
    private static final Bounds BOUNDS = new Bounds(CONFIG, Limits.DEFAULT, 2);

    /** What is counted, in its order, one of them {@code changed} and the others 2. */
    private static Fill fill(int changed, long value) {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(i == changed ? value : 2L);
        }
        return new Fill(
                all.get(0).intValue(),
                all.get(1),
                all.get(2).intValue(),
                all.get(3).intValue(),
                all.get(4).intValue(),
                all.get(5),
                all.get(6).intValue(),
                all.get(7),
                all.get(8),
                all.get(9),
                all.get(10),
                all.get(11).intValue());
    }

    private static void assertBound(int which, long bound) {
        assertThat(BOUNDS.exceeded(fill(which, bound))).isNull();
        assertThat(BOUNDS.exceeded(fill(which, bound + 1)))
                .startsWith(bound + 1 + " ")
                .endsWith(", and no more than " + bound + " may be");
    }

    @Test
    void oneMoreThanEachBoundIsNamed() {
        assertBound(0, CONFIG.proposalsMax());
        assertBound(1, CONFIG.proposalBytesMax());
        assertBound(2, CONFIG.readsMax());
        assertBound(3, CONFIG.framesMax());
        assertBound(4, CONFIG.framesMax());
        assertBound(5, CONFIG.frameBytesMax());
        assertBound(6, CONFIG.framesMax());
        assertBound(7, CONFIG.frameBytesMax());
        assertBound(11, 2 * 64);
    }

    @Test
    void withoutABoundEachOfTheRestIsNamed() {
        for (int which = 8; which < 11; which++) {
            assertThat(BOUNDS.exceeded(fill(which, 1 << 20))).isNull();
            assertThat(BOUNDS.exceeded(fill(which, 1L << 40))).isNotNull();
        }
    }

    @Test
    void aSingleOneMayBeLargerThanItsBound() {
        Fill alone = new Fill(1, 1L << 40, 0, 0, 1, 1L << 40, 1, 1L << 40, 0, 0, 0, 0);
        assertThat(BOUNDS.exceeded(alone)).isNull();
    }
}
