package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.EnumMap;
import java.util.Map;

/** The decision table of recovery, over all 128 combinations of its facts (R3, R5, R23, R24). */
final class VerdictTest {
    @Test
    void theTableIsTotalAndNeverCutsWhatMayHaveBeenAcknowledged() {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        for (int bits = 0; bits < 128; bits++) {
            boolean header = (bits & 1) != 0;
            boolean payload = (bits & 2) != 0;
            boolean identifier = (bits & 4) != 0;
            boolean chain = (bits & 8) != 0;
            boolean beyond = (bits & 16) != 0;
            boolean alone = (bits & 32) != 0;
            boolean torn = (bits & 64) != 0;
            Verdict verdict = Verdict.of(header, payload, identifier, chain, beyond, torn, alone);
            counts.merge(verdict, 1, Integer::sum);
            boolean whole = header && payload && chain;
            assertThat(verdict == Verdict.KEEP).isEqualTo(whole);
            if (!whole && !beyond) {
                assertThat(verdict).isEqualTo(Verdict.REFUSE);
            }
            if (verdict == Verdict.CUT) {
                assertThat(beyond && !identifier).isTrue();
            }
            boolean ambiguous = beyond && identifier && !whole && !(header && !chain);
            assertThat(verdict == Verdict.CUT_ASIDE).isEqualTo(ambiguous && (torn || alone));
            assertThat(verdict == Verdict.SUSPECT).isEqualTo(ambiguous && !torn && !alone);
        }
        assertThat(counts)
                .isEqualTo(
                        Map.of(
                                Verdict.KEEP, 16,
                                Verdict.CUT, 20,
                                Verdict.CUT_ASIDE, 15,
                                Verdict.SUSPECT, 5,
                                Verdict.REFUSE, 72));
    }
}
