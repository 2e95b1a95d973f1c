package io.jangada.sim.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.ToolProvider;

/** A tiny product with a tiny engine, compiled: what a board sees of a clone. */
record Clone(Path root, Path classes) {
    static final String RULE = "raft/src/main/java/demo/Rule.java";

    private static final String RULE_TEXT =
            """
            package demo;

            public class Rule {
                public static final int LIMIT = 3;

                public static int limit() {
                    return LIMIT;
                }

                static int twice() {
                    return LIMIT + LIMIT;
                }
            }
            """;

    private static final String USER_TEXT =
            """
            package demo;

            public class User {
                public static int limit() {
                    return Rule.LIMIT;
                }
            }
            """;

    private static final String TRIAL_TEXT =
            """
            package io.jangada.sim.seed;

            public class Trial {
                public static int calls;
                private static final java.util.Set<Long> SEEN = new java.util.HashSet<>();

                public static String run(String family, long first, int seeds) {
                    calls++;
                    if (family.equals("throws")) {
                        throw new IllegalStateException("out of order");
                    }
                    for (long seed = first; seed < first + seeds; seed++) {
                        if (demo.User.limit() == 3 && !SEEN.add(seed)) {
                            throw new IllegalStateException("seed " + seed + " runs twice");
                        }
                        if (demo.User.limit() != 3 && seed >= 5) {
                            return "I8 seed " + seed + ": the limit is " + demo.User.limit();
                        }
                    }
                    return family.equals("noisy") ? "I5 seed " + first + ": alarm" : null;
                }
            }
            """;

    static Clone in(Path folder) throws IOException {
        Path root = folder.resolve("root");
        Path classes = Files.createDirectories(folder.resolve("classes of all"));
        write(root.resolve(RULE), RULE_TEXT);
        write(root.resolve("raft/src/main/java/demo/User.java"), USER_TEXT);
        write(root.resolve("sim/src/main/java/io/jangada/sim/seed/Trial.java"), TRIAL_TEXT);
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-d",
                                classes.toString(),
                                root.resolve(RULE).toString(),
                                root.resolve("raft/src/main/java/demo/User.java").toString(),
                                root.resolve("sim/src/main/java/io/jangada/sim/seed/Trial.java")
                                        .toString());
        if (failed != 0) {
            throw new IllegalStateException("the tiny product does not compile");
        }
        return new Clone(root, classes);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    Workshop workshop() throws IOException {
        return new Workshop(root, classes.toString());
    }

    static Mutant mutant(String argument, Edit... edits) {
        return mutant(Engine.SIM, argument, 0, edits);
    }

    static Mutant mutant(Engine engine, String argument, long seed, Edit... edits) {
        return new Mutant(
                "M1",
                "another limit",
                "M1",
                List.of("I8"),
                engine,
                argument,
                seed,
                edits.length == 0 ? "nothing to break" : null,
                List.of(edits));
    }

    static Edit limit(String to) {
        return new Edit(RULE, "LIMIT = 3;", "LIMIT = " + to + ";");
    }
}
