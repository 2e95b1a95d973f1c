package io.jangada.sim;

import io.jangada.sim.mutants.Board;
import io.jangada.sim.mutants.Catalogue;
import io.jangada.sim.mutants.Misfit;
import io.jangada.sim.mutants.Mutant;
import io.jangada.sim.mutants.Row;
import io.jangada.sim.mutants.Sum;
import io.jangada.sim.mutants.Table;
import io.jangada.sim.mutants.Verdict;
import io.jangada.sim.mutants.Workshop;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Prints the board of mutants. */
final class MutantsRun {
    private static final long MINUTE = 60_000_000_000L;

    private final List<String> only;
    private final long from;
    private final int seeds;
    private final long nanosMax;
    private final int threads;

    /**
     * @param only the mutants to run, all when empty
     * @param minutes for each mutant at most
     */
    MutantsRun(List<String> only, long from, int seeds, @Nullable Double minutes, int threads) {
        this.only = List.copyOf(only);
        this.from = from;
        this.seeds = seeds;
        this.nanosMax = minutes == null ? Long.MAX_VALUE : (long) (minutes * MINUTE);
        this.threads = threads;
    }

    /**
     * @param write whether seeds are counted, and the figure is put on the page
     */
    int run(boolean write) throws IOException, InterruptedException {
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
        long started = System.nanoTime();
        List<Row> rows = rows(root, chosen, !write, new Lines());
        Table.lines(rows).forEach(MutantsRun::print);
        boolean good = rows.stream().allMatch(Row::isGood);
        if (write && !good) {
            return Main.refuse("nothing is written: the board is not as it should be");
        }
        if (write) {
            reading(root, rows, System.nanoTime() - started).write(root, Meter.MUTANTS);
            print("written: " + Reading.file(root, Meter.MUTANTS) + " and " + Page.FILE);
        }
        return good ? 0 : 1;
    }

    /** All lines of the board. */
    List<Row> rows(Path root, List<Mutant> mutants, boolean known, Board.Progress progress)
            throws IOException, InterruptedException {
        Board.Plan plan = new Board.Plan(from, seeds, nanosMax, known);
        try (Workshop workshop = new Workshop(root, System.getProperty("java.class.path"))) {
            return new Board(workshop, plan, System::nanoTime, progress).run(mutants, this::all);
        }
    }

    private record Done(int place, Row row) {}

    private List<Row> all(List<Supplier<Row>> work) throws InterruptedException {
        Row[] rows = new Row[work.size()];
        try (Workers<Done> workers =
                new Workers<>(
                        n -> new Done((int) n, work.get((int) n).get()),
                        0,
                        work.size() - 1,
                        threads)) {
            for (int i = 0; i < rows.length; i++) {
                Done done = workers.next();
                rows[done.place()] = done.row();
            }
        }
        return List.of(rows);
    }

    private static Reading reading(Path root, List<Row> rows, long nanos)
            throws IOException, InterruptedException {
        Sum sum = Sum.of(rows);
        Map<String, Long> counts = new TreeMap<>();
        counts.put("noticed", (long) sum.killed());
        counts.put("survived", (long) sum.survived());
        counts.put("broken", (long) sum.broken());
        counts.put("waiting", (long) sum.waiting());
        counts.put("median seeds", sum.median());
        counts.put("most seeds", sum.most());
        for (Row row : rows) {
            if (row.verdict() instanceof Verdict.Killed killed) {
                counts.put("seeds of " + row.id(), killed.seeds());
            }
        }
        return Reading.of(Meter.MUTANTS, root, nanos, counts);
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
