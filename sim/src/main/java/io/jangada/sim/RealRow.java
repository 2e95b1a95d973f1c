package io.jangada.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Rows of the scoreboard that are tried with real processes. A test of another module does that,
 * and says here what came of it; nothing is published of one that fails.
 */
public enum RealRow {
    POWER_CUTS(27, "power cuts of ext4 and xfs under load") {
        @Override
        boolean passed(Map<String, Long> counts) {
            return count(counts, "power cuts") >= 500;
        }

        @Override
        String summary(Map<String, Long> counts) {
            return "%,d cuts of one, two or three of three members, %,d of ext4 and %,d of xfs; %,d puts acknowledged, 0 lost, linearizable"
                    .formatted(
                            count(counts, "power cuts"),
                            count(counts, "of ext4"),
                            count(counts, "of xfs"),
                            count(counts, "puts acknowledged"));
        }
    };

    private static final String ROOT = "scoreboard.root";

    private final int number;
    private final String title;

    RealRow(int number, String title) {
        this.number = number;
        this.title = title;
    }

    /** Whether nothing is left to be wished. */
    abstract boolean passed(Map<String, Long> counts);

    /** What came of it, for the published page. */
    abstract String summary(Map<String, Long> counts);

    String title() {
        return title;
    }

    String command() {
        return "./check --row " + number;
    }

    static Optional<RealRow> of(int number) {
        return Stream.of(values()).filter(row -> row.number == number).findFirst();
    }

    static long count(Map<String, Long> counts, String what) {
        return counts.getOrDefault(what, 0L);
    }

    /**
     * Writes the row's file and its line on the page, if the system property {@code
     * scoreboard.root} names a clone to write them to.
     */
    public void publish(long nanos, Map<String, Long> counts) {
        String root = System.getProperty(ROOT);
        if (root == null) {
            return;
        }
        try {
            write(Path.of(root), nanos, counts);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private void write(Path root, long nanos, Map<String, Long> counts)
            throws IOException, InterruptedException {
        new Score(
                        number,
                        title,
                        command(),
                        ScoreboardCommand.commit(root),
                        LocalDate.now(ZoneOffset.UTC).toString(),
                        passed(counts),
                        0,
                        Math.round(nanos / 1e8) / 10.0,
                        new TreeMap<>(counts))
                .write(root, summary(counts));
    }
}
