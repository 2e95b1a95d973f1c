package io.jangada.sim;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

/** What a {@link Meter} showed, as it is kept in a file beside the page. */
record Reading(
        String what,
        String command,
        String commit,
        String date,
        double seconds,
        Map<String, Long> counts) {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** Of this program at this commit, after {@code nanos} of it. */
    static Reading of(Meter meter, Path root, long nanos, Map<String, Long> counts)
            throws IOException, InterruptedException {
        return new Reading(
                meter.what(),
                meter.command(),
                ScoreboardCommand.commit(root),
                LocalDate.now(ZoneOffset.UTC).toString(),
                Math.round(nanos / 1e8) / 10.0,
                counts);
    }

    static Path file(Path root, Meter meter) {
        return root.resolve("docs/scoreboard/" + meter.word() + ".json");
    }

    static Reading read(Path file) throws IOException {
        return GSON.fromJson(Files.readString(file), Reading.class);
    }

    /** Writes the file of this meter, and its line on the page. */
    void write(Path root, Meter meter) throws IOException {
        Files.createDirectories(root.resolve("docs/scoreboard"));
        Files.writeString(file(root, meter), GSON.toJson(this) + "\n");
        Path page = root.resolve(Page.FILE);
        String text = new Page(Files.readString(page)).with(meter, meter.summary(counts));
        Files.writeString(page, text);
    }
}
