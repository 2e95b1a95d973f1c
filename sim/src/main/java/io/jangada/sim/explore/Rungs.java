package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** The ladder, each rung larger than the one before, and how many states each was known to have. */
public final class Rungs {
    /** Its name within this package, and its place in the sources. */
    public static final String FILE = "rungs.txt";

    private static final String UNKNOWN = "-";

    private final Map<String, String> counts = new LinkedHashMap<>();

    private Rungs() {}

    /**
     * The ladder of this program: a line for each rung, its bounds, a colon, its states or a dash.
     */
    public static Rungs known() {
        try (InputStream file = Rungs.class.getResourceAsStream(FILE)) {
            byte[] bytes = Objects.requireNonNull(file, FILE).readAllBytes();
            return of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The ladder that {@code text} is, as {@link #known} has it. */
    public static Rungs of(String text) {
        Rungs rungs = new Rungs();
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    Bounds bounds = Bounds.parse(line.substring(0, colon));
                    String count = line.substring(colon + 1).trim();
                    rungs.counts.put(bounds.toString(), count);
                });
        return rungs;
    }

    /** From the smallest up. */
    public List<Bounds> ladder() {
        List<Bounds> ladder = new ArrayList<>();
        counts.keySet().forEach(rung -> ladder.add(Bounds.parse(rung)));
        return ladder;
    }

    /** How many states a rung had when it was recorded; nothing for one that was not. */
    public OptionalLong states(Bounds bounds) {
        String count = counts.getOrDefault(bounds.toString(), UNKNOWN);
        return count.equals(UNKNOWN)
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(count));
    }

    /** What is wrong with this number of states, or null. */
    public @Nullable String complaint(Bounds bounds, long states) {
        OptionalLong known = states(bounds);
        if (known.isEmpty() || known.getAsLong() == states) {
            return null;
        }
        return "%d states, and %d are recorded: the protocol behaves differently now; if that is meant, run this with --record"
                .formatted(states, known.getAsLong());
    }

    /** The lines of the file {@code text} with this number of states for one rung. */
    public static String recorded(String text, Bounds bounds, long states) {
        String line = bounds + ": " + states;
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(bounds + ":")) {
                lines.set(i, line);
                return String.join("\n", lines) + "\n";
            }
        }
        lines.add(line);
        return String.join("\n", lines) + "\n";
    }
}
