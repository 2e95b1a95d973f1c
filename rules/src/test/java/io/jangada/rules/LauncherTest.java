package io.jangada.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.rules.Sandbox.Run;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Runs a copy of {@code ./jangada} in a sandbox. */
final class LauncherTest {
    private static final List<String> TOOLS =
            List.of("bash", "readlink", "mkdir", "mv", "rm", "flock", "sleep");

    @TempDir Path folder;
    private Sandbox sandbox;

    @BeforeEach
    void aClone() throws IOException {
        sandbox = new Sandbox(folder, TOOLS);
        sandbox.copy("jangada");
        sandbox.write("pom.xml", "<project/>");
        sandbox.write("client/src/main/java/Main.java", "class Main {}");
    }

    @Test
    void noJdkIsOneSentence() throws Exception {
        assertFails(run("put", "a", "b"), "no JDK 25 found: set JANGADA_JAVA_HOME");
    }

    @Test
    void aJdkOfAnotherVersionIsNone() throws Exception {
        sandbox.jdk("jvm/jdk-17", "17.0.15");
        sandbox.jdk("jvm/jdk-250", "250");
        assertFails(run("version"), "no JDK 25 found");
    }

    @Test
    void aJavaHomeThatIsGivenHasToBeRight() throws Exception {
        sandbox.jdk("jvm/good", "25.0.3");
        sandbox.environment()
                .put("JANGADA_JAVA_HOME", sandbox.jdk("seventeen", "17.0.15").toString());
        assertFails(
                run("version"),
                "JANGADA_JAVA_HOME is not a JDK 25: " + folder.resolve("seventeen"));
    }

    @ParameterizedTest
    @CsvSource({
        "jvm/temurin-25, 25",
        "jvm/mac.jdk/Contents/Home, 25.0.1",
        "home/.jdks/a b, 25.0.3",
        "home/.sdkman/candidates/java/25.0.3-tem, 25.0.3"
    })
    void aJdkIsFoundInTheUsualFolders(String where, String version) throws Exception {
        Path jdk = sandbox.jdk(where, version);
        assertThat(run("java-home")).isEqualTo(new Run(0, jdk + "\n", ""));
    }

    @Test
    void aJdkIsFoundByJavaHomeAndThenByThePath() throws Exception {
        sandbox.jdk("jvm/other", "25");
        Path onPath = sandbox.jdk("path jdk", "25.0.2");
        Files.createSymbolicLink(sandbox.bin().resolve("java"), onPath.resolve("bin/java"));
        assertThat(run("java-home").out()).isEqualTo(onPath + "\n");
        Path home = sandbox.jdk("java home", "25.0.1");
        sandbox.environment().put("JAVA_HOME", home.toString());
        assertThat(run("java-home").out()).isEqualTo(home + "\n");
        sandbox.environment().put("JAVA_HOME", sandbox.jdk("old", "17.0.1").toString());
        assertThat(run("java-home").out()).isEqualTo(onPath + "\n");
    }

