package io.jangada.sim.seed;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.check.Violation;
import io.jangada.sim.world.Trouble;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

final class ShrinkerTest {
    private static final Violation WRONG = new Violation("I8", "wrong");

    /** A bug that takes a transfer after a drift, two clients and one key. */
    private static @Nullable Violation run(Scene scene) {
        List<Trouble> troubles = scene.troubles();
        for (int i = 0; i < troubles.size(); i++) {
            if (troubles.get(i) instanceof Trouble.Drift) {
                List<Trouble> rest = troubles.subList(i, troubles.size());
                boolean found = rest.stream().anyMatch(Trouble.Transfer.class::isInstance);
                return found && scene.load().clients() >= 2 ? WRONG : new Violation("I1", "other");
            }
        }
        return null;
    }

    private static Scene scene() {
        for (long seed = 1; ; seed++) {
            Scene scene = Draw.scene(Family.SWARM, seed, Trial.LENGTH);
            if (WRONG.equals(run(scene)) && scene.troubles().size() > 30) {
                return scene;
            }
        }
    }

    @Test
    void onlyWhatTheFailureNeedsIsLeft() {
        Scene scene = scene();
        Shrinker.Shrunk shrunk =
                Shrinker.shrink(ShrinkerTest::run, scene, Trial.LENGTH, WRONG, () -> false);
        assertThat(shrunk.scene().troubles())
                .hasSize(2)
                .hasExactlyElementsOfTypes(Trouble.Drift.class, Trouble.Transfer.class)
                .isSubsetOf(scene.troubles());
        assertThat(shrunk.scene().load().clients()).isBetween(2, 3);
        assertThat(shrunk.scene().load().keys()).isEqualTo(1);
        assertThat(shrunk.runs()).isBetween(10, 300);
    }

    @Test
    void anotherFailureDoesNotCount() {
        Scene scene = scene();
        Shrinker.Shrunk shrunk =
                Shrinker.shrink(
                        ShrinkerTest::run,
                        scene,
                        Trial.LENGTH,
                        new Violation("I2", "unseen"),
                        () -> false);
        assertThat(shrunk.scene()).isEqualTo(scene);
    }

    @Test
    void itStopsWhenToldTo() {
        Scene scene = scene();
        Shrinker.Shrunk shrunk =
                Shrinker.shrink(ShrinkerTest::run, scene, Trial.LENGTH, WRONG, () -> true);
        assertThat(shrunk.runs()).isZero();
        assertThat(shrunk.scene()).isEqualTo(scene);
    }
}
