package io.jangada.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.sim.seed.Draw;
import io.jangada.sim.seed.Family;
import io.jangada.sim.seed.Scene;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A run that was broken off and goes on is the run in one piece. */
final class SeriesTest {
    private static final long SHORT = 5_000_000_000L;
    private static final String OPTIONS = "--family crash --from 3 --seeds 6";

    @TempDir Path folder;

    private final List<SimCommand.Done> done = new ArrayList<>();
    private Path file = Path.of("");

    @BeforeEach
    void run() {
        file = folder.resolve("below/progress.json");
        for (long seed = 3; seed < 9; seed++) {
            Scene scene = Draw.scene(Family.CRASH, seed, SHORT);
            done.add(new SimCommand.Done(scene, scene.world().run(), 1_000 * seed));
        }
    }

    private Series series() {
        return new Series(new Progress(file, "code", OPTIONS), 3);
    }

    @Test
    void whatWasBrokenOffGoesOnToTheSameSums() throws Exception {
        Series whole = series();
        for (SimCommand.Done one : done) {
            whole.add(one);
        }

        Series broken = series();
        broken.add(done.get(0));
        broken.add(done.get(3));
        broken.add(done.get(1));
        broken.save();
        Series resumed = series();
        resumed.begin(true);
        assertThat(resumed.next()).isEqualTo(5);
        for (SimCommand.Done one : done.subList(2, 6).reversed()) {
            resumed.add(one);
        }

        assertThat(resumed.next()).isEqualTo(9);
        assertThat(resumed.sums().state()).isEqualTo(whole.sums().state());
        assertThat(resumed.sums().lines()).isEqualTo(whole.sums().lines());
    }

    @Test
    void timeOnTheWallIsAddedUp() throws Exception {
        new Progress(file, "code", OPTIONS).save(3, 7_000_000_000L, new Sums());
        Series resumed = series();
        resumed.begin(true);
        assertThat(resumed.nanos()).isBetween(7_000_000_000L, 60_000_000_000L);
    }

    private void assertUnfit(Progress progress, String sentence) {
        assertThatThrownBy(() -> new Series(progress, 3).begin(true))
                .isInstanceOf(Progress.Unfit.class)
                .hasMessage(sentence);
    }

    @Test
    void nothingIsMixedWithWhatIsOfAnotherRun() throws IOException {
        assertUnfit(new Progress(file, "code", OPTIONS), "there is no " + file + " to go on from");
        new Progress(file, "code", OPTIONS).save(3, 1, new Sums());
        assertUnfit(
                new Progress(file, "code", "--family calm"),
                file + " is of a run with " + OPTIONS + ", not with --family calm");
        assertUnfit(
                new Progress(file, "other", OPTIONS),
                file
                        + " is of other code than this (code, not other): begin anew without"
                        + " --resume");
        for (String text : List.of("", "{}", "{\"code\": 1", "[]")) {
            Files.writeString(file, text);
            assertUnfit(
                    new Progress(file, "code", OPTIONS),
                    file + " is not what a run of seeds leaves behind");
        }
    }

    @Test
    void otherClassesAreOtherCode() throws IOException {
        Path ours = Files.createDirectories(folder.resolve("classes/io/jangada"));
        Files.writeString(ours.resolve("One.class"), "one");
        String path = folder.resolve("classes").toString();
        String code = Progress.code(path);
        Files.writeString(ours.resolve("One.txt"), "no class");
        assertThat(Progress.code(path)).isEqualTo(code);
        Files.writeString(ours.resolve("One.class"), "two");
        assertThat(Progress.code(path)).isNotEqualTo(code);
    }

    @Test
    void theCommandSaysWhatItCannotGoOnWith() {
        assertThat(Main.run("sim", "--seeds", "1", "--resume", "--progress", file.toString()))
                .isEqualTo(1);
    }

    @Test
    void theCommandGoesOnAndThenForgets() throws IOException {
        String[] begun = {
            "sim",
            "--family",
            "calm",
            "--seeds",
            "2",
            "--progress",
            file.toString(),
            "--minutes",
            "1e-9"
        };
        assertThat(Main.run(begun)).as("nothing was run").isEqualTo(1);
        assertThat(file).exists();
        String[] again = {
            "sim", "--family", "calm", "--seeds", "2", "--progress", file.toString(), "--resume"
        };
        assertThat(Main.run(again)).isZero();
        assertThat(file).doesNotExist();
    }
}
