package io.jangada.sim.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

final class SeedsTest {
    @Test
    void aFileHasFamiliesAndSeeds() throws Seeds.Unusable {
        assertThat(
                        Seeds.read(
                                List.of(
                                        "# why",
                                        "worlds " + Draw.WORLDS,
                                        "",
                                        "mix 178",
                                        " power  3")))
                .containsExactly(new Seeds(Family.MIX, 178), new Seeds(Family.POWER, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "mix, line 2: not FAMILY SEED: mix",
        "mix x, line 2: not FAMILY SEED: mix x",
        "mix 1 2, line 2: not FAMILY SEED: mix 1 2",
        "worlds 1, line 2: seeds of worlds 1 are other runs here",
        "# none, there is no seed in it"
    })
    void whatCannotBeUsedIsSaid(String line, String why) {
        assertThatThrownBy(() -> Seeds.read(List.of("# first", line)))
                .isInstanceOf(Seeds.Unusable.class)
                .hasMessageStartingWith(why);
    }

    @Test
    void anUnknownFamilyIsNamed() {
        assertThatThrownBy(() -> Seeds.read(List.of("worm 1")))
                .hasMessageStartingWith("line 1: no such family: worm");
    }

    /**
     * When this fails on purpose, raise {@link Draw#WORLDS} and take the new number; the number
     * alone where there is one family more and no other seed is another scene.
     */
    @Test
    void aSeedMeansWhatItMeantInTheseWorlds() {
        int hash = 0;
        for (Family family : Family.values()) {
            for (long seed = 1; seed <= 20; seed++) {
                hash = 31 * hash + Draw.scene(family, seed, Trial.LENGTH).toString().hashCode();
            }
        }
        assertThat("worlds %d: %08x".formatted(Draw.WORLDS, hash)).isEqualTo("worlds 4: d950b425");
    }
}
