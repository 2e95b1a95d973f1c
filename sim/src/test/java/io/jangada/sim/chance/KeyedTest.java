package io.jangada.sim.chance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

final class KeyedTest {
    @Test
    void oneStreamGivesTheSameAgain() {
        Keyed once = Keyed.of(7, "network", 1);
        Keyed again = Keyed.of(7, "network", 1);
        for (int i = 0; i < 100; i++) {
            assertThat(once.bits()).isEqualTo(again.bits());
        }
    }

    @Test
    void seedNameAndNumberEachMakeAnotherStream() {
        Set<Long> first = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            for (String name : new String[] {"network", "disk", "kdis"}) {
                for (long number = 0; number < 10; number++) {
                    first.add(Keyed.of(seed, name, number).bits());
                }
            }
        }
        assertThat(first).hasSize(3000);
    }

    @Test
    void drawsAreEvenlySpread() {
        Keyed draws = Keyed.of(1, "spread", 0);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[draws.below(7)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_600, 10_400);
        }
        assertThat(draws.between(-5, -4)).isEqualTo(-5);
        for (int i = 0; i < 1000; i++) {
            assertThat(draws.unit()).isBetween(0.0, Math.nextDown(1.0));
            assertThat(draws.logUniform(0.001, 10)).isBetween(0.001, 10.0);
        }
    }
}
