package io.jangada.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The text files of a clone, without what a build or an editor leaves there. */
final class SourceTree {
    private static final Set<String> NOT_OURS =
            Set.of("target", ".git", ".jangada", ".idea", ".vscode", ".settings");
    private static final Pattern TEXT =
            Pattern.compile(".*\\.(java|md|xml|txt|proto|properties|sh)|(.*/)?(check|jangada|run)");

    private SourceTree() {}

    /** Paths relative to the root, with slashes, sorted. */
    static List<String> files(Path root) {
        List<String> files = new ArrayList<>();
        SimpleFileVisitor<Path> collect =
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        boolean ours = !NOT_OURS.contains(String.valueOf(folder.getFileName()));
                        return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        String path = root.relativize(file).toString();
                        if (attributes.isRegularFile() && TEXT.matcher(path).matches()) {
                            files.add(path);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                };
        try {
            Files.walkFileTree(root, collect);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return files.stream().sorted().toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
    }
}
