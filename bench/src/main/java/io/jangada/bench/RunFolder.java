package io.jangada.bench;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The directory of one run, on a disk where fsync costs something. */
final class RunFolder {
    @Option(
            names = "--dir",
            description = "where the data goes; not a tmpfs; default: .jangada/bench")
    private @Nullable Path directory;

    /** A new one, below what {@code --dir} names. */
    Path create() throws IOException {
        return below(directory != null ? directory : Path.of(".jangada", "bench"));
    }

    static Path below(Path parent) throws IOException {
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
