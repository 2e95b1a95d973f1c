package io.jangada.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.mutants.Board;
import io.jangada.sim.mutants.Catalogue;
import io.jangada.sim.mutants.Misfit;
import io.jangada.sim.mutants.Mutant;
import io.jangada.sim.mutants.Row;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Each mutant is noticed by the quickest seed known, or else by one of a few hundred others, and
 * the code as it is survives the same seeds. With 2,000 seeds it is {@code ./jangada sim
 * --mutants}.
 */
final class KnownMutantsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int SEEDS = 200;
    private static final double MINUTES = 3;

    @Test
    void whateverIsBrokenIsNoticed() throws IOException, Misfit, InterruptedException {
        List<Mutant> mutants =
                Catalogue.read(ROOT).stream().filter(mutant -> mutant.waits() == null).toList();
        assertThat(mutants).hasSizeGreaterThan(35);
        int cores = Runtime.getRuntime().availableProcessors();
        MutantsRun run = new MutantsRun(List.of(), 1, SEEDS, MINUTES, cores);
        for (Row row : run.rows(ROOT, mutants, true, new Quiet())) {
            assertThat(row.isGood()).as("%s %s", row.id(), row.verdict()).isTrue();
            assertThat(row.isUnexpected()).as("%s %s", row.id(), row.verdict()).isFalse();
        }
    }

    private static final class Quiet implements Board.Progress {
        @Override
        public void begins(String id, String title) {}

        @Override
        public void ended(Row row) {}
    }
}
