package io.jangada.sim.mutants;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs mutants, and the code as it is over the same seeds. A mutant that never comes back is for
 * the engine to end, which counts its events.
 */
public final class Board {
    private static final Pattern SEED = Pattern.compile("\\S+ seed (-?\\d+): .*", Pattern.DOTALL);

    /** Seeds in one call; between two calls the time is looked at. */
    private static final int CHUNK_MAX = 32;

    private final Workshop workshop;
    private final Plan plan;
    private final LongSupplier nanoTime;
    private final Progress progress;

    /**
     * How hard to try.
     *
     * @param firstSeed the first seed
     * @param seeds how many for each mutant at most
     * @param nanosMax for each mutant; looked at every few seeds
     * @param known whether to begin with the quickest seed known of each mutant
     */
    public record Plan(long firstSeed, int seeds, long nanosMax, boolean known) {
        /** There is something to do. */
        public Plan {
            if (seeds < 1 || nanosMax < 1) {
                throw new IllegalArgumentException("at least one seed, and some time");
            }
        }
    }

    /** Does pieces of work, which share nothing, one after the other or at one time. */
    @FunctionalInterface
    public interface Crew {
        /** In the order of the work, whenever each was done. */
        List<Row> rows(List<Supplier<Row>> work) throws InterruptedException;
    }

    /** Told of each line, as it begins and as it ends, on the thread that works on it. */
    public interface Progress {
        /** A mutant, or {@link Row#UNCHANGED} code, is about to be built and run. */
        void begins(String id, String title);

        /** So it ended. */
        void ended(Row row);
    }

