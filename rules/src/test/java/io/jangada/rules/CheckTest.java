package io.jangada.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.rules.Sandbox.Run;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a copy of {@code ./check} in a sandbox, whose Maven writes the reports that a test wants.
 */
final class CheckTest {
    private static final List<String> TOOLS =
            List.of(
                    "awk",
                    "dirname",
                    "bash",
                    "cp",
                    "find",
                    "git",
                    "grep",
                    "mkdir",
                    "mktemp",
                    "readlink",
                    "rm",
                    "sed",
                    "sleep",
                    "touch",
                    "wc");

    @TempDir Path folder;
    private Sandbox sandbox;

    @BeforeEach
    void aCloneWithOneModule() throws Exception {
        sandbox = new Sandbox(folder, TOOLS);
        sandbox.jdk("jvm/jdk", "25");
        for (String file : List.of("check", "jangada", ".ci/run", ".gitignore")) {
            sandbox.copy(file);
        }
        sandbox.write("pom.xml", "<googlejavaformat.version>2.0.0</googlejavaformat.version>");
        sandbox.write("raft/pom.xml", "<project/>");
        sandbox.write(
                "raft/src/test/java/LogTest.java",
                "class LogTest {\n    @Test\n    void a() {}\n}\n");
        sandbox.write("target/formatter-2.0.0/complete", "");
        git("init", "-q");
        git("add", ".");
        for (String tool : List.of("etcd", "etcdctl", "strace", "xfs_io", "nft", "ip")) {
            sandbox.command(tool, "");
        }
        reports("surefire", "tests=\"7\" errors=\"0\" skipped=\"2\" failures=\"0\"");
    }

