package io.jangada.rules;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Rules that need Java's grammar: names, method lengths, calls. Parses with the JDK's own compiler
 * and nothing more.
 */
final class JavaTidy {
    static final int METHOD_LINES_MAX = 60;

    private static final Pattern WORDS =
            Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
    private static final Set<String> FORBIDDEN_WORDS =
            Set.of("Util", "Utils", "Helper", "Helpers", "Manager", "Impl", "Context");
    private static final Set<String> FORBIDDEN_FIRST_WORDS = Set.of("Abstract", "Base", "I");
    private static final Pattern ACCESSOR = Pattern.compile("[gs]et[A-Z].*");
    private static final Set<String> WITHOUT_ACCESSORS = Set.of("raft", "kv", "node", "database");
    private static final Set<String> WITHOUT_LOCKS = Set.of("raft", "kv");

    private JavaTidy() {}

    static List<Violation> violations(String path, String text) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<Source> units = List.of(new Source(text));
        JavacTask task = (JavacTask) compiler.getTask(null, null, diagnostics, null, null, units);
        List<Violation> found = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                new Rules(path, unit, Trees.instance(task).getSourcePositions(), found)
                        .scan(unit, null);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        diagnostics
                .getDiagnostics()
                .forEach(error ->
                        found.add(
                                new Violation(
                                        path, (int) error.getLineNumber(), "cannot be parsed")));
        return found;
    }

    static boolean forbiddenName(String name) {
        List<String> words = WORDS.splitAsStream(name).toList();
        boolean first = words.size() > 1 && FORBIDDEN_FIRST_WORDS.contains(words.getFirst());
        return first || words.stream().anyMatch(FORBIDDEN_WORDS::contains);
    }

    private static final class Rules extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final String path;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Violation> found;
        private final String module;
        private final boolean test;

        Rules(
                String path,
                CompilationUnitTree unit,
                SourcePositions positions,
                List<Violation> found) {
            this.path = path;
            this.unit = unit;
            this.positions = positions;
            this.found = found;
            this.module = path.substring(0, Math.max(0, path.indexOf('/')));
            this.test = path.contains("/src/test/") || path.contains("/src/it/");
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            if (forbiddenName(type.getSimpleName().toString())) {
                report(type, "a name that says nothing: " + type.getSimpleName());
            }
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            String name = method.getName().toString();
            long lines = line(positions.getEndPosition(unit, method)) - line(start(method)) + 1;
            if (lines > METHOD_LINES_MAX) {
                report(
                        method,
                        "%s has %d lines, more than %d".formatted(name, lines, METHOD_LINES_MAX));
            }
            boolean ours =
                    WITHOUT_ACCESSORS.contains(module) && !test && !annotated(method, "Override");
            if (ours && ACCESSOR.matcher(name).matches()) {
                report(method, "say what it is, without get or set: " + name);
            }
            return super.visitMethod(method, null);
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree call, @Nullable Void nothing) {
            if (test && name(call.getMethodSelect()).equals("sleep")) {
                report(call, "a test that sleeps: wait for the fact instead");
            }
            return super.visitMethodInvocation(call, null);
        }

        @Override
        public @Nullable Void visitMemberReference(
                MemberReferenceTree reference, @Nullable Void nothing) {
            if (test && reference.getName().contentEquals("sleep")) {
                report(reference, "a test that sleeps: wait for the fact instead");
            }
            return super.visitMemberReference(reference, null);
        }

        @Override
        public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void nothing) {
            if (annotation.getAnnotationType().toString().endsWith("Disabled")) {
                report(annotation, "a test that is switched off");
            }
            return super.visitAnnotation(annotation, null);
        }

        @Override
        public @Nullable Void visitSynchronized(SynchronizedTree block, @Nullable Void nothing) {
            if (WITHOUT_LOCKS.contains(module) && !test) {
                report(block, "a lock in a module of one thread");
            }
            return super.visitSynchronized(block, null);
        }

        private static boolean annotated(MethodTree method, String annotation) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(each -> each.getAnnotationType().toString().equals(annotation));
        }

        private static String name(ExpressionTree called) {
            return switch (called) {
                case MemberSelectTree select -> select.getIdentifier().toString();
                case IdentifierTree identifier -> identifier.getName().toString();
                default -> "";
            };
        }

        private long start(Tree tree) {
            return positions.getStartPosition(unit, tree);
        }

        private long line(long position) {
            return position < 0 ? 1 : unit.getLineMap().getLineNumber(position);
        }

        private void report(Tree tree, String what) {
            found.add(new Violation(path, (int) line(start(tree)), what));
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Source.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
