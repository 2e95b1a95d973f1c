package io.jangada.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The house rules over the source tree, and each of them on something untidy. */
final class TidyTest {
    private static final Path ROOT = Module.root();
    private static final Set<String> HEADINGS =
            TextTidy.headings(SourceTree.read(ROOT.resolve("docs/SECTIONS.txt")));

    @Test
    void theTreeIsTidy() {
        List<Violation> found = new ArrayList<>();
        for (String path : SourceTree.files(ROOT)) {
            String text = SourceTree.read(ROOT.resolve(path));
            found.addAll(TextTidy.length(path, text));
            found.addAll(TextTidy.citations(path, text, HEADINGS));
            if (path.endsWith(".md")) {
                Path folder = ROOT.resolve(path).resolveSibling("");
                found.addAll(
                        TextTidy.links(path, text, target -> Files.exists(folder.resolve(target))));
            } else {
                found.addAll(TextTidy.marks(path, text));
            }
            if (path.endsWith(".java")) {
                found.addAll(TextTidy.codeInComments(path, text));
                found.addAll(JavaTidy.violations(path, text));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theWalkFindsTheTree() {
        assertThat(SourceTree.files(ROOT))
                .contains(
                        "pom.xml",
                        "check",
                        "jangada",
                        ".ci/run",
                        "docs/SECTIONS.txt",
                        "CHANGELOG.md")
                .contains("rules/src/test/java/io/jangada/rules/TidyTest.java")
                .noneMatch(path -> path.contains("target/"));
    }

    @Test
    void everyPackageHasItsPage() {
        List<String> files = SourceTree.files(ROOT);
        Set<String> folders = new TreeSet<>();
        for (String file : files) {
            if (file.contains("/src/main/java/") && file.endsWith(".java")) {
                folders.add(file.substring(0, file.lastIndexOf('/')));
            }
        }
        assertThat(folders).isNotEmpty();
        for (String folder : folders) {
            assertThat(files).contains(folder + "/package-info.java");
            assertThat(SourceTree.read(ROOT.resolve(folder + "/package-info.java")))
                    .as(folder)
                    .startsWith("/**")
                    .contains("@NullMarked");
        }
    }

    /** So that one can still read all of it. */
    @Test
    void theCoreIsSmall() {
        int lines = 0;
        for (String path : SourceTree.files(ROOT)) {
            if (path.startsWith("raft/src/main/java/")) {
                lines += TextTidy.linesOfCode(SourceTree.read(ROOT.resolve(path)));
            }
        }
        assertThat(lines)
                .as("lines of code in raft")
                .isBetween(TextTidy.CORE_LINES_MAX / 2, TextTidy.CORE_LINES_MAX);
    }

    @Test
    void blanksAndCommentsAreNoCode() {
        String source =
                """
                /** What it is. */
                class A {

                    /**
                     * Why.
                     */
                    int a; // a comment behind code
                    // and one without
                }
                """;
        assertThat(TextTidy.linesOfCode(source)).isEqualTo(3);
    }

    @Test
    void aFileThatIsTooLong() {
        assertThat(TextTidy.length("raft/A.java", "\n".repeat(500))).isEmpty();
        assertThat(TextTidy.length("raft/A.java", "\n".repeat(501))).hasSize(1);
        assertThat(TextTidy.length("docs/A.md", "\n".repeat(501))).isEmpty();
        assertThat(TextTidy.length("raft/DESIGN.md", "\n".repeat(201))).hasSize(1);
    }

    @Test
    void aMethodThatIsTooLong() {
        assertThat(java("raft/src/main/A.java", method(60))).isEmpty();
        assertThat(java("raft/src/main/A.java", method(61)))
                .containsExactly("2: run has 61 lines, more than 60");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "StringUtil",
                "Utils",
                "LogHelper",
                "NodeManager",
                "StoreImpl",
                "AbstractLog",
                "BaseStore",
                "ReadContext",
                "IStore"
            })
    void aNameThatSaysNothing(String name) {
        assertThat(java("raft/src/main/A.java", "interface " + name + " {}")).hasSize(1);
        assertThat(java("raft/src/main/A.java", "record " + name + "(int a) {}")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Baseline",
                "Implication",
                "IdleTimer",
                "Inbox",
                "Utility",
                "IO",
                "Abstraction"
            })
    void aNameThatOnlyLooksLikeIt(String name) {
        assertThat(java("raft/src/main/A.java", "class " + name + " {}")).isEmpty();
    }

    @Test
    void anAccessorWithAPrefix() {
        String source =
                """
                class A {
                    int getTerm() { return 1; }
                    void setTerm(int a) {}
                    int get() { return 2; }
                }
                """;
        assertThat(java("raft/src/main/A.java", source)).hasSize(2);
        assertThat(java("server/src/main/A.java", source)).isEmpty();
        assertThat(
                        java(
                                "raft/src/main/A.java",
                                source.replace("int getTerm", "@Override public int getTerm")))
                .hasSize(1);
    }

    @Test
    void aTestThatSleeps() {
        String source =
                """
                class A {
                    void one() throws Exception { Thread.sleep(1); }
                    void two() throws Exception { TimeUnit.SECONDS.sleep(1); }
                    void three() throws Exception { sleep(1); }
                    Object four() { return (Sleeper) Thread::sleep; }
                }
                """;
        assertThat(java("node/src/test/A.java", source)).hasSize(4);
        assertThat(java("server/src/it/A.java", source)).hasSize(4);
        assertThat(java("server/src/main/A.java", source)).isEmpty();
    }

    @Test
    void aTestThatIsSwitchedOff() {
        assertThat(java("kv/src/test/A.java", "class A { @Disabled(\"later\") @Test void a() {} }"))
                .hasSize(1);
        assertThat(java("kv/src/test/A.java", "@org.junit.jupiter.api.Disabled class A {}"))
                .hasSize(1);
    }

    @Test
    void aLockWhereThereIsOneThread() {
        String source = "class A { int a() { synchronized (this) { return 1; } } }";
        assertThat(java("kv/src/main/A.java", source)).hasSize(1);
        assertThat(java("server/src/main/A.java", source)).isEmpty();
    }

    @Test
    void aFileThatDoesNotParse() {
        assertThat(java("kv/src/main/A.java", "class A { int a( { }")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TO" + "DO",
                "FIX" + "ME",
                "XX" + "X",
                " /wor" + "k/main",
                "\"/wor" + "k\"",
                "../share" + "d/A.md"
            })
    void aMarkLeftBehind(String mark) {
        assertThat(TextTidy.marks("A.java", "int a; // " + mark + ": later\n")).hasSize(1);
    }

    @Test
    void aMarkThatOnlyLooksLikeIt() {
        assertThat(
                        TextTidy.marks(
                                "A.java",
                                "TODOS network/work target/work /workload ../shares XXXX"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"send(message);", "return false;", "if (leader) {", "}", "var a = 1;"})
    void codeInAComment(String code) {
        assertThat(TextTidy.codeInComments("A.java", "int a;\n    // " + code + "\n"))
                .containsExactly(new Violation("A.java", 2, "code in a comment: // " + code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Stay in the same term: a pre-vote;",
                "it returns at once (no reply is a reply)."
            })
    void proseInAComment(String prose) {
        assertThat(TextTidy.codeInComments("A.java", "// " + prose + "\n")).isEmpty();
    }

    @Test
    void aCitationThatDoesNotResolve() {
        assertThat(cited("Raft thesis @3.4")).isEmpty();
        assertThat(cited("Raft thesis @3.4, @3.6.1 and @4")).isEmpty();
        assertThat(cited(" * (Raft\n     * thesis @9.6)")).isEmpty();
        assertThat(cited("    // the Raft paper\n    // @5.4.2 says")).isEmpty();

        assertThat(cited("Raft thesis @3.12"))
                .containsExactly("1: no such heading: Raft thesis @3.12");
        assertThat(cited("Raft paper @9.6")).hasSize(1);
        assertThat(cited("Raft thesis @3.4, @3.99")).hasSize(1);
        assertThat(cited("\n\nas @3.4 says"))
                .containsExactly(
                        "3: a section of what? write Raft thesis or Raft paper before @3.4");
        assertThat(cited("Raft thesis @3.4. Elsewhere @3.5")).hasSize(1);
    }

    @Test
    void theListOfHeadingsIsRead() {
        assertThat(HEADINGS).contains("Raft thesis §9.6", "Raft paper §12").hasSizeGreaterThan(80);
    }

    @Test
    void aLinkToNothing() {
        String text =
                """
                [one](docs/one.md) [two](two.md#part) [elsewhere](https://example.org) [here](#here)
                `[not](a-link.md)`
                ```
                [not](a-link.md)
                ```
                """;
        assertThat(TextTidy.links("A.md", text, Set.of("docs/one.md", "two.md")::contains))
                .isEmpty();
        assertThat(TextTidy.links("A.md", text, Set.of("docs/one.md")::contains))
                .containsExactly(new Violation("A.md", 1, "a link to nothing: two.md#part"));
    }

    private static List<String> java(String path, String source) {
        return JavaTidy.violations(path, source).stream()
                .map(each -> each.line() + ": " + each.what())
                .toList();
    }

    private static String method(int lines) {
        return "class A {\nvoid run() {" + "\n".repeat(lines - 1) + "}\n}\n";
    }

    /** With an at sign for the section sign, or this file would cite what does not exist. */
    private static List<String> cited(String text) {
        return TextTidy.citations("A.java", text.replace('@', '§'), HEADINGS).stream()
                .map(each -> (each.line() + ": " + each.what()).replace('§', '@'))
                .toList();
    }
}
