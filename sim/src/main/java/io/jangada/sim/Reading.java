package io.jangada.sim;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
