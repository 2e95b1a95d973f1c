package io.jangada.sim.mutants;

import java.util.List;

/**
 * What a board comes to, without the lines of unchanged code.
 *
 * @param median seeds that it took to notice a mutant; 0 when none was noticed
 * @param most seeds that it took
 */
public record Sum(int killed, int survived, int broken, int waiting, long median, long most) {
    /** Of these lines. */
    public static Sum of(List<Row> rows) {
        List<Row> mutants = rows.stream().filter(row -> !row.id().equals(Row.UNCHANGED)).toList();
        List<Long> seeds =
                mutants.stream()
                        .filter(row -> row.verdict() instanceof Verdict.Killed)
                        .map(row -> row.verdict().seeds())
                        .sorted()
                        .toList();
        return new Sum(
                seeds.size(),
                count(mutants, Verdict.Survived.class),
                count(mutants, Verdict.Broken.class),
                count(mutants, Verdict.Waiting.class),
                seeds.isEmpty() ? 0 : seeds.get(seeds.size() / 2),
                seeds.isEmpty() ? 0 : seeds.getLast());
    }

    private static int count(List<Row> rows, Class<? extends Verdict> kind) {
        return (int) rows.stream().filter(row -> kind.isInstance(row.verdict())).count();
    }

    @Override
    public String toString() {
        return "%d of %d killed, %d survived, %d broken, %d waiting; seeds to kill: median %d, most %d"
                .formatted(
                        killed,
                        killed + survived + broken,
                        survived,
                        broken,
                        waiting,
                        median,
                        most);
    }
}
