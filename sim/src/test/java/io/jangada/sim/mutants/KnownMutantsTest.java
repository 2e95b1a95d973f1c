package io.jangada.sim.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

/**
 * Each mutant of which a quick seed is known is noticed by it, or by one of a few others, and the
 * code as it is survives the same seeds. The whole board is {@code ./jangada sim --mutants}.
 */
final class KnownMutantsTest {
    private static final int SEEDS = 20;
    private static final long MINUTES = 3 * 60_000_000_000L;

    @Test
    void whatWasNoticedOnceIsNoticedAgain() throws IOException, Misfit {
        List<Mutant> known =
                Catalogue.read(CatalogueTest.ROOT).stream()
                        .filter(mutant -> mutant.waits() == null && mutant.seed() != 0)
                        .toList();
        assertThat(known).hasSizeGreaterThan(20);
        Board.Plan plan = new Board.Plan(1, SEEDS, MINUTES, true);
        try (Workshop workshop =
                new Workshop(CatalogueTest.ROOT, System.getProperty("java.class.path"))) {
            for (Row row : new Board(workshop, plan, System::nanoTime, new Quiet()).run(known)) {
                assertThat(row.isGood()).as("%s %s", row.id(), row.verdict()).isTrue();
                assertThat(row.isUnexpected()).as("%s %s", row.id(), row.verdict()).isFalse();
            }
        }
    }

    private static final class Quiet implements Board.Progress {
        @Override
        public void begins(String id, String title) {}

        @Override
        public void ended(Row row) {}
    }
}
