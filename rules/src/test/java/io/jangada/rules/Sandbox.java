package io.jangada.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A clone in a path with blanks, an environment with nothing in it, and a PATH of chosen commands.
 * A JDK or a Maven is a few lines of shell, so that what is missing is really missing and nothing
 * is built.
 */
final class Sandbox {
    private static final long SECONDS_MAX = 60;

    private final Path folder;
    private final Path clone;
    private final Path bin;
    private final Map<String, String> environment = new TreeMap<>();

    /** What a command left: its exit code and both its outputs. */
    record Run(int exit, String out, String err) {}

    Sandbox(Path folder, List<String> commands) throws IOException {
        this.folder = folder;
        clone = Files.createDirectories(folder.resolve("a clone"));
        bin = Files.createDirectories(folder.resolve("bin"));
        for (String command : commands) {
            Path real =
                    Stream.of("/usr/bin", "/bin")
                            .map(each -> Path.of(each, command))
                            .filter(Files::exists)
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("no " + command));
            command(command, "exec " + real + " \"$@\"");
        }
        environment.put("PATH", bin.toString());
        environment.put("HOME", folder.resolve("home").toString());
        environment.put("JANGADA_JVM_FOLDERS", folder.resolve("jvm").toString());
        environment.put("LC_ALL", "C.UTF-8");
    }

    Path folder() {
        return folder;
    }

    Path tree() {
        return clone;
    }

    Path bin() {
        return bin;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Copies a file of the real clone. */
    void copy(String path) throws IOException {
        Path file = clone.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.copy(Module.root().resolve(path), file);
    }

    Path write(String path, String text) throws IOException {
        Path file = clone.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, text);
    }

    void command(String name, String body) throws IOException {
        script(bin.resolve(name), body);
    }

    /** A JDK as the launcher looks at it, whose java prints its arguments. */
    Path jdk(String where, String version) throws IOException {
        Path home = folder.resolve(where);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "printf '%s\\n' \"$@\"");
        script(home.resolve("bin/javac"), "");
        return home;
    }

    static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Run run(String program, String... arguments) throws Exception {
        return finished(start(clone.resolve(program), folder, arguments));
    }

    Process start(Path program, Path from, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    static Run finished(Process process) throws Exception {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), out, err);
    }
}
