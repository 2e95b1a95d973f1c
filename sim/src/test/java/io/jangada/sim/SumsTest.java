package io.jangada.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.seed.Family;
import io.jangada.sim.seed.Trial;
import io.jangada.sim.world.Coverage;
import io.jangada.sim.world.World;

import org.junit.jupiter.api.Test;

final class SumsTest {
    @Test
    void whatRunsDidIsAddedUp() {
        Sums sums = new Sums();
        assertThat(sums.unreached()).isEqualTo(Marks.ALL);
        World.Run run = Trial.run(Family.CLOCK, 5);
        sums.add(run, 2_000_000_000L);
        sums.add(run, 2_000_000_000L);
        assertThat(sums.runs()).isEqualTo(2);
        assertThat(sums.events()).isEqualTo(2 * run.events());
        assertThat(sums.checks()).isEqualTo(2 * run.checks());
        assertThat(sums.unreached()).hasSizeLessThan(Marks.ALL.size());
        assertThat(sums.lines())
                .anyMatch(line -> line.contains("in 4.0 s of one core"))
                .anyMatch(line -> line.matches("(Pause|Drift|Leap) +[1-9].*"))
                .anyMatch(line -> line.matches("[1-9][0-9,]* kinds of steps .*"))
                .noneMatch(line -> line.startsWith("step ") || line.startsWith("probe "));
        assertThat(sums.states()).isGreaterThan(50);
        assertThat(Sums.of(sums.state()).lines()).isEqualTo(sums.lines());
    }

    @Test
    void whatTakesNoEffectInOneSeedOfTenIsSaid() {
        Sums sums = new Sums();
        for (int seed = 0; seed < 10; seed++) {
            Coverage coverage = new Coverage();
            coverage.count("injected Pause", 3);
            coverage.count("injected Crash");
            if (seed < 9) {
                coverage.count("took effect Pause");
            }
            if (seed < 8) {
                coverage.count("took effect Crash", 5);
            }
            sums.add(new World.Run(seed, null, 1, 1, 1, 1, 1, 1, coverage), 1);
        }
        assertThat(sums.idle()).containsExactly("Crash took effect in 8 of 10 seeds");
    }

    /** One may happen; more than one in 500 prove too little. */
    @Test
    void historiesWithoutAVerdictFailARun() {
        assertThat(SimCommand.judged(undecided(1, 50))).isZero();
        assertThat(SimCommand.judged(undecided(2, 50))).isOne();
        assertThat(undecided(2, 50).undecided()).isEqualTo(2);
    }

    private static Sums undecided(int count, int runs) {
        Sums sums = new Sums();
        for (int seed = 0; seed < runs; seed++) {
            Coverage coverage = new Coverage();
            if (seed < count) {
                coverage.count(World.UNDECIDED);
            }
            sums.add(new World.Run(seed, null, 1, 1, 1, 1, 1, 1, coverage), 1);
        }
        return sums;
    }
}
