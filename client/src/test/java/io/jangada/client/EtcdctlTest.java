package io.jangada.client;

import static io.jangada.client.Etcd.Line.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jangada.client.Etcd.Line;
import io.jangada.client.Etcd.Run;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Our command line beside the real etcdctl, both at a real etcd: what they print and how they end
 * is the same, but for {@link Differences}.
 */
final class EtcdctlTest {

    private static final Map<String, String> PATIENT = Map.of("ETCDCTL_COMMAND_TIMEOUT", "60s");

    @TempDir private Path directory;

    @BeforeAll
    static void tools() {
        if (System.getenv("JANGADA_REQUIRE_TOOLS") != null) {
            assertThat(Etcd.installed()).as("etcd and etcdctl are on the PATH").isTrue();
        } else if (!Etcd.installed()) {
            System.out.println("SKIP EtcdctlTest: no etcd or no etcdctl on the PATH");
        }
        assumeThat(Etcd.installed()).isTrue();
    }

    /** One after the other on two fresh servers with the same ids, so that both may write. */
    @Test
    void printsWhatEtcdctlPrintsOnAServerOfItsOwn() throws Exception {
        int clientPort = FakeServer.freePort();
        int peerPort = FakeServer.freePort();
        List<Line> lines = CommandLines.changing();
        List<Run> theirs = new ArrayList<>();
        try (Etcd _ = Etcd.start(fresh("theirs"), clientPort, peerPort)) {
            for (Line line : lines) {
                theirs.add(Etcd.etcdctl(directory, clientPort, line));
            }
        }
        try (Etcd _ = Etcd.start(fresh("ours"), clientPort, peerPort)) {
            SoftAssertions softly = new SoftAssertions();
            for (int i = 0; i < lines.size(); i++) {
                compare(softly, lines.get(i), theirs.get(i), ours(clientPort, lines.get(i)));
            }
            softly.assertAll();
        }
        assertThat(lines.size()).isGreaterThan(60);
    }

    /** Side by side on one server, what only looks. */
    @Test
    void printsWhatEtcdctlPrintsOnTheSameServer() throws Exception {
        int clientPort = FakeServer.freePort();
        try (Etcd _ = Etcd.start(fresh("both"), clientPort, FakeServer.freePort())) {
            ours(clientPort, line("put", "k", "v"));
            SoftAssertions softly = new SoftAssertions();
            for (Line line : CommandLines.looking()) {
                Run theirs = Etcd.etcdctl(directory, clientPort, line);
                compare(softly, line, theirs, ours(clientPort, line));
            }
            softly.assertAll();
        }
    }

    /** What our client saves of a real etcd is what etcdctl takes. */
    @Test
    void savesWhatEtcdctlCanRead() throws Exception {
        int clientPort = FakeServer.freePort();
        Path file = directory.resolve("backup.db");
        Path other = directory.resolve("other.db");
        try (Etcd _ = Etcd.start(fresh("saved"), clientPort, FakeServer.freePort())) {
            ours(clientPort, line("put", "k", "v"));
            Line save = line("snapshot", "save", file.toString());
            compare(Etcd.etcdctl(directory, clientPort, save), ours(clientPort, save));
            ours(clientPort, line("snapshot", "save", file.toString()));
            Etcd.etcdctl(directory, clientPort, line("snapshot", "save", other.toString()));
            Run one = Etcd.etcdctl(directory, clientPort, status(file));
            assertThat(one.status()).as("%s", one).isZero();
            assertThat(one).isEqualTo(Etcd.etcdctl(directory, clientPort, status(other)));
        }
    }

    private static Line status(Path file) {
        return line("snapshot", "status", file.toString(), "-w", "json");
    }

    private static void compare(Run theirs, Run ours) {
        assertThat(ours.out()).isEqualTo(theirs.out());
        assertThat(ours.status()).isEqualTo(theirs.status());
    }

    /** A list with a dead endpoint: the others are shown, and the command has failed. */
    @Test
    void deadEndpointIsNamed() throws Exception {
        int clientPort = FakeServer.freePort();
        int dead = FakeServer.freePort();
        try (Etcd _ = Etcd.start(fresh("one"), clientPort, FakeServer.freePort())) {
            SoftAssertions softly = new SoftAssertions();
            for (String what : List.of("status", "health")) {
                Line line =
                        line(
                                "--endpoints=127.0.0.1:" + dead,
                                "--command-timeout",
                                "3s",
                                "endpoint",
                                what);
                Run theirs = Etcd.etcdctl(directory, clientPort, line);
                compare(softly, line, theirs, ours(clientPort, line));
            }
            softly.assertAll();
        }
    }

    private static void compare(SoftAssertions softly, Line line, Run theirs, Run ours) {
        softly.assertThat(Differences.common(line, ours, false))
                .as("%s%n they: %s%n we: %s", line, theirs, ours)
                .isEqualTo(Differences.common(line, theirs, true));
    }

    private Path fresh(String name) throws Exception {
        return Files.createDirectory(directory.resolve(name));
    }

    private static Run ours(int clientPort, Line line) {
        List<String> arguments = new ArrayList<>(List.of("--endpoints", "127.0.0.1:" + clientPort));
        arguments.addAll(line.arguments());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ByteArrayInputStream in = new ByteArrayInputStream(line.input().getBytes(ISO_8859_1));
        int status = Ctl.run(arguments, PATIENT, new Console(in, out, err));
        return new Run(out.toString(ISO_8859_1), err.toString(ISO_8859_1), status);
    }

    @Test
    void everyDifferenceIsInTheManual() throws Exception {
        assertThat(Differences.ALL).hasSizeGreaterThan(5);
        String manual = Files.readString(Path.of("..", "docs", "COMMANDS.md"));
        assertThat(Differences.ALL)
                .allSatisfy(difference ->
                        assertThat(manual.replaceAll("\\s+", " ")).contains(difference.title()));
    }
}
