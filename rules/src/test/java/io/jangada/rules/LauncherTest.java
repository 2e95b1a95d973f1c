package io.jangada.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a copy of {@code ./jangada} in a folder of its own, with a PATH of chosen commands and a JDK
 * and a Maven made of a few lines of shell: what is missing is really missing, and nothing is
 * built.
 */
final class LauncherTest {
    private static final List<String> TOOLS =
            List.of("bash", "readlink", "mkdir", "mv", "rm", "flock", "sleep", "touch");

    @TempDir Path folder;
    private Path clone;
    private Path bin;
    private final Map<String, String> environment = new TreeMap<>();

    private record Run(int exit, String out, String err) {}

    @BeforeEach
    void aCloneInAPathWithBlanks() throws IOException {
        clone = Files.createDirectories(folder.resolve("a clone"));
        Files.copy(Module.root().resolve("jangada"), clone.resolve("jangada"));
        Files.writeString(clone.resolve("pom.xml"), "<project/>");
        Path source = Files.createDirectories(clone.resolve("client/src/main/java"));
        Files.writeString(source.resolve("Main.java"), "class Main {}");

        bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            Path found =
                    Stream.of("/usr/bin", "/bin")
                            .map(each -> Path.of(each, tool))
                            .filter(Files::exists)
                            .findFirst()
                            .orElseThrow();
            script(bin.resolve(tool), "exec " + found + " \"$@\"");
        }
        environment.put("PATH", bin.toString());
        environment.put("HOME", folder.resolve("home").toString());
        environment.put("JANGADA_JVM_FOLDERS", folder.resolve("jvm").toString());
    }

    @Test
    void noJdkIsOneSentence() throws Exception {
        assertFails(run("put", "a", "b"), "no JDK 25 found: set JANGADA_JAVA_HOME");
    }

    @Test
    void aJdkOfAnotherVersionIsNone() throws Exception {
        jdk("jvm/jdk-17", "17.0.15");
        jdk("jvm/jdk-250", "250");
        assertFails(run("version"), "no JDK 25 found");
    }

    @Test
    void aJavaHomeThatIsGivenHasToBeRight() throws Exception {
        jdk("jvm/good", "25.0.3");
        environment.put("JANGADA_JAVA_HOME", jdk("seventeen", "17.0.15").toString());
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
        Path jdk = jdk(where, version);
        assertThat(run("java-home")).isEqualTo(new Run(0, jdk + "\n", ""));
    }

    @Test
    void aJdkIsFoundByJavaHomeAndThenByThePath() throws Exception {
        jdk("jvm/other", "25");
        Path onPath = jdk("path jdk", "25.0.2");
        Files.createSymbolicLink(bin.resolve("java"), onPath.resolve("bin/java"));
        assertThat(run("java-home").out()).isEqualTo(onPath + "\n");
        Path home = jdk("java home", "25.0.1");
        environment.put("JAVA_HOME", home.toString());
        assertThat(run("java-home").out()).isEqualTo(home + "\n");
        environment.put("JAVA_HOME", jdk("old", "17.0.1").toString());
        assertThat(run("java-home").out()).isEqualTo(onPath + "\n");
    }

    @Test
    void noMavenIsOneSentence() throws Exception {
        jdk("jvm/jdk", "25");
        assertFails(
                run("demo"),
                "cannot build: no mvn on the PATH; install Apache Maven 3.8.7 or newer");
    }

    @Test
    void noNetworkIsOneSentence() throws Exception {
        jdk("jvm/jdk", "25");
        maven(
                "echo '[ERROR] Could not transfer artifact a:b:pom:1 from/to central: Unknown"
                        + " host'; exit 1");
        assertFails(
                run("demo"),
                "cannot build: Maven cannot download what it needs, is there a network?");
    }

    @Test
    void anotherFailureNamesItsFirstError() throws Exception {
        jdk("jvm/jdk", "25");
        maven(
                "echo '[INFO] x'; echo '[ERROR] Main.java:[3,4] cannot find symbol'; echo '[ERROR]"
                        + " more'; exit 1");
        Run run = run("demo");
        assertFails(
                run,
                "cannot build: Main.java:[3,4] cannot find symbol. Details: "
                        + clone.resolve("target/build.log"));
        assertThat(clone.resolve("target/build.log")).content().contains("[INFO] x", "more");
        assertThat(clone.resolve("target/built")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneSentence() throws Exception {
        jdk("jvm/jdk", "25");
        maven("exit 0");
        // A file where the folder belongs: permissions would not stop root.
        Files.writeString(clone.resolve("target"), "");
        assertFails(
                run("demo"),
                "cannot build: the folder is not writable: " + clone.resolve("target"));
    }

    @Test
    void aPathThatNoClassPathCanHoldIsOneSentence() throws Exception {
        jdk("jvm/jdk", "25");
        Path colon = Files.createDirectories(folder.resolve("a:b"));
        Files.copy(clone.resolve("jangada"), colon.resolve("jangada"));
        assertFails(
                launch(colon.resolve("jangada"), folder, "version"),
                "the path of this clone has a colon");
    }

    @Test
    void itBuildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        jdk("jvm/jdk", "25");
        maven(building("client"));
        assertThat(run("put", "a", "b").err()).contains("jangada: building", "jangada: built");
        assertThat(run("put", "a", "b").err()).isEmpty();

        // Sources of tests are not part of what runs.
        Path test =
                Files.createDirectories(clone.resolve("client/src/test/java"))
                        .resolve("MainTest.java");
        Files.writeString(test, "");
        Files.setLastModifiedTime(test, later());
        assertThat(run("put", "a", "b").err()).isEmpty();

        Files.setLastModifiedTime(clone.resolve("client/src/main/java/Main.java"), later());
        assertThat(run("put", "a", "b").err()).contains("jangada: building");
        environment.put("JANGADA_NO_BUILD", "1");
        assertThat(run("put", "a", "b").err()).isEmpty();
    }

    @Test
    void theSecondTimeNeedsNoMaven() throws Exception {
        jdk("jvm/jdk", "25");
        maven(building("client"));
        assertThat(run("version").exit()).isZero();
        Files.delete(bin.resolve("mvn"));
        assertThat(run("version").exit()).isZero();
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        jdk("jvm/jdk", "25");
        maven("echo build >> " + quoted(folder.resolve("builds")) + "; " + building("client"));
        Process first = start(clone.resolve("jangada"), clone, "version");
        Process second = start(clone.resolve("jangada"), clone, "version");
        assertThat(finished(first).exit()).isZero();
        assertThat(finished(second).exit()).isZero();
        assertThat(folder.resolve("builds")).hasContent("build");
    }

    @Test
    void withoutFlockALockFolderDoes() throws Exception {
        Files.delete(bin.resolve("flock"));
        jdk("jvm/jdk", "25");
        maven(building("client"));
        // Left behind by a launcher that was killed: the owner's number is beyond any process.
        Path left = Files.createDirectories(clone.resolve("target/build.lock.d"));
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
        "bench, bench, ''"
    })
    void theFirstWordNamesTheProgram(String word, String module, String passed) throws Exception {
        jdk("jvm/jdk", "25");
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
        String jar = clone.resolve(module + "/target/" + module + "-0.1.0.jar").toString();
        assertThat(arguments.get(main - 1))
                .isEqualTo(jar + ":" + clone.resolve(module + "/target/lib") + "/*");
    }

    @Test
    void itWorksThroughLinksAndFromAnyFolder() throws Exception {
        jdk("jvm/jdk", "25");
        maven(building("client"));
        Path elsewhere = Files.createDirectories(folder.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("first"), clone.resolve("jangada"));
        Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("first"));
        Run run = launch(elsewhere.resolve("second"), elsewhere, "version");
        assertThat(run.out()).contains("io.jangada.client.Main");
        assertThat(run("version").out()).isEqualTo(run.out());
    }

    @Test
    void moreOptionsForTheJvm() throws Exception {
        jdk("jvm/jdk", "25");
        maven(building("server"));
        environment.put("JANGADA_JAVA_OPTS", "-Xmx1g -Dname=value");
        assertThat(run("server").out().lines())
                .contains("-Xmx1g", "-Dname=value", "-XX:+UseCompactObjectHeaders");
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

    /** A JDK as the launcher looks at it, whose java prints its arguments. */
    private Path jdk(String where, String version) throws IOException {
        Path home = folder.resolve(where);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "printf '%s\\n' \"$@\"");
        script(home.resolve("bin/javac"), "");
        return home;
    }

    private void maven(String body) throws IOException {
        script(bin.resolve("mvn"), body);
    }

    /** What a build leaves behind for one module. */
    private String building(String module) {
        String target = quoted(clone.resolve(module).resolve("target"));
        return "mkdir -p " + target + "/lib; : > " + target + "/" + module + "-0.1.0.jar";
    }

    private static String quoted(Path path) {
        return "'" + path + "'";
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static FileTime later() {
        return FileTime.from(Instant.now().plusSeconds(60));
    }

    private Run run(String... arguments) throws Exception {
        return launch(clone.resolve("jangada"), folder, arguments);
    }

    private Run launch(Path launcher, Path from, String... arguments) throws Exception {
        return finished(start(launcher, from, arguments));
    }

    private Process start(Path launcher, Path from, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Run finished(Process process) throws Exception {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), out, err);
    }
}