    @Test
    void theLastLineCounts() throws Exception {
        Run run = sandbox.run("check");
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out())
                .endsWith("\n5 passed, 0 failed, 2 skipped\n")
                .contains("== format: ok", "== build: ok");
        assertThat(run.out())
                .contains("raft         1 test classes")
                .doesNotContain("FAILED", "SKIP");
    }

    @Test
    void reportsOfAnEarlierRunAreNotCounted() throws Exception {
        Run first = sandbox.run("check");
        sandbox.command("mvn", "exit 0");
        assertThat(first.out()).endsWith("\n5 passed, 0 failed, 2 skipped\n");
        assertThat(sandbox.run("check", "--only", "slow").out())
                .endsWith("\n0 passed, 0 failed, 0 skipped\n");
    }

    @Test
    void aModuleWhoseTestsDidNotRunFails() throws Exception {
        sandbox.command("mvn", "exit 0");
        assertFails(
                sandbox.run("check"),
                "did not run: raft/src/test/java/LogTest.java",
                "FAILED: build");
    }

    @Test
    void endToEndTestsThatDidNotRunFail() throws Exception {
        sandbox.write(
                "raft/src/it/java/KillIT.java", "class KillIT {\n    @Test\n    void a() {}\n}\n");
        assertFails(
                sandbox.run("check"), "did not run: raft/src/it/java/KillIT.java", "FAILED: build");
    }

    @Test
    void slowTestsAndTheirParentsNeedNoReport() throws Exception {
        sandbox.write(
                "raft/src/test/java/LongTest.java",
                "@Tag(\"slow\")\nclass LongTest {\n    @Test\n}\n");
        sandbox.write("raft/src/test/java/Twins.java", "abstract class Twins {\n    @Test\n}\n");
        assertThat(sandbox.run("check").exit()).isZero();
    }

    @Test
    void aFailedTestFailsWhateverMavenSays() throws Exception {
        reports("surefire", "tests=\"9\" errors=\"1\" skipped=\"0\" failures=\"2\"");
        assertFails(sandbox.run("check"), "FAILED: tests", "6 passed, 3 failed, 0 skipped");
    }

    @Test
    void aBuildThatFailsFails() throws Exception {
        sandbox.command("mvn", "exit 1");
        assertFails(
                sandbox.run("check"),
                "== build: FAILED",
                "FAILED: build",
                "0 passed, 0 failed, 0 skipped");
    }

    @Test
    void aFileThatIsNotFormattedFails() throws Exception {
        Sandbox.script(folder.resolve("jvm/jdk/bin/java"), "echo raft/LogTest.java; exit 1");
        assertFails(
                sandbox.run("check"), "raft/LogTest.java", "run ./check --fix", "FAILED: format");
    }

    @Test
    void aTreeThatChangedFails() throws Exception {
        sandbox.command("mvn", "mkdir -p raft/target/surefire-reports; echo x > left-behind");
        assertFails(
                sandbox.run("check", "--only", "slow"),
                "the tracked tree changed",
                "left-behind",
                "FAILED: clean");
    }

    @Test
    void aScriptThatDoesNotParseFails() throws Exception {
        Sandbox.script(sandbox.tree().resolve(".ci/run"), "if true; then");
        Run run = sandbox.run("check", "--only", "scripts");
        assertFails(run, "FAILED: scripts");
        assertThat(run.err()).contains(".ci/run: line");
    }

    @Test
    void aMissingToolIsSkippedAtHome() throws Exception {
        Files.delete(sandbox.bin().resolve("strace"));
        Run run = sandbox.run("check");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("SKIP strace is not installed");
    }

    @Test
    void aMissingToolFailsInContinuousIntegration() throws Exception {
        Files.delete(sandbox.bin().resolve("strace"));
        sandbox.environment().put("CI", "true");
        assertFails(
                sandbox.run("check"),
                "strace is not installed, and tests need it",
                "FAILED: strace");
    }

    @Test
    void testsLearnThatToolsAreRequired() throws Exception {
        sandbox.environment().put("CI", "true");
        sandbox.command("mvn", "echo \"required: $JANGADA_REQUIRE_TOOLS\"");
        assertThat(sandbox.run("check", "--only", "slow").out()).contains("required: 1");
    }

    @Test
    void wordsItDoesNotKnowAreRefused() throws Exception {
        Run argument = sandbox.run("check", "--everything");
        assertThat(argument.exit()).isEqualTo(1);
        assertThat(argument.err()).contains("unknown argument: --everything", "./check --all");
        Run part = sandbox.run("check", "--only", "nothing");
        assertThat(part.exit()).isEqualTo(1);
        assertThat(part.err()).contains("no such part: nothing");
    }

    private static void assertFails(Run run, String... said) {
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.out()).contains(said);
    }

    @Test
    void aRowOfTheScoreboardIsTriedByItsTest() throws Exception {
        reports("failsafe", "tests=\"1\" errors=\"0\" skipped=\"0\" failures=\"0\"");
        Run good = sandbox.run("check", "--row", "27");
        assertThat(good.out()).isEqualTo("1 passed, 0 failed, 0 skipped\n");
        assertThat(good.exit()).isZero();
        reports("failsafe", "tests=\"2\" errors=\"0\" skipped=\"0\" failures=\"1\"");
        assertThat(sandbox.run("check", "--row", "27").exit()).isEqualTo(1);
        sandbox.command("mvn", "echo \"$@\"");
        Run none = sandbox.run("check", "--row", "27");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.out())
                .contains("-Dit.test=ManyPowerCutsIT ", "-Dscoreboard.root=/", " -Dit.cuts=500")
                .endsWith("\n0 passed, 0 failed, 0 skipped\n");
        Run unknown = sandbox.run("check", "--row", "3");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("no such row: 3; there are 27");
    }

    private void reports(String plugin, String counts) throws IOException {
        String reports = "raft/target/" + plugin + "-reports";
        String suite = "<testsuite name=\"LogTest\" time=\"0.1\" " + counts + ">";
        // Pauses, so that the report is newer than the start of the part on a coarse clock too.
        sandbox.command(
                "mvn",
                "sleep 0.05; mkdir -p "
                        + reports
                        + "; echo '"
                        + suite
                        + "' > "
                        + reports
                        + "/TEST-io.jangada.LogTest.xml");
    }

    private void git(String... arguments) throws Exception {
        Run run =
                Sandbox.finished(
                        sandbox.start(sandbox.bin().resolve("git"), sandbox.tree(), arguments));
        assertThat(run.exit()).as(run.toString()).isZero();
    }
}
