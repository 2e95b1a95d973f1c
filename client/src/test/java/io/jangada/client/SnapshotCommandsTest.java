package io.jangada.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.SnapshotRequest;
import io.jangada.api.etcdserverpb.SnapshotResponse;
import io.jangada.client.Etcd.Run;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a server sends is in the file, whole, or there is no file. */
final class SnapshotCommandsTest {
    private static final ByteString DATABASE = ByteString.copyFrom(new byte[512 * 300]);

    @TempDir private Path folder;

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private List<ByteString> blobs = List.of();
    private @Nullable Status end = Status.OK;
    private Server server;

    @BeforeEach
    void start() throws IOException {
        int port = FakeServer.freePort();
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .addService(new Maintenance())
                        .build()
                        .start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    /** Sends the blobs, and ends as it is told, or not at all. */
    private final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        @Override
        public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> out) {
            ((ServerCallStreamObserver<SnapshotResponse>) out)
                    .setOnCancelHandler(cancelled::countDown);
            for (ByteString blob : blobs) {
                out.onNext(SnapshotResponse.newBuilder().setBlob(blob).build());
            }
            Status status = end;
            if (status != null && status.isOk()) {
                out.onCompleted();
            } else if (status != null) {
                out.onError(status.asRuntimeException());
            }
        }
    }

    private static ByteString sum(ByteString of) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return ByteString.copyFrom(digest.digest(of.toByteArray()));
    }

    private void whole() throws Exception {
        blobs =
                List.of(
                        DATABASE.substring(0, 32 << 10),
                        DATABASE.substring(32 << 10),
                        sum(DATABASE));
    }

    private Path file() {
        return folder.resolve("backup.db");
    }

    private Run save(String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--endpoints",
                                "127.0.0.1:" + server.getPort(),
                                "snapshot",
                                "save"));
        arguments.addAll(List.of(more));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(new byte[0]), out, err);
        int status = Ctl.run(arguments, Map.of(), console);
        return new Run(out.toString(ISO_8859_1), err.toString(ISO_8859_1), status);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).toList();
        }
    }

    @Test
    void theFileHasWhatCameForItsOwnerAlone() throws Exception {
        whole();
        Files.writeString(folder.resolve("backup.db.part"), "left by one that was killed");
        Run run = save(file().toString());
        assertThat(run).isEqualTo(new Run("Snapshot saved at " + file() + "\n", "", 0));
        assertThat(Files.readAllBytes(file()))
                .isEqualTo(DATABASE.concat(sum(DATABASE)).toByteArray());
        assertThat(names()).containsExactly("backup.db");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void aStreamThatBreaksLeavesTheFileAsItWas() throws Exception {
        whole();
        blobs = blobs.subList(0, 2);
        Files.writeString(file(), "yesterday's");
        end = Status.INTERNAL.withDescription("boom");
        Run run = save(file().toString());
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .endsWith(
                        "Error: rpc error: code = Internal desc = "
                                + "127.0.0.1:"
                                + server.getPort()
                                + ": boom\n");
        assertThat(run.status()).isEqualTo(1);
        assertThat(file()).hasContent("yesterday's");
        assertThat(names()).containsExactly("backup.db");
    }

    @Test
    void aSumThatIsMissingOrWrongIsNoBackup() throws Exception {
        whole();
        List<ByteString> all = blobs;
        blobs = all.subList(0, 2);
        assertThat(save(file().toString()).err())
                .isEqualTo("Error: sha256 checksum not found [bytes: 153600]\n");
        blobs = List.of(all.get(0), all.get(1), sum(ByteString.EMPTY));
        assertThat(save(file().toString()).err())
                .isEqualTo("Error: the sha256 checksum is not that of what came; try again\n");
        assertThat(names()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws Exception {
        whole();
        Path missing = folder.resolve("missing").resolve("backup.db");
        assertThat(save(missing.toString()))
                .isEqualTo(
                        new Run(
                                "",
                                "Error: could not save to %s: no such file or directory\n"
                                        .formatted(missing),
                                1));
        Path below = Files.createFile(folder.resolve("file")).resolve("backup.db");
        assertThat(save(below.toString()))
                .isEqualTo(
                        new Run(
                                "",
                                "Error: could not save to %s: Not a directory\n".formatted(below),
                                1));
    }

    /** Such as when the disk is full: the server need not keep what it has taken for us. */
    @Test
    void whoCannotGoOnTellsTheServer() throws Exception {
        whole();
        end = null;
        String endpoint = "127.0.0.1:" + server.getPort();
        try (Client client = Client.connect(endpoint)) {
            assertThatThrownBy(() ->
                            client.snapshot(
                                    endpoint,
                                    null,
                                    (_, _) -> {
                                        throw new IOException("full");
                                    }))
                    .hasMessage("full");
            // Long before the connection would be found broken.
            assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** As for every command, but only where it was asked for. */
    @Test
    void aLimitOfTimeHoldsAndTheServerIsTold() throws Exception {
        whole();
        end = null;
        Run run = save(file().toString(), "--command-timeout=500ms");
        assertThat(run.err()).endsWith("Error: context deadline exceeded\n");
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(names()).isEmpty();
    }

    @Test
    void whatIsWrongIsFoundBeforeAnythingIsSent() throws Exception {
        String one = "Error: snapshot save expects one argument\n";
        assertThat(save().err()).isEqualTo(one);
        assertThat(save("a", "b").err()).isEqualTo(one);
        assertThat(save(file().toString(), "--endpoints=h:1,h:2").err())
                .startsWith(
                        "Error: snapshot must be requested to one selected node, not multiple [");
        assertThat(names()).isEmpty();
    }

    @Test
    void progressIsShownOnATerminalAfterASecond() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(new byte[0]), err, err);
        long[] now = {0};
        for (boolean terminal : new boolean[] {false, true}) {
            try (Progress progress = new Progress(console, terminal, () -> now[0])) {
                now[0] += 999_999_999;
                progress.at(1000, 9000);
                now[0]++;
                progress.at(2000, 8000);
                now[0] += 100_000_000;
                progress.at(3000, 7000);
            }
        }
        assertThat(err.toString(ISO_8859_1)).isEqualTo("\r\033[K2.0 kB of 10 kB\r\033[K");
    }
}
