package io.jangada.sim.seed;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.world.Trouble;
import io.jangada.sim.world.World;

import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.List;

/** Scripted families are what they are named for. */
final class ScriptedTest {
    private static final long LENGTH = 30_000_000_000L;

    private static Scene scene(Family family, long seed) {
        return Draw.scene(family, seed, LENGTH);
    }

    @Test
    void troublesAreInOrderAndOfSeveralMembers() {
        for (Family family : List.of(Family.SUCCESSION, Family.AHEAD)) {
            for (long seed = 1; seed <= 50; seed++) {
                Scene scene = scene(family, seed);
                assertThat(scene.setup().members()).isGreaterThan(1);
                assertThat(scene.troubles())
                        .isNotEmpty()
                        .isSortedAccordingTo(Comparator.comparingLong(Trouble::at))
                        .allMatch(trouble -> trouble.at() < LENGTH);
            }
        }
    }

    @Test
    void leadersAreCutOffOneAfterTheOther() {
        long leaders = 0;
        for (long seed = 1; seed <= 2; seed++) {
            World.Run run = scene(Family.SUCCESSION, seed).world().run();
            assertThat(run.violation()).as("seed %d", seed).isNull();
            leaders += run.leaders();
        }
        assertThat(leaders).isGreaterThan(20);
    }

    @Test
    void whoIsAheadWasToldToTakeOverAndIsHeardByNobodyUntilAllCrash() {
        for (long seed = 1; seed <= 50; seed++) {
            Scene scene = scene(Family.AHEAD, seed);
            int members = scene.setup().members();
            List<Trouble> all = scene.troubles();
            List<Trouble> last = all.subList(all.size() - members - 2, all.size());
            assertThat(last.getFirst()).isInstanceOf(Trouble.Transfer.class);
            int chosen = ((Trouble.Transfer) last.getFirst()).member();
            Trouble.Cut cut = (Trouble.Cut) last.get(1);
            assertThat(cut.links()).hasSize(members - 1);
            assertThat(cut.links()).allMatch(link -> link.from() == chosen);
            assertThat(cut.at() + cut.length()).isEqualTo(LENGTH);
            assertThat(last.subList(2, last.size()))
                    .allMatch(each ->
                            each instanceof Trouble.Crash crash && crash.at() == LENGTH - 1);
        }
    }
}
