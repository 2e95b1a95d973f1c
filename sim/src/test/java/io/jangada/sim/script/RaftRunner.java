package io.jangada.sim.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The runner of scenarios in the tests of module raft, over its core as it is or with a mutant. */
final class RaftRunner implements AutoCloseable {
    private static final Path ROOT = Path.of("..");
    private static final Path SOURCES = ROOT.resolve("raft/src/test/java/io/jangada/raft");
    private static final List<String> FILES =
            List.of("Scenario.java", "Fleet.java", "OneServer.java", "Transcript.java");

    private final Path runner;
    private final Map<String, URLClassLoader> loaders = new HashMap<>();

    /** Compiles the runner into {@code folder}. */
    RaftRunner(Path folder) throws IOException {
        runner = folder;
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> units =
                    files.getJavaFileObjects(
                            FILES.stream().map(SOURCES::resolve).toArray(Path[]::new));
            List<String> options =
                    List.of("-proc:none", "-nowarn", "-cp", classPath(), "-d", folder.toString());
            assertThat(compiler.getTask(null, files, null, options, null, units).call()).isTrue();
        }
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** The scenario with the outputs of the core in {@code mutant}; none for the core as it is. */
    List<String> rerun(List<String> scenario, @Nullable Path mutant)
            throws IOException, ReflectiveOperationException {
        Method rerun =
                loader(mutant)
                        .loadClass("io.jangada.raft.Scenario")
                        .getDeclaredMethod("rerun", List.class);
        rerun.setAccessible(true);
        return ((List<?>) rerun.invoke(null, scenario)).stream().map(String::valueOf).toList();
    }

    private URLClassLoader loader(@Nullable Path mutant) throws IOException {
        URLClassLoader known = loaders.get(String.valueOf(mutant));
        if (known != null) {
            return known;
        }
        List<URL> places = new ArrayList<>();
        if (mutant != null) {
            places.add(mutant.toUri().toURL());
        }
        places.add(runner.toUri().toURL());
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            places.add(Path.of(entry).toUri().toURL());
        }
        URLClassLoader made =
                new URLClassLoader(
                        places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        loaders.put(String.valueOf(mutant), made);
        return made;
    }

    @Override
    public void close() throws IOException {
        for (URLClassLoader each : loaders.values()) {
            each.close();
        }
    }

    /** The scenario among the lines that were printed: from its first command or comment on. */
    static List<String> scenario(List<String> printed) {
        return printed.stream()
                .dropWhile(line -> !line.startsWith("as a scenario"))
                .skip(2)
                .takeWhile(line -> !line.isEmpty())
                .toList();
    }

    /** The diagram that follows it. */
    static List<String> diagram(List<String> printed) {
        return printed.stream().dropWhile(line -> !line.startsWith("| follower")).toList();
    }

    static Stream<String> commands(List<String> scenario) {
        return scenario.stream().filter(line -> line.startsWith("> "));
    }
}
