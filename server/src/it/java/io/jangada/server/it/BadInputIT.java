package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.KeyValue;
import io.jangada.server.it.Program.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** What is wrong is said in one line, and harms nobody. */
final class BadInputIT {
    private static final int REFUSED = 1;

    @RegisterExtension static final Cluster CLUSTER = Cluster.of();

    @TempDir(factory = OnDisk.class)
    private Path folder;

    @AfterEach
    void allMembersServe() {
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            CLUSTER.client(i).put("after", "member " + i);
            assertThat(CLUSTER.client(i).get("after").map(KeyValue::text)).hasValue("member " + i);
        }
    }

    @Test
    void anEmptyKeyIsRefused() {
        CallException refused =
                catchThrowableOfType(CallException.class, () -> CLUSTER.client(0).put("", "value"));
        assertThat(refused).isInstanceOf(CallException.Failed.class);
        assertThat(refused.code()).isEqualTo("INVALID_ARGUMENT");
        assertThat(refused).hasMessage("etcdserver: key is not provided");
    }

    /** A command may have 1.5 MiB; what is much larger is not even read. */
    @Test
    void anOversizedRequestIsRefused() {
        Client client = CLUSTER.client(0);
        CallException large =
                catchThrowableOfType(
                        CallException.class, () -> client.put("large", "x".repeat(1_600_000)));
        assertThat(large.code()).isEqualTo("INVALID_ARGUMENT");
        assertThat(large).hasMessage("etcdserver: request is too large");
        CallException huge =
                catchThrowableOfType(
                        CallException.class, () -> client.put("large", "x".repeat(5_000_000)));
        assertThat(huge.code()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(huge)
                .hasMessageMatching(
                        ".*grpc: received message larger than max \\(5[0-9]{6} vs\\. 2097152\\)");
        assertThat(client.get("large")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--nmae=x | unknown flag --nmae; did you mean --name?",
                "--listen-client-urls=localhost:1 | --listen-client-urls: \"localhost:1\" is not"
                        + " of the form http://host:port",
                "--listen-peer-urls=http://127.0.0.1 | --listen-peer-urls: \"http://127.0.0.1\" is"
                        + " not of the form http://host:port",
                "--initial-cluster=m0 | --initial-cluster: \"m0\" is not of the form name=URL",
                "--config-file=/no/such/file | --config-file: /no/such/file cannot be read:"
                        + " /no/such/file",
                "--election-timeout=ten | --election-timeout: \"ten\" is not a number"
            })
    void aWrongFlagIsNamedWithItsValue(String flag, String sentence) throws IOException {
        assertThat(server(flag, "--advertise-client-urls=http://127.0.0.1:1"))
                .isEqualTo(new Run("jangada: " + sentence + "\n", REFUSED));
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aDirectoryInUseIsLeftAlone() throws IOException {
        Path data = CLUSTER.data(1);
        Run run = member(1, data);
        assertThat(run.status()).isEqualTo(REFUSED);
        assertThat(run.out())
                .matches("jangada: data directory \\Q" + data + "\\E: .* is in use by member .*\n");
    }

    @Test
    void aDirectoryOfAnotherMemberIsLeftAlone() throws IOException {
        Path copy = copy(0);
        Run run = member(1, copy);
        assertThat(run.status()).isEqualTo(REFUSED);
        assertThat(run.out())
                .matches(
                        "jangada: data directory \\Q"
                                + copy
                                + "\\E: it is of member [0-9a-f]+, not [0-9a-f]+; if the members"
                                + " were changed since, start it with --initial-cluster-state"
                                + " existing\n");
    }

    @Test
    void aDirectoryOfAnotherClusterIsLeftAlone() throws IOException {
        Path copy = copy(0);
        Run run = member(0, copy, "--initial-cluster-token=other");
        assertThat(run.status()).isEqualTo(REFUSED);
        assertThat(run.out())
                .matches(
                        "jangada: data directory \\Q"
                                + copy
                                + "\\E: it is of cluster [0-9a-f]+, not [0-9a-f]+; if the members"
                                + " were changed since, start it with --initial-cluster-state"
                                + " existing\n");
    }

    @Test
    void aDirectoryOfANewerFormatIsLeftAlone() throws IOException {
        Path copy = copy(0);
        Path identity = copy.resolve("member").resolve("identity");
        ByteBuffer blocks = ByteBuffer.wrap(Files.readAllBytes(identity));
        for (int at = 0; at < blocks.limit(); at += 4096) {
            blocks.putShort(at + 4, (short) 4);
            CRC32C crc = new CRC32C();
            crc.update(blocks.slice(at, 4092));
            blocks.putInt(at + 4092, (int) crc.getValue());
        }
        Files.write(identity, blocks.array());
        assertThat(member(0, copy))
                .isEqualTo(
                        new Run(
                                "jangada: data directory "
                                        + copy
                                        + ": identity: format 4 is newer than 3, the newest that"
                                        + " this program knows; use the version that wrote it\n",
                                REFUSED));
        assertThat(Files.readAllBytes(identity)).isEqualTo(blocks.array());
    }

    /** It has the addresses of a member, but another cluster's id. */
    @Test
    void aPeerOfAnotherClusterIsRefused() {
        CLUSTER.member(2).signal("TERM");
        assertThat(CLUSTER.member(2).awaitExit()).isZero();
        List<String> command = command(2, folder.resolve("data"), "--initial-cluster-token=other");
        try (Program stranger = Program.start(folder.resolve("stranger.log"), command)) {
            String line =
                    ".* WARN .*: refused the peer at /127\\.0\\.0\\.1:[0-9]+: cluster id differs:"
                            + " this member has [0-9a-f]+, the peer says [0-9a-f]+.*";
            Await.until("m0 refuses", () -> logged(0, line));
            stranger.awaitLine(" WARN  Link: refused by peer ");
            CLUSTER.client(0).put("meanwhile", "two of three");
            assertThat(stranger.log()).doesNotContain("ready to serve");
        } finally {
            CLUSTER.start(2);
        }
        CLUSTER.awaitServing(2);
        assertThat(CLUSTER.client(2).get("meanwhile").map(KeyValue::text)).hasValue("two of three");
    }

    @Test
    void garbageOnThePortForClientsIsCutOff() throws IOException {
        int port = Integer.parseInt(CLUSTER.endpoint(0).substring("127.0.0.1:".length()));
        garbage(port);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            socket.getOutputStream().write("gar bage\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n");
        }
    }

    @Test
    void garbageOnThePortForMembersIsCutOff() throws IOException {
        garbage(CLUSTER.peerPorts().get(0));
        Await.until(
                "a complaint",
                () ->
                        logged(
                                0,
                                ".*: Transport failed: .*client preface string missing or"
                                        + " corrupt.*"));
    }

    private static boolean logged(int member, String line) {
        return CLUSTER.member(member).log().lines().anyMatch(logged -> logged.matches(line));
    }

    private static void garbage(int port) throws IOException {
        Random random = new Random(port);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(4096)];
            random.nextBytes(bytes);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout((int) Await.PATIENCE.toMillis());
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (SocketException _) {
                // Cut off at once is as good as an answer.
            }
        }
        assertThat(CLUSTER.member(0).isAlive()).isTrue();
    }

    /** Runs a server that is expected not to start. */
    private Run server(String... flags) {
        List<String> command = new ArrayList<>(Jangada.server());
        command.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        command.addAll(List.of(flags));
        return Program.run(folder, command);
    }

    /** Runs a second process with the flags of a member of the cluster, but its data elsewhere. */
    private Run member(int i, Path data, String... flags) {
        return Program.run(folder, command(i, data, flags));
    }

    private static List<String> command(int i, Path data, String... flags) {
        List<String> command = new ArrayList<>(CLUSTER.command(i, data));
        command.addAll(List.of(flags));
        return command;
    }

    /** A copy of what a member has on disk, without its lock. */
    private Path copy(int i) throws IOException {
        Path from = CLUSTER.data(i);
        Path to = folder.resolve("copy");
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
        return to;
    }
}
