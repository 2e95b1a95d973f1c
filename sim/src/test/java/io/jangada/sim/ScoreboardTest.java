package io.jangada.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.sim.storage.Row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The published page says what the files say, and the files what was found. */
final class ScoreboardTest {
    private static final Path CLONE = Path.of("..").toAbsolutePath().normalize();
    private static final Path ROOT = CLONE.resolve("docs");
    private static final int ROWS = 30;

    private static Page page() throws IOException {
        return new Page(Files.readString(ROOT.resolve("SCOREBOARD.md")));
    }

    private static List<Score> scores() throws IOException {
        List<Score> scores = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("scoreboard"))) {
            for (Path file : files.sorted().filter(ScoreboardTest::isOfARow).toList()) {
                Score score = Score.read(file);
                assertThat(file.getFileName()).hasToString(score.row() + ".json");
                scores.add(score);
            }
        }
        return scores;
    }

    private static boolean isOfARow(Path file) {
        return Character.isDigit(file.getFileName().toString().charAt(0));
    }

    @Test
    void eachMeterSaysWhatItsFileSays() throws IOException {
        for (Meter meter : Meter.values()) {
            Path file = Reading.file(CLONE, meter);
            String now = Page.NOT_YET;
            if (Files.exists(file)) {
                Reading reading = Reading.read(file);
                assertThat(reading.what()).isEqualTo(meter.what());
                assertThat(reading.command()).isEqualTo(meter.command());
                assertThat(reading.commit()).matches("[0-9a-f]{40}");
                assertThat(reading.date()).matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}");
                now = meter.summary(reading.counts());
            }
            assertThat(page().now(meter)).as(meter.word()).isEqualTo(now);
        }
    }

    /** What is on the page and has no meter cannot have been found out. */
    @Test
    void figuresAndFilesHaveAMeter() throws IOException {
        List<String> shown =
                Files.readString(ROOT.resolve("SCOREBOARD.md"))
                        .lines()
                        .filter(line -> line.startsWith("- ") && !line.endsWith(": not yet"))
                        .toList();
        assertThat(shown)
                .allMatch(line ->
                        Stream.of(Meter.values())
                                .anyMatch(meter -> line.startsWith("- " + meter.what() + ": ")));
        try (Stream<Path> files = Files.list(ROOT.resolve("scoreboard"))) {
            assertThat(files.filter(file -> !isOfARow(file)))
                    .allMatch(file ->
                            Stream.of(Meter.values())
                                    .anyMatch(meter -> Reading.file(CLONE, meter).equals(file)));
        }
    }

    @Test
    void aReadingIsWrittenBesideThePageAndOnIt(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("docs"));
        Path file = root.resolve(Page.FILE);
        Files.writeString(file, "- " + Meter.MUTANTS.what() + ": not yet\n- other: not yet\n");
        Map<String, Long> counts = Map.of("noticed", 39L, "survived", 1L, "most seeds", 14L);
        Reading reading =
                new Reading(Meter.MUTANTS.what(), "c", "d", "e", 1.5, new TreeMap<>(counts));
        reading.write(root, Meter.MUTANTS);
        Page written = new Page(Files.readString(file));
        assertThat(written.now(Meter.MUTANTS)).startsWith("39 of 40, ").contains("the last in 14;");
        assertThat(Files.readString(file)).endsWith("\n- other: not yet\n");
        assertThat(Reading.read(Reading.file(root, Meter.MUTANTS))).isEqualTo(reading);
        assertThatThrownBy(() -> new Page("nothing").now(Meter.MUTANTS))
                .hasMessageContaining("has no line for mutants");
    }

    @Test
    void onlyTheWholeBoardIsPublished() {
        assertThat(Main.run("sim", "--mutant", "M1", "--write")).isEqualTo(1);
        assertThat(Main.run("sim", "--write")).isEqualTo(1);
        assertThat(Main.run("sim", "--seeds", "999", "--write")).isEqualTo(1);
        assertThat(Main.run("sim", "--seed", "1", "--seeds", "1000", "--write")).isEqualTo(1);
    }

    @Test
    void eachRowSaysWhatItsFileSays() throws IOException {
        TreeMap<Integer, Score> scores = new TreeMap<>();
        for (Score score : scores()) {
            scores.put(score.row(), score);
        }
        for (int row = 1; row <= ROWS; row++) {
            Score score = scores.get(row);
            String now = score == null ? Page.NOT_YET : summary(score);
            assertThat(page().now(row)).as("row %d", row).isEqualTo(now);
        }
    }

    private static String summary(Score score) {
        if (RealRow.of(score.row()).isPresent()) {
            RealRow row = RealRow.of(score.row()).get();
            assertThat(row.title()).isEqualTo(score.title());
            assertThat(row.passed(score.counts())).isEqualTo(score.passed());
            return row.summary(score.counts());
        }
        Row row = Objects.requireNonNull(Score.ROWS.get(score.row())).get();
        assertThat(row.number()).isEqualTo(score.row());
        assertThat(row.title()).isEqualTo(score.title());
        return row.summary(score.counts());
    }

    @Test
    void nothingWrongIsPublishedAsNothing() throws IOException {
        assertThat(scores()).isNotEmpty();
        for (Score score : scores()) {
            assertThat(score.wrong()).as("row %d", score.row()).isZero();
            assertThat(score.counts()).isNotEmpty();
            assertThat(score.commit()).matches("[0-9a-f]{40}");
            assertThat(score.date()).matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}");
        }
    }

    @Test
    void eachRowThatCanBeTriedNamesItsCommand() throws IOException {
        for (int row = 1; row <= ROWS; row++) {
            String command = Score.ROWS.containsKey(row) ? Score.command(row) : "";
            command = RealRow.of(row).map(RealRow::command).orElse(command);
            assertThat(page().command(row)).isEqualTo(command.isEmpty() ? "" : "`" + command + "`");
        }
    }

    @Test
    void writingPutsFigureAndFileInPlace(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("docs"));
        Files.writeString(
                root.resolve("docs/SCOREBOARD.md"),
                "| 1 | a | b | not yet | `c` |\n| 11 | a | b | not yet | |\n");
        Score score =
                new Score(1, "t", "c", "d", "e", true, 0, 1.5, new TreeMap<>(Map.of("x", 7L)));
        score.write(root, "7 $1");
        Page page = new Page(Files.readString(root.resolve("docs/SCOREBOARD.md")));
        assertThat(page.now(1)).isEqualTo("7 $1");
        assertThat(page.command(1)).isEqualTo("`c`");
        assertThat(page.now(11)).isEqualTo("not yet");
        assertThat(Score.read(Score.file(root, 1))).isEqualTo(score);
        assertThatThrownBy(() -> page.now(2)).hasMessageContaining("has no row 2");
    }

    @Test
    void aRowOfRealProcessesIsPublishedByWhoeverHasTriedIt(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("docs"));
        Path file = root.resolve(Page.FILE);
        Files.writeString(file, "| 27 | a | b | not yet | `c` |\n");
        Map<String, Long> counts =
                Map.of("power cuts", 499L, "of ext4", 7L, "of xfs", 8L, "puts acknowledged", 9L);
        RealRow.POWER_CUTS.publish(1_500_000_000L, counts);
        assertThat(Files.exists(Score.file(root, 27))).isFalse();
        System.setProperty("scoreboard.root", root.toString());
        try {
            RealRow.POWER_CUTS.publish(1_500_000_000L, counts);
        } finally {
            System.clearProperty("scoreboard.root");
        }
        Score score = Score.read(Score.file(root, 27));
        assertThat(score.passed()).isFalse();
        assertThat(score.seconds()).isEqualTo(1.5);
        assertThat(score.command()).isEqualTo("./check --row 27");
        assertThat(new Page(Files.readString(file)).now(27))
                .isEqualTo(RealRow.POWER_CUTS.summary(counts))
                .startsWith("499 cuts of ")
                .contains(" 7 of ext4 and 8 of xfs; 9 puts ");
    }

    @Test
    void aRowThatCannotBeTriedIsRefused() {
        assertThat(Main.run("scoreboard", "3")).isEqualTo(1);
        assertThat(Main.run("scoreboard", "27")).isEqualTo(1);
        assertThat(Main.run("scoreboard", "1", "--threads", "0")).isEqualTo(1);
    }
}
