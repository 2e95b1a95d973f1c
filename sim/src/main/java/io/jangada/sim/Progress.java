package io.jangada.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * How far a run of many seeds got, in one small file, so that it can be broken off anywhere and go
 * on. All seeds before {@code next} are in the sums, and none from there on.
 */
final class Progress {
    /**
     * @param code of the classes that ran; other code may do other things at the same seeds
     * @param options that decide what a seed is and how many there are
     * @param nanos that the run took so far, on the wall
     */
    record Saved(String code, String options, long next, long nanos, Sums.State sums) {}

    /** What cannot be gone on with, and why. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        Unfit(String sentence) {
            super(sentence);
        }
    }

    private final Path file;
    private final String code;
    private final String options;

    Progress(Path file, String code, String options) {
        this.file = file;
        this.code = code;
        this.options = options;
    }

    Path file() {
        return file;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** As it was broken off. */
    Saved load() throws Unfit, IOException {
        if (!exists()) {
            throw new Unfit("there is no " + file + " to go on from");
        }
        Saved saved = parsed(Files.readString(file));
        if (saved == null || saved.sums() == null) {
            throw new Unfit(file + " is not what a run of seeds leaves behind");
        }
        if (!saved.options().equals(options)) {
            throw new Unfit(
                    "%s is of a run with %s, not with %s"
                            .formatted(file, saved.options(), options));
        }
        if (!saved.code().equals(code)) {
            throw new Unfit(
                    "%s is of other code than this (%s, not %s): begin anew without --resume"
                            .formatted(file, saved.code(), code));
        }
        return saved;
    }

    private static @Nullable Saved parsed(String text) {
        try {
            return new Gson().fromJson(text, Saved.class);
        } catch (JsonParseException broken) {
            return null;
        }
    }

    /** Whole or not at all, wherever the process dies. */
    void save(long next, long nanos, Sums sums) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Saved saved = new Saved(code, options, next, nanos, sums.state());
        Files.writeString(fresh, new Gson().toJson(saved));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The run has come to its end. */
    void end() throws IOException {
        Files.deleteIfExists(file);
    }

    /** A number for the classes of this project that are in these folders and jars. */
    static String code(String classPath) throws IOException {
        Map<String, Long> found = new TreeMap<>();
        for (String place : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(place);
            if (Files.isDirectory(path)) {
                inFolder(path, found);
            } else if (place.endsWith(".jar") && Files.exists(path)) {
                inJar(path, found);
            }
        }
        CRC32 all = new CRC32();
        found.forEach((name, crc) -> all.update((name + crc).getBytes(UTF_8)));
        return "%08x".formatted(all.getValue());
    }

    private static boolean isOurs(String name) {
        return name.startsWith("io/jangada/") && name.endsWith(".class");
    }

    private static void inFolder(Path folder, Map<String, Long> found) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(one).toString().replace(File.separatorChar, '/');
                if (isOurs(name)) {
                    CRC32 crc = new CRC32();
                    try (var in = new CheckedInputStream(Files.newInputStream(one), crc)) {
                        in.readAllBytes();
                    }
                    found.put(name, crc.getValue());
                }
            }
        }
    }

    private static void inJar(Path jar, Map<String, Long> found) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (isOurs(entry.getName())) {
                    found.put(entry.getName(), entry.getCrc());
                }
            }
        }
    }
}
