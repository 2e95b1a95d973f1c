package io.jangada.sim;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

import io.jangada.sim.nemesis.Clocks;
import io.jangada.sim.nemesis.CrashesInside;
import io.jangada.sim.nemesis.Flapping;
import io.jangada.sim.nemesis.FullDisks;
import io.jangada.sim.nemesis.Interruptions;
import io.jangada.sim.nemesis.OneWay;
import io.jangada.sim.nemesis.Partial;
import io.jangada.sim.nemesis.Paused;
import io.jangada.sim.nemesis.SlowDisks;
import io.jangada.sim.nemesis.Storms;
import io.jangada.sim.nemesis.Transfers;
import io.jangada.sim.seed.AllChanges;
import io.jangada.sim.seed.AllPowerCuts;
import io.jangada.sim.seed.FailingDisk;
import io.jangada.sim.storage.Damages;
import io.jangada.sim.storage.Matrix;
import io.jangada.sim.storage.PowerCuts;
import io.jangada.sim.storage.Row;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What came of one row, as it is kept in a file beside the page. */
record Score(
        int row,
        String title,
        String command,
        String commit,
        String date,
        boolean passed,
        long wrong,
        double seconds,
        Map<String, Long> counts) {
    /** Simulated; each operation of the one disk fails once. */
    private static final long FAILING_SECONDS = 5;

    /** Of eight cuts each: 10,000 in all. */
    private static final int POWER_RUNS = 1_250;

    /** Of 80 changes that are asked for each. */
    private static final int CHANGE_RUNS = 260;

    /** Of six tries at each activity: 1,000 of each land in it. */
    private static final int INSIDE_RUNS = 200;

    /** Of each scripted scene. */
    private static final int SEEDS = 25;

    /** The same where there are nine scenes that write much. */
    private static final int FULL_SEEDS = 5;

    /** Hours of storm; the row asks for 1,000. */
    private static final int STORMS = 20;

    /** The rows that can be tried, by number. */
    static final Map<Integer, Supplier<Row>> ROWS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry(1, PowerCuts::new),
                            Map.entry(2, Matrix::new),
                            Map.entry(9, () -> new FailingDisk(FAILING_SECONDS)),
                            Map.entry(10, () -> new FullDisks(FULL_SEEDS)),
                            Map.entry(11, () -> new SlowDisks(SEEDS)),
                            Map.entry(12, () -> new AllPowerCuts(POWER_RUNS)),
                            Map.entry(13, () -> new CrashesInside(INSIDE_RUNS)),
                            Map.entry(14, Damages::new),
                            Map.entry(16, () -> new Storms(STORMS, 60)),
                            Map.entry(17, () -> new OneWay(SEEDS)),
                            Map.entry(18, () -> new Partial(SEEDS)),
                            Map.entry(19, () -> new Flapping(SEEDS)),
                            Map.entry(20, () -> new Paused(SEEDS)),
                            Map.entry(21, () -> new Clocks(SEEDS)),
                            Map.entry(22, () -> new AllChanges(CHANGE_RUNS)),
                            Map.entry(23, () -> new Transfers(SEEDS)),
                            Map.entry(25, () -> new Interruptions(1, 1))));

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    static String command(int row) {
        return "./jangada scoreboard " + row;
    }

    static Path file(Path root, int row) {
        return root.resolve("docs/scoreboard/" + row + ".json");
    }

    static Score read(Path file) throws IOException {
        return GSON.fromJson(Files.readString(file), Score.class);
    }

    /** Writes the file of this row, and its line on the page. */
    void write(Path root, String now) throws IOException {
        Files.createDirectories(root.resolve("docs/scoreboard"));
        Files.writeString(file(root, row), GSON.toJson(this) + "\n");
        Path page = root.resolve(Page.FILE);
        Files.writeString(page, new Page(Files.readString(page)).with(row, now));
    }
}
