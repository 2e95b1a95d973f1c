package io.jangada.sim;

import io.jangada.sim.check.Violation;
import io.jangada.sim.seed.Draw;
import io.jangada.sim.seed.Family;
import io.jangada.sim.seed.Scene;
import io.jangada.sim.seed.Seeds;
import io.jangada.sim.seed.Trial;
import io.jangada.sim.world.Least;
import io.jangada.sim.world.World;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Runs seeds, and shrinks what fails. */
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        description = {
            "Runs whole clusters of the product's own code in one thread each, on virtual time:",
            "one number decides the disks, the network, the clocks, the clients and all troubles.",
            "Every invariant is looked at after every event; in the end the cluster must heal."
        },
        footer = {
            "",
            "Examples:",
            "  jangada sim --seeds 1000                 the mix of all families",
            "  jangada sim --seed 17 --trace            one seed again, with all that happens",
            "  jangada sim --family power --minutes 10",
            "  jangada sim --file sim/src/test/resources/seeds.txt",
            "  jangada sim --seeds 10000 --resume       goes on where that was broken off",
            "  jangada sim --mutants                    each mutant, 2,000 seeds at most",
            "  jangada sim --mutant M2,X3 --seeds 50",
            "  jangada sim --mutant M2 --seed 1         what is printed of a failure",
            "",
            "Exit: 0 nothing found, 1 an invariant does not hold or the request cannot be."
        })
final class SimCommand implements Callable<Integer> {
    private static final long SECOND = 1_000_000_000L;
    private static final int SEEDS_THAT_SHOW_EFFECTS = 100;
    private static final int SEEDS_THAT_REACH_ALL = 10_000;
    private static final int SEEDS_TO_PUBLISH = 1_000;

    /** More than one undecided history, and more than one in so many seeds, are too many. */
    private static final int UNDECIDED_ONE_IN = 500;

    private static final int MUTANT_SEEDS = 2_000;

    @Option(names = "--seeds", description = "how many seeds; default: 100")
    @Nullable Long seeds;

    @Option(names = "--from", defaultValue = "1", description = "the first seed; default: 1")
    long from;

    @Option(names = "--seed", description = "this seed alone")
    @Nullable Long seed;

    @Option(
            names = "--worlds",
            description = "of which worlds the seed is; refused where it would be another run")
    @Nullable Integer worlds;

    @Option(names = "--file", description = "the seeds of a file, a line each: FAMILY SEED")
    @Nullable Path file;

    @Option(names = "--minutes", description = "as many seeds as so many minutes allow")
    @Nullable Double minutes;

    @Option(names = "--family", defaultValue = "mix", description = "which troubles; default: mix")
    String family = "mix";

    @Option(names = "--mutants", description = "break each rule of the code on purpose instead")
    boolean mutants;

    @Option(
            names = "--mutant",
            split = ",",
            description = "only these mutants, by their numbers; implies --mutants")
    List<String> only = List.of();

    @Option(
            names = "--write",
            description = {
                "put the figures on the page docs/SCOREBOARD.md; with --mutants: and count",
                "seeds from the first, not from the quickest one known"
            })
    boolean write;

    @Option(names = "--long", description = "ten simulated minutes a seed, not one")
    boolean longer;

    @Option(names = "--resume", description = "go on with such a run that was broken off")
    boolean resume;

    @Option(
            names = "--progress",
            description = "the file that says how far it got; default: one in target/sim")
    @Nullable Path kept;

    @Option(names = "--trace", description = "print all that happens; with --seed only")
    boolean trace;

    @Option(names = "--threads", description = "default: as many as there are cores")
    int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws InterruptedException, IOException {
        Family chosen;
        try {
            chosen = Family.of(family);
        } catch (IllegalArgumentException unknown) {
            return Main.refuse(String.valueOf(unknown.getMessage()));
        }
        if (trace && seed == null) {
            return Main.refuse("--trace wants one --seed");
        }
        if ((seeds != null && seeds < 1) || (minutes != null && minutes <= 0) || threads < 1) {
            return Main.refuse("--seeds, --minutes and --threads are at least 1");
        }
        boolean whole = mutants ? only.isEmpty() : seeds != null && seeds >= SEEDS_TO_PUBLISH;
        if (write && (!whole || seed != null || file != null)) {
            return Main.refuse("--write wants --seeds 1000 or more, or all --mutants");
        }
        if (seed != null && only.size() == 1) {
            return MutatedRun.seed(only.getFirst(), seed);
        }
        if (mutants || !only.isEmpty()) {
            int each = (int) Math.min(Integer.MAX_VALUE, seeds == null ? MUTANT_SEEDS : seeds);
            return new MutantsRun(only, from, each, minutes, threads).run(write);
        }
        try {
            if (worlds != null) {
                Seeds.requireWorlds(worlds);
            }
            if (file != null) {
                return kept(file);
            }
        } catch (Seeds.Unusable unusable) {
            return Main.refuse((file == null ? "" : file + ": ") + unusable.getMessage());
        } catch (NoSuchFileException missing) {
            return Main.refuse("there is no file " + missing.getMessage());
        }
        return seed == null ? many(chosen) : one(chosen, seed);
    }

    private long length() {
        return longer ? 10 * Trial.LENGTH : Trial.LENGTH;
    }

