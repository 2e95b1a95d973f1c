package io.jangada.sim;

import io.jangada.sim.storage.Row;
import io.jangada.sim.storage.Tally;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** Tries rows of the scoreboard to their last case, and says what came of each. */
@Command(
        name = "scoreboard",
        mixinStandardHelpOptions = true,
        description = {
            "Tries rows of the scoreboard to their last case: 1 power cuts of a journal,",
            "2 damaged entries in a cluster, 9 failing operations of a disk, 10 full disks,",
            "11 slow and stuck disks, 12 power cuts of all members, 13 crashes inside what",
            "must not be left half done, 14 damage of every byte at rest, 16 storms of",
            "messages, 17 leaders cut off one way, 18 partial connections, 19 flapping",
            "links, 20 a paused leader, 21 false clocks, 22 members that come and go,",
            "23 transfers, 25 interrupted snapshots. docs/SCOREBOARD.md is the published",
            "page."
        },
        footer = {
            "",
            "Examples:",
            "  jangada scoreboard                 every row that can be tried",
            "  jangada scoreboard 1 14 --write    these two, and put the figures on the page",
            "",
            "Exit: 0 nothing wrong was found, 1 something was, or the request cannot be."
        })
final class ScoreboardCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Parameters(arity = "0..*", paramLabel = "ROW", description = "default: all that can be tried")
    List<Integer> rows = new ArrayList<>();

    @Option(
            names = "--write",
            description = "write docs/scoreboard/ROW.json and the row's line on the page")
    boolean write;

    @Option(names = "--threads", description = "default: as many as there are cores")
    int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Integer> wanted = rows.isEmpty() ? List.copyOf(Score.ROWS.keySet()) : rows;
        for (int row : wanted) {
            if (!Score.ROWS.containsKey(row)) {
                String elsewhere = RealRow.of(row).map(RealRow::command).orElse("");
                return Main.refuse(
                        elsewhere.isEmpty()
                                ? "row "
                                        + row
                                        + " cannot be tried yet; these can: "
                                        + Score.ROWS.keySet()
                                : "row " + row + " is tried with real processes: " + elsewhere);
            }
        }
        if (threads < 1) {
            return Main.refuse("--threads is at least 1");
        }
        int exit = 0;
        for (int row : wanted) {
            exit |= run(Objects.requireNonNull(Score.ROWS.get(row)).get()) ? 0 : 1;
        }
        return exit;
    }

    private boolean run(Row row) throws IOException, InterruptedException {
        print("row %d: %s".formatted(row.number(), row.title()));
        long started = System.nanoTime();
        Tally tally = tried(row.parts());
        double seconds = Math.round((System.nanoTime() - started) / 1e8) / 10.0;
        tally.counts().forEach((what, times) -> print("%,12d  %s".formatted(times, what)));
        tally.complaints().stream().limit(SHOWN).forEach(ScoreboardCommand::print);
        String now = row.summary(tally.counts());
        print(
                "%s in %.1f s: %s"
                        .formatted(
                                tally.wrong() == 0 ? "nothing wrong" : tally.wrong() + " wrong",
                                seconds,
                                now));
        if (write) {
            Path root = Path.of(System.getProperty("jangada.root", "."));
            Score score =
                    new Score(
                            row.number(),
                            row.title(),
                            Score.command(row.number()),
                            commit(root),
                            LocalDate.now(ZoneOffset.UTC).toString(),
                            row.passed(tally),
                            tally.wrong(),
                            seconds,
                            tally.counts());
            score.write(root, now);
            print("written: " + Score.file(root, row.number()) + " and " + root.resolve(Page.FILE));
        }
        return tally.wrong() == 0;
    }

    private Tally tried(List<Row.Part> parts) throws InterruptedException {
        Tally all = new Tally();
        try (Workers<Tally> workers =
                new Workers<>(n -> tried(parts.get((int) n)), 0, parts.size() - 1, threads)) {
            for (int i = 0; i < parts.size(); i++) {
                all.add(workers.next());
            }
        }
        return all;
    }

    private static Tally tried(Row.Part part) {
        Tally tally = new Tally();
        tally.take(part);
        return tally;
    }

    /** Of the tree that was tried. */
    static String commit(Path root) throws IOException, InterruptedException {
        Process git =
                new ProcessBuilder("git", "-C", root.toString(), "rev-parse", "HEAD")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String head =
                new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? head : "unknown";
    }

    @SuppressWarnings("SystemOut")
    private static void print(String line) {
        System.out.println(line);
    }
}
