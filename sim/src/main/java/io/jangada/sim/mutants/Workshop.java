package io.jangada.sim.mutants;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles mutants and opens class loaders over them. Works in a temporary folder that goes when it
 * is closed; the sources and the classes of the clone are only read. Several threads may share it;
 * its lock lets one compile at a time, since the file manager is not made for more.
 */
public final class Workshop implements AutoCloseable {
    private final Path root;
    private final Path folder;
    private final String classPath;
    private final JavaCompiler compiler;

    /** One for all mutants: it remembers what is in which jar. */
    private final StandardJavaFileManager files;

    /**
     * @param root of the clone
     * @param classPath of the product and the simulator as they are
     * @throws IllegalStateException if this Java has no compiler
     */
    public Workshop(Path root, String classPath) throws IOException {
        JavaCompiler found = ToolProvider.getSystemJavaCompiler();
        if (found == null) {
            throw new IllegalStateException("mutants need a JDK: this Java has no compiler");
        }
        this.compiler = found;
        this.files = found.getStandardFileManager(null, null, null);
        this.root = root;
        this.classPath = classPath;
        this.folder = Files.createTempDirectory("jangada-mutants-");
    }

    /** Source text that is in no file. */
    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(Path place, String text) {
            super(place.toUri(), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /**
     * Compiles every module that the mutant touches as a whole, since the compiler writes constants
     * into those that use them. The folder has these modules' classes and no others.
     */
    public synchronized Path compile(Mutant mutant) throws IOException, Misfit {
        Map<String, String> changed = Catalogue.changed(root, mutant);
        TreeSet<String> modules = new TreeSet<>();
        mutant.edits().forEach(edit -> modules.add(edit.module()));
        List<JavaFileObject> units = new ArrayList<>();
        for (String module : modules) {
            for (Path source : sources(root.resolve(module).resolve("src/main/java"))) {
                String text = changed.get(root.relativize(source).toString().replace('\\', '/'));
                if (text == null) {
                    files.getJavaFileObjects(source).forEach(units::add);
                } else {
                    units.add(new Text(source, text));
                }
            }
        }
        Path classes = Files.createDirectories(folder.resolve(mutant.id()));
        compile(mutant, units, List.of("-d", classes.toString()));
        return classes;
    }

    /** Whether the changed files compile, against all others as they are; writes no classes. */
    public synchronized void check(Mutant mutant) throws IOException, Misfit {
        List<JavaFileObject> units = new ArrayList<>();
        Catalogue.changed(root, mutant)
                .forEach((path, text) -> units.add(new Text(root.resolve(path), text)));
        compile(mutant, units, List.of("-XDshould-stop.ifNoError=FLOW"));
    }

    private void compile(Mutant mutant, List<JavaFileObject> units, List<String> more)
            throws Misfit {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-cp", classPath));
        options.addAll(more);
        StringWriter rest = new StringWriter();
        if (!compiler.getTask(rest, files, found, options, null, units).call()) {
            throw new Misfit(
                    "mutant %s does not compile: %s%s"
                            .formatted(mutant.id(), found.getDiagnostics(), rest));
        }
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    /**
     * A loader of its own: classes of {@code first}, then everything of the class path once more.
     * It shares with the caller nothing but the JDK.
     *
     * @param first the folder of a mutant; none for the code as it is
     */
    public URLClassLoader loader(@Nullable Path first) throws IOException {
        List<URL> places = new ArrayList<>();
        if (first != null) {
            places.add(place(first.toUri()));
        }
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                places.add(place(Path.of(entry).toAbsolutePath().toUri()));
            }
        }
        return new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL place(URI uri) throws MalformedURLException {
        return uri.toURL();
    }

    @Override
    public void close() throws IOException {
        files.close();
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
