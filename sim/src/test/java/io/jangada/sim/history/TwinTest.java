package io.jangada.sim.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.chance.Choice;
import io.jangada.sim.chance.Keyed;

import org.junit.jupiter.api.Test;

/** The checks against an obvious one, and against each other, over random small histories. */
class TwinTest {
    private static final int HISTORIES = 3_000;
    private static final long STEPS = 1_000_000;

    @Test
    void theSearchAgreesWithEveryOrderOfEveryChoice() {
        int[] verdicts = new int[2];
        for (int seed = 0; seed < HISTORIES; seed++) {
            Choice choice = Keyed.of(seed, "history", 0);
            Histories histories = new Histories(choice, seed % 2 == 0);
            History history = histories.good(1 + choice.below(6), 0.3);
            if (seed % 4 > 0) {
                history = histories.spoiled(histories.spoiled(history));
            }
            boolean right = BruteForce.linearizable(history);
            verdicts[right ? 1 : 0]++;
            Wgl.Verdict verdict = Wgl.check(history, STEPS);
            assertThat(verdict)
                    .as("seed %d %s: %b", seed, history, right)
                    .isInstanceOf(right ? Wgl.Verdict.Linearizable.class : Wgl.Verdict.Not.class);
        }
        assertThat(verdicts[0]).isGreaterThan(HISTORIES / 4);
        assertThat(verdicts[1]).isGreaterThan(HISTORIES / 4);
    }

    @Test
    void theQuickCheckNeverContradictsTheSearch() {
        int[] found = new int[2];
        for (int seed = 0; seed < HISTORIES; seed++) {
            Choice choice = Keyed.of(seed, "longer history", 0);
            Histories histories = new Histories(choice, seed % 2 == 0);
            History history = histories.good(1 + choice.below(20), 0.3);
            history = histories.spoiled(histories.spoiled(history));
            boolean wrong = Wgl.check(history, STEPS) instanceof Wgl.Verdict.Not;
            String violation = RevisionOrder.violation(history);
            if (wrong) {
                found[violation == null ? 0 : 1]++;
            } else {
                assertThat(violation).as("seed %d %s", seed, history).isNull();
            }
        }
        assertThat(found[1]).isGreaterThan(HISTORIES / 4).isGreaterThan(5 * found[0]);
    }

    @Test
    void whereEveryOutcomeIsKnownTheQuickCheckFindsAllThatTheSearchFinds() {
        int wrong = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Choice choice = Keyed.of(seed, "known history", 0);
            Histories histories = new Histories(choice, seed % 2 == 0);
            History history = histories.good(1 + choice.below(20), 0);
            assertThat(RevisionOrder.violation(history)).as("seed %d", seed).isNull();
            history = histories.spoiled(histories.spoiled(history));
            boolean known = history.operations().stream().noneMatch(Operation::unknownChange);
            boolean right = Wgl.check(history, STEPS) instanceof Wgl.Verdict.Linearizable;
            wrong += right ? 0 : 1;
            String violation = RevisionOrder.violation(history);
            if (known) {
                assertThat(violation == null).as("seed %d %s", seed, history).isEqualTo(right);
            }
        }
        assertThat(wrong).isBetween(HISTORIES / 4, HISTORIES * 9 / 10);
    }

    @Test
    void whatWasCommittedContradictsNoGoodHistory() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            Choice choice = Keyed.of(seed, "committed history", 0);
            Histories histories = new Histories(choice, seed % 2 == 0);
            History history = histories.good(1 + choice.below(30), 0.3);
            assertThat(RevisionOrder.violation(history, histories.commits))
                    .as("seed %d %s", seed, history)
                    .isNull();
        }
    }
}