    /** Each seed of {@code file}; the first that fails is shrunk. */
    private int kept(Path seeds) throws IOException, Seeds.Unusable {
        for (Seeds next : Seeds.read(Files.readAllLines(seeds))) {
            family = next.family().word();
            int exit = one(next.family(), next.seed());
            if (exit != 0) {
                return exit;
            }
        }
        return 0;
    }

    private int one(Family chosen, long number) {
        Scene scene = Draw.scene(chosen, number, length());
        World<?> world = scene.world();
        if (trace) {
            world.telling(SimCommand::print);
        }
        World.Run run = world.run();
        print(
                "seed %d: %,d events, %.1f simulated s, %d leaders, %,d writes acknowledged, trace %016x"
                        .formatted(
                                number,
                                run.events(),
                                run.nanos() / 1e9,
                                run.leaders(),
                                run.acknowledged(),
                                run.trace()));
        if (run.coverage().of(World.UNDECIDED) > 0) {
            return Main.refuse(
                    "nothing is violated, but the history of its clients is not decided");
        }
        return run.violation() == null ? 0 : failed(scene, run, run.violation());
    }

    private int many(Family chosen) throws InterruptedException, IOException {
        long last = seeds == null && minutes != null ? Long.MAX_VALUE : from + count() - 1;
        long end =
                minutes == null
                        ? Long.MAX_VALUE
                        : System.nanoTime() + (long) (minutes * 60 * SECOND);
        Progress progress = progress(last);
        Series series = new Series(progress, from);
        try {
            series.begin(resume);
        } catch (Progress.Unfit unfit) {
            return Main.refuse(String.valueOf(unfit.getMessage()));
        }
        try (Workers<Done> workers =
                new Workers<>(n -> run(chosen, n), series.next(), last, threads)) {
            while (series.next() <= last && System.nanoTime() < end) {
                Done done = workers.next();
                if (done.run().violation() != null) {
                    progress.end();
                    return failed(done.scene(), done.run(), done.run().violation());
                }
                String missed = Least.missed(done.run());
                if (missed != null) {
                    progress.end();
                    return Main.refuse(missed);
                }
                series.add(done);
            }
        }
        if (series.next() <= last) {
            series.save();
        } else {
            progress.end();
        }
        int exit = report(series.sums(), (double) series.nanos() / SECOND);
        if (write && exit == 0) {
            Path root = Path.of(System.getProperty("jangada.root", "")).toAbsolutePath();
            for (Map.Entry<Meter, Map<String, Long>> one : series.sums().readings().entrySet()) {
                Reading.of(one.getKey(), root, series.nanos(), one.getValue())
                        .write(root, one.getKey());
            }
            print("written: " + Page.FILE);
        }
        return exit;
    }

    private Progress progress(long last) throws IOException {
        String which = last == Long.MAX_VALUE ? "all" : String.valueOf(count());
        String options =
                "--family %s --from %d --seeds %s%s"
                        .formatted(family, from, which, longer ? " --long" : "");
        String name = "%s-%d-%s%s.json".formatted(family, from, which, longer ? "-long" : "");
        Path root = Path.of(System.getProperty("jangada.root", ""));
        Path file = kept == null ? root.resolve("target/sim").resolve(name) : kept;
        return new Progress(file, Progress.code(System.getProperty("java.class.path")), options);
    }

    /** What came of one seed, and how long that took. */
    record Done(Scene scene, World.Run run, long nanos) {}

    private Done run(Family chosen, long number) {
        long started = System.nanoTime();
        Scene scene = Draw.scene(chosen, number, length());
        return new Done(scene, scene.world().run(), System.nanoTime() - started);
    }

    private long count() {
        return seeds == null ? 100 : seeds;
    }

    private int report(Sums sums, double seconds) {
        sums.lines().forEach(SimCommand::print);
        print("");
        print(
                "%,d seeds of family %s in %.1f s: no invariant broken"
                        .formatted(sums.runs(), family, seconds));
        if (sums.events() == 0 || sums.checks() == 0) {
            return Main.refuse("nothing was run or nothing was checked");
        }
        return judged(sums);
    }

    /** Many runs that reach little are no proof. */
    static int judged(Sums sums) {
        int exit = 0;
        int undecided = sums.undecided();
        print("histories without a verdict: %d".formatted(undecided));
        if (undecided * UNDECIDED_ONE_IN > Math.max(sums.runs(), UNDECIDED_ONE_IN)) {
            exit = Main.refuse(undecided + " histories are not decided");
        }
        if (sums.runs() >= SEEDS_THAT_SHOW_EFFECTS && !sums.idle().isEmpty()) {
            exit = Main.refuse(String.join("; ", sums.idle()));
        }
        List<String> unreached = sums.unreached();
        print(
                "marks in rare paths reached: %d of %d"
                        .formatted(Marks.ALL.size() - unreached.size(), Marks.ALL.size()));
        if (sums.runs() >= SEEDS_THAT_REACH_ALL && !unreached.isEmpty()) {
            exit = Main.refuse("no run reached " + String.join(", ", unreached));
        }
        return exit;
    }

    private int failed(Scene scene, World.Run run, Violation violation) {
        print("");
        print("seed %d: %s".formatted(scene.seed(), violation));
        print(
                "again: ./jangada sim --family %s --seed %d%s --worlds %d"
                        .formatted(family, scene.seed(), longer ? " --long" : "", Draw.WORLDS));
        Failure.lines(scene, run.nanos(), violation).forEach(SimCommand::print);
        return 1;
    }

    @SuppressWarnings("SystemOut")
    private static void print(String line) {
        System.out.println(line);
    }
}