    @Test
    void noMavenIsOneSentence() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        assertFails(
                run("demo"),
                "cannot build: no mvn on the PATH; install Apache Maven 3.8.7 or newer");
    }

    @Test
    void noNetworkIsOneSentence() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven(
                "echo '[ERROR] Could not transfer artifact a:b:pom:1 from/to central: Unknown"
                        + " host'; exit 1");
        assertFails(
                run("demo"),
                "cannot build: Maven cannot download what it needs, is there a network?");
    }

    @Test
    void anotherFailureNamesItsFirstError() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven(
                "echo '[INFO] x'; echo '[ERROR] COMPILATION ERROR'; echo '[ERROR] Main.java:[3,4]"
                        + " cannot find symbol'; echo '[ERROR] more'; exit 1");
        Run run = run("demo");
        assertFails(
                run,
                "cannot build: Main.java:[3,4] cannot find symbol. Details: "
                        + sandbox.tree().resolve("target/build.log"));
        assertThat(sandbox.tree().resolve("target/build.log"))
                .content()
                .contains("[INFO] x", "more");
        assertThat(sandbox.tree().resolve("target/built")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneSentence() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven("exit 0");
        // A file where the folder belongs: permissions would not stop root.
        Files.writeString(sandbox.tree().resolve("target"), "");
        assertFails(
                run("demo"),
                "cannot build: the folder is not writable: " + sandbox.tree().resolve("target"));
    }

    @Test
    void aPathThatNoClassPathCanHoldIsOneSentence() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        Path colon = Files.createDirectories(folder.resolve("a:b"));
        Files.copy(sandbox.tree().resolve("jangada"), colon.resolve("jangada"));
        assertFails(
                Sandbox.finished(sandbox.start(colon.resolve("jangada"), folder, "version")),
                "the path of this clone has a colon");
    }

    @Test
    void itBuildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven(building("client"));
        assertThat(run("put", "a", "b").err()).contains("jangada: building", "jangada: built");
        assertThat(run("put", "a", "b").err()).isEmpty();

        // Sources of tests are not part of what runs.
        Path test =
                Files.createDirectories(sandbox.tree().resolve("client/src/test/java"))
                        .resolve("MainTest.java");
        Files.writeString(test, "");
        Files.setLastModifiedTime(test, later());
        assertThat(run("put", "a", "b").err()).isEmpty();

        Files.setLastModifiedTime(
                sandbox.tree().resolve("client/src/main/java/Main.java"), later());
        assertThat(run("put", "a", "b").err()).contains("jangada: building");

        Path words =
                Files.createDirectories(sandbox.tree().resolve("raft/src/words/java"))
                        .resolve("Words.java");
        Files.writeString(words, "");
        Files.setLastModifiedTime(words, later());
        assertThat(run("put", "a", "b").err()).contains("jangada: building");
        sandbox.environment().put("JANGADA_NO_BUILD", "1");
        assertThat(run("put", "a", "b").err()).isEmpty();
    }

    @Test
    void theSecondTimeNeedsNoMaven() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven(building("client"));
        assertThat(run("version").exit()).isZero();
        Files.delete(sandbox.bin().resolve("mvn"));
        assertThat(run("version").exit()).isZero();
    }

    @Test
    void whatAnOlderVersionLeftIsNotRun() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven(building("server"));
        Path target = Files.createDirectories(sandbox.tree().resolve("server/target"));
        Path program = Files.createFile(target.resolve("server-0.1.0.jar"));
        Path library =
                Files.createFile(
                        Files.createDirectories(target.resolve("lib")).resolve("raft-0.1.0.jar"));

        assertThat(run("server").out()).contains("server-0.3.0.jar").doesNotContain("0.1.0");
        assertThat(program).doesNotExist();
        assertThat(library).doesNotExist();
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven("echo build >> " + quoted(folder.resolve("builds")) + "; " + building("client"));
        Process first = sandbox.start(sandbox.tree().resolve("jangada"), folder, "version");
        Process second = sandbox.start(sandbox.tree().resolve("jangada"), folder, "version");
        assertThat(Sandbox.finished(first).exit()).isZero();
        assertThat(Sandbox.finished(second).exit()).isZero();
        assertThat(folder.resolve("builds")).hasContent("build");
    }

    @Test
    void withoutFlockALockFolderDoes() throws Exception {
        Files.delete(sandbox.bin().resolve("flock"));
        sandbox.jdk("jvm/jdk", "25");
        maven(building("client"));
        // Left behind by a launcher that was killed: the owner's number is beyond any process.
        Path left = Files.createDirectories(sandbox.tree().resolve("target/build.lock.d"));
        Files.writeString(left.resolve("owner"), "99999999\n");
        assertThat(run("version").exit()).isZero();
        assertThat(left).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "put, client, put", "get, client, get", "member, client, member",
                "endpoint, client, endpoint",
        "version, client, version", "server, server, server", "demo, server, demo",
                "replay, server, replay",
        "bench, bench, ''", "example, examples, ''"
    })
    void theFirstWordNamesTheProgram(String word, String module, String passed) throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven(building(module));
        Run run = run(word, "a b", "--flag=c d");
        List<String> arguments = run.out().lines().toList();
        int main = arguments.indexOf("io.jangada." + module + ".Main");
        assertThat(main).as(run.toString()).isPositive();
        List<String> expected = new ArrayList<>(List.of("a b", "--flag=c d"));
        if (!passed.isEmpty()) {
            expected.addFirst(passed);
        }
        assertThat(arguments.subList(main + 1, arguments.size())).isEqualTo(expected);
        String jar = sandbox.tree().resolve(module + "/target/" + module + "-0.3.0.jar").toString();
        assertThat(arguments.get(main - 1))
                .isEqualTo(jar + ":" + sandbox.tree().resolve(module + "/target/lib") + "/*");
    }

    /** Flags may stand before the words; what only looks like the words is left alone. */
    @ParameterizedTest
    @CsvSource({
        "snapshot save f, client, snapshot save f",
        "snapshot --help, client, snapshot --help",
        "snapshot, client, snapshot",
        "snapshot status f -w json, server, snapshot status f -w json",
        "-w table snapshot status f, server, snapshot status -w table f",
        "--endpoints h:1 --write-out=json --hex snapshot status f,"
                + "server, snapshot status --write-out=json f",
        "snapshot restore f --name a, server, snapshot restore f --name a",
        "--command-timeout=3s --dial-timeout 1s snapshot restore f, server, snapshot restore f",
        "put snapshot status, client, put snapshot status",
        "get --prefix snapshot restore, client, get --prefix snapshot restore",
        "-w json get snapshot restore, client, -w json get snapshot restore",
        "-w, client, -w"
    })
    void aBackupIsLookedAtByTheServer(String line, String module, String passed) throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven(building(module));
        List<String> arguments = run(line.split(" ")).out().lines().toList();
        int main = arguments.indexOf("io.jangada." + module + ".Main");
        assertThat(main).isPositive();
        assertThat(String.join(" ", arguments.subList(main + 1, arguments.size())))
                .isEqualTo(passed);
    }

    @Test
    void itWorksThroughLinksAndFromAnyFolder() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven(building("client"));
        Path elsewhere = Files.createDirectories(folder.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("first"), sandbox.tree().resolve("jangada"));
        Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("first"));
        Run run =
                Sandbox.finished(sandbox.start(elsewhere.resolve("second"), elsewhere, "version"));
        assertThat(run.out()).contains("io.jangada.client.Main");
        assertThat(run("version").out()).isEqualTo(run.out());
    }

    @Test
    void moreOptionsForTheJvm() throws Exception {
        sandbox.jdk("jvm/jdk", "25");
        maven(building("server"));
        sandbox.environment().put("JANGADA_JAVA_OPTS", "-Xmx1g -Dname=value");
        assertThat(run("server").out().lines())
                .contains("-Xmx1g", "-Dname=value", "-XX:+UseCompactObjectHeaders")
                .contains("-XX:+UseG1GC")
                // The demo keeps its data below it.
                .contains("-Djangada.root=" + sandbox.tree());
        sandbox.environment().put("JANGADA_JAVA_OPTS", "-XX:+UseZGC");
        assertThat(run("server").out().lines())
                .contains("-XX:+UseZGC")
                .doesNotContain("-XX:+UseG1GC");
    }

    @Test
    void withoutAWordItTeaches() throws Exception {
        Run run = run();
        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("demo", "put KEY VALUE", "endpoint status|health", "server", "bench");
        assertThat(run("--help")).isEqualTo(run);
        assertThat(run("help")).isEqualTo(run);
    }

    private static void assertFails(Run run, String sentence) {
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        List<String> complaints =
                run.err().lines().filter(line -> !line.startsWith("jangada: building")).toList();
        assertThat(complaints).singleElement().asString().startsWith("jangada: " + sentence);
    }

    private void maven(String body) throws IOException {
        sandbox.command("mvn", body);
    }

    /** What a build leaves behind for one module. */
    private String building(String module) {
        String target = quoted(sandbox.tree().resolve(module).resolve("target"));
        return "mkdir -p " + target + "/lib; : > " + target + "/" + module + "-0.3.0.jar";
    }

    private static String quoted(Path path) {
        return "'" + path + "'";
    }

    private static FileTime later() {
        return FileTime.from(Instant.now().plusSeconds(60));
    }

    private Run run(String... arguments) throws Exception {
        return sandbox.run("jangada", arguments);
    }
}
