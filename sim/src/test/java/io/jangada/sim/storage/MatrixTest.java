package io.jangada.sim.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.storage.Matrix.Harm;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class MatrixTest {
    /** Never wrong; that all which could be recovered is recovered comes with repair by peers. */
    @Test
    void someDamagedClustersServeAllOrNothing() {
        Row row = new Matrix(97);
        Tally tally = row.run();
        assertThat(tally.complaints()).isEmpty();
        for (Harm harm : Harm.values()) {
            assertThat(tally.of("combinations, " + harm)).isEqualTo(43);
            assertThat(tally.of("correct, " + harm)).isPositive();
        }
    }

    @Test
    @Tag("slow")
    void damagedClustersServeAllOrNothing() {
        Tally tally = new Matrix(5).run();
        assertThat(tally.complaints()).isEmpty();
        assertThat(tally.of("combinations, FLIPPED")).isEqualTo(820);
    }

    @Test
    void allCombinationsAreTried() {
        Matrix row = new Matrix();
        assertThat(row.parts()).hasSize(3 * 4096);
        int recoverable = 0;
        for (int combination = 0; combination < 4096; combination++) {
            int lost = combination & combination >>> 4 & combination >>> 8 & 0xf;
            recoverable += lost == 0 ? 1 : 0;
        }
        assertThat(recoverable).isEqualTo(2401);
    }
}
