package io.jangada.sim;

import io.jangada.sim.mutants.Board;
import io.jangada.sim.mutants.Catalogue;
import io.jangada.sim.mutants.Misfit;
import io.jangada.sim.mutants.Mutant;
import io.jangada.sim.mutants.Row;
import io.jangada.sim.mutants.Table;
import io.jangada.sim.mutants.Workshop;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Prints the board of mutants. */
final class MutantsRun {
    private static final long MINUTE = 60_000_000_000L;

    private final List<String> only;
    private final Board.Plan plan;

    /**
     * @param only the mutants to run, all when empty
     * @param minutes for each mutant at most
     */
    MutantsRun(List<String> only, long from, int seeds, @Nullable Double minutes) {
        this.only = List.copyOf(only);
        long nanosMax = minutes == null ? Long.MAX_VALUE : (long) (minutes * MINUTE);
        this.plan = new Board.Plan(from, seeds, nanosMax, true);
    }

    int run() throws IOException {
        Path root = Path.of(System.getProperty("jangada.root", "")).toAbsolutePath();
        List<Mutant> mutants;
        try {
            mutants = Catalogue.read(root);
        } catch (Misfit misfit) {
            return Main.refuse(String.valueOf(misfit.getMessage()));
        }
        for (String id : only) {
            if (mutants.stream().noneMatch(mutant -> mutant.id().equals(id))) {
                return Main.refuse("no such mutant: " + id);
            }
        }
        List<Mutant> chosen =
                mutants.stream()
                        .filter(mutant -> only.isEmpty() || only.contains(mutant.id()))
                        .toList();
        try (Workshop workshop = new Workshop(root, System.getProperty("java.class.path"))) {
            List<Row> rows = new Board(workshop, plan, System::nanoTime, new Lines()).run(chosen);
            Table.lines(rows).forEach(MutantsRun::print);
            return rows.stream().allMatch(Row::isGood) ? 0 : 1;
        }
    }

    private static final class Lines implements Board.Progress {
        @Override
        public void begins(String id, String title) {}

        @Override
        public void ended(Row row) {
            System.err.println(row.id() + ": " + row.verdict());
        }
    }

    @SuppressWarnings("SystemOut")
    private static void print(String line) {
        System.out.println(line);
    }
}