    /**
     * A board.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    public Board(Workshop workshop, Plan plan, LongSupplier nanoTime, Progress progress) {
        this.workshop = workshop;
        this.plan = plan;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /**
     * Each mutant, then the code as it is over the seeds that they took: each family, or whatever
     * else was run, once.
     */
    public List<Row> run(List<Mutant> mutants, Crew crew) throws InterruptedException {
        List<Row> rows = new ArrayList<>(crew.rows(work(mutants, this::row)));
        TreeMap<String, Mutant> runs = new TreeMap<>();
        TreeMap<String, Integer> seeds = new TreeMap<>();
        TreeMap<String, TreeSet<Long>> known = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            Mutant mutant = mutants.get(i);
            long taken = rows.get(i).verdict().seeds();
            String what = (mutant.engine().word() + " " + mutant.argument()).strip();
            if (taken > 0) {
                runs.putIfAbsent(what, mutant);
                seeds.merge(what, (int) taken, Math::max);
                known.computeIfAbsent(what, _ -> new TreeSet<>()).addAll(known(mutant));
            }
        }
        rows.addAll(
                crew.rows(
                        work(
                                List.copyOf(runs.keySet()),
                                what ->
                                        unchanged(
                                                what,
                                                Objects.requireNonNull(runs.get(what)),
                                                known.getOrDefault(what, new TreeSet<>()),
                                                seeds.getOrDefault(what, plan.seeds)))));
        return rows;
    }

    private interface Work<T> {
        Row row(T what) throws IOException;
    }

    private static <T> List<Supplier<Row>> work(List<T> all, Work<T> work) {
        List<Supplier<Row>> pieces = new ArrayList<>();
        for (T each : all) {
            pieces.add(() -> {
                try {
                    return work.row(each);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
        return pieces;
    }

    private List<Long> known(Mutant mutant) {
        return plan.known && mutant.seed() != 0 ? List.of(mutant.seed()) : List.of();
    }

    /** No seed is run twice. */
    private Row unchanged(String what, Mutant mutant, Set<Long> known, int seeds)
            throws IOException {
        progress.begins(Row.UNCHANGED, what);
        List<Long> others =
                known.stream()
                        .filter(seed -> seed < plan.firstSeed || seed >= plan.firstSeed + seeds)
                        .toList();
        try (URLClassLoader loader = workshop.loader(null)) {
            Verdict verdict = hunt(loader, mutant, others, seeds);
            if (verdict instanceof Verdict.Survived(long tried, long nanos)) {
                verdict = new Verdict.Survived(others.size() + tried, nanos);
            }
            return ended(new Row(Row.UNCHANGED, what, "", verdict));
        }
    }

    private Row ended(Row row) {
        progress.ended(row);
        return row;
    }

    private Row row(Mutant mutant) throws IOException {
        progress.begins(mutant.id(), mutant.title());
        Verdict verdict = verdict(mutant);
        String expected = String.join(", ", mutant.killers());
        return ended(new Row(mutant.id(), mutant.title(), expected, verdict));
    }

    private Verdict verdict(Mutant mutant) throws IOException {
        if (mutant.waits() != null) {
            return new Verdict.Waiting(mutant.waits());
        }
        try {
            Path classes = workshop.compile(mutant);
            try (URLClassLoader loader = workshop.loader(classes)) {
                return hunt(loader, mutant, known(mutant), plan.seeds);
            }
        } catch (Misfit misfit) {
            return new Verdict.Broken(String.valueOf(misfit.getMessage()));
        }
    }

    private Verdict hunt(ClassLoader loader, Mutant mutant, List<Long> known, int seeds) {
        long started = nanoTime.getAsLong();
        try {
            Class<?> entry = loader.loadClass(mutant.engine().entry());
            if (mutant.engine() != Engine.SIM) {
                String said = call(entry, new Class<?>[] {String.class}, mutant.argument());
                return verdict(said, plan.firstSeed, 1, nanoTime.getAsLong() - started);
            }
            for (long seed : known) {
                String said = seeds(entry, mutant, seed, 1);
                if (said != null) {
                    return verdict(said, seed, 1, nanoTime.getAsLong() - started);
                }
            }
            return inChunks(entry, mutant, seeds, started);
        } catch (ClassNotFoundException | NoSuchMethodException missing) {
            return new Verdict.Waiting("what runs it is not there: " + mutant.engine().entry());
        } catch (InvocationTargetException thrown) {
            return new Verdict.Broken(mutant.engine().entry() + " throws " + thrown.getCause());
        } catch (IllegalAccessException | LinkageError wrong) {
            return new Verdict.Broken(mutant.engine().entry() + " cannot be called: " + wrong);
        }
    }

    /** One seed, two, four and so on, so that the time is looked at. */
    private Verdict inChunks(Class<?> entry, Mutant mutant, int seeds, long started)
            throws NoSuchMethodException, InvocationTargetException, IllegalAccessException {
        long seed = plan.firstSeed;
        long end = seed + seeds;
        int chunk = 1;
        while (seed < end && nanoTime.getAsLong() - started < plan.nanosMax) {
            int count = (int) Math.min(chunk, end - seed);
            String said = seeds(entry, mutant, seed, count);
            seed += count;
            if (said != null) {
                long nanos = nanoTime.getAsLong() - started;
                return verdict(said, plan.firstSeed, seed - plan.firstSeed, nanos);
            }
            chunk = Math.min(2 * chunk, CHUNK_MAX);
        }
        return new Verdict.Survived(seed - plan.firstSeed, nanoTime.getAsLong() - started);
    }

    private @Nullable String seeds(Class<?> entry, Mutant mutant, long seed, int count)
            throws NoSuchMethodException, InvocationTargetException, IllegalAccessException {
        Class<?>[] types = {String.class, long.class, int.class};
        return call(entry, types, mutant.argument(), seed, count);
    }

    /** What the other side's code looks up by its thread is looked up on its own side too. */
    private static @Nullable String call(Class<?> entry, Class<?>[] types, Object... arguments)
            throws NoSuchMethodException, InvocationTargetException, IllegalAccessException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(entry.getClassLoader());
        try {
            return (String) entry.getMethod("run", types).invoke(null, arguments);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** What an engine says is {@code I8 seed 17: sentence}, or {@code I8 after 12 moves: …}. */
    private static Verdict verdict(@Nullable String said, long first, long tried, long nanos) {
        if (said == null) {
            return new Verdict.Survived(tried, nanos);
        }
        Matcher seed = SEED.matcher(said);
        long seeds = seed.matches() ? Long.parseLong(seed.group(1)) - first + 1 : tried;
        return new Verdict.Killed(said.split("[ :]", 2)[0], said, seeds, nanos);
    }
}
