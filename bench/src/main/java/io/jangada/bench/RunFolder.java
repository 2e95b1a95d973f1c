package io.jangada.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The directory of one run, on a disk where fsync costs something. */
final class RunFolder {
    private RunFolder() {}

    /** Makes a new directory below {@code base}, or below .jangada/bench when it is null. */
    static Path create(@Nullable Path base) throws IOException {
        Path parent = base != null ? base : Path.of(".jangada", "bench");
        Files.createDirectories(parent);
        if (Files.getFileStore(parent).type().equals("tmpfs")) {
            throw new IOException(parent + " is on a tmpfs, where fsync costs nothing; use --dir");
        }
        return Files.createTempDirectory(parent.toAbsolutePath(), "run");
    }

    static void delete(Path run) throws IOException {
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
