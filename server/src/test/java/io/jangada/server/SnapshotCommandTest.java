package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;

import io.grpc.Status;
import io.jangada.api.etcdserverpb.ClusterGrpc;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.MemberListRequest;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.api.etcdserverpb.SnapshotRequest;
import io.jangada.node.storage.FileDisk;
import io.jangada.server.backup.BackupFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** A backup of a member in this JVM is looked at, and restored to another. */
final class SnapshotCommandTest {
    private static final int KEYS = 20;

    @TempDir private static Path shared;
    private static Path backup = Path.of("");

    /** Of the last put. */
    private static long revision;

    private static long clusterId;

    @TempDir private Path folder;

    @BeforeAll
    static void save() throws Exception {
        backup = shared.resolve("backup.db");
        try (TestMember member = TestMember.start(shared.resolve("data"))) {
            for (int i = 0; i < KEYS; i++) {
                put(member, "k" + i);
            }
            revision = put(member, "k0");
            clusterId = list(member).getHeader().getClusterId();
            try (OutputStream out = Files.newOutputStream(backup)) {
                MaintenanceGrpc.newBlockingStub(member.channel())
                        .snapshot(SnapshotRequest.getDefaultInstance())
                        .forEachRemaining(answer -> write(out, answer.getBlob()));
            }
        }
    }

    private static void write(OutputStream out, ByteString blob) {
        try {
            blob.writeTo(out);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static long put(TestMember member, String key) {
        return KVGrpc.newBlockingStub(member.channel())
                .put(
                        PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .setValue(ByteString.copyFromUtf8("v" + key))
                                .build())
                .getHeader()
                .getRevision();
    }

    private static io.jangada.api.etcdserverpb.MemberListResponse list(TestMember member) {
        return ClusterGrpc.newBlockingStub(member.channel())
                .memberList(MemberListRequest.newBuilder().setLinearizable(true).build());
    }

    private static void refused(String why, String... arguments) {
        assertThat(Said.run(arguments)).isEqualTo(new Said(1, "", "jangada: " + why + "\n"));
    }

    @Test
    void statusSaysWhatTheBackupIsOf() throws Exception {
        BackupFile file = BackupFile.read(backup, true, _ -> {});
        String hash = Integer.toHexString(file.hash());
        long bytes = Files.size(backup);
        String size = BackupText.size(bytes);
        String simple = "%s, %d, %d, %s, 3.6.0\n".formatted(hash, revision, KEYS, size);
        assertThat(Said.run("snapshot", "status", backup.toString()))
                .isEqualTo(new Said(0, simple, ""));
        long number = Integer.toUnsignedLong(file.hash());
        assertThat(Said.run("snapshot", "status", backup.toString(), "-w", "json").out())
                .isEqualTo(
                        ("{\"hash\":%d,\"revision\":%d,\"totalKey\":%d,\"totalSize\":%d,"
                                        + "\"version\":\"3.6.0\"}\n")
                                .formatted(number, revision, KEYS, bytes));
        assertThat(Said.run("snapshot", "status", "--write-out=fields", backup.toString()).out())
                .isEqualTo(
                        """
                        "Hash" : %d
                        "Revision" : %d
                        "Keys" : %d
                        "Size" : %d
                        "Version" : 3.6.0
                        """
                                .formatted(number, revision, KEYS, bytes));
        List<String> table =
                Said.run("snapshot", "status", backup.toString(), "-w", "table")
                        .out()
                        .lines()
                        .toList();
        assertThat(table).hasSize(5);
        assertThat(table.get(1)).contains("REVISION | TOTAL KEYS | TOTAL SIZE | VERSION |");
        assertThat(table.get(3)).contains("|         20 |").endsWith("|   3.6.0 |");
        assertThat(table).allMatch(line -> line.length() == table.getFirst().length());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "9940, 9.9 kB",
        "9960, 10 kB",
        "25400, 25 kB"
    })
    void sizesAreForPeople(long bytes, String text) {
        assertThat(BackupText.size(bytes)).isEqualTo(text);
    }

    @Test
    void whatCannotBeLookedAtIsRefusedInOneLine() throws Exception {
        refused("snapshot status requires exactly one argument", "snapshot", "status");
        refused("snapshot status requires exactly one argument", "snapshot", "status", "a", "b");
        refused("unsupported output format", "snapshot", "status", "a", "-w", "xml");
        refused("unknown flag: --wal-dir", "snapshot", "restore", "a", "--wal-dir=b");
        Path missing = folder.resolve("missing");
        refused(missing + ": no such file", "snapshot", "status", missing.toString());
        refused("snapshot needs one of save, status and restore", "snapshot");
        byte[] bytes = Files.readAllBytes(backup);
        bytes[600] ^= 1;
        Path damaged = Files.write(folder.resolve("damaged"), bytes);
        refused(
                damaged + " at 512: chunk 0 is damaged; use another copy, or take another backup",
                "snapshot",
                "status",
                damaged.toString());
        assertThat(restore(damaged, "a", TestMember.freePort(), "--skip-hash-check").err())
                .contains("chunk 0 is damaged");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "restore"})
    void bothExplainThemselves(String command) {
        Said help = Said.run("snapshot", command, "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).startsWith("Usage: jangada snapshot " + command);
    }

    /** As the only member of a new cluster. */
    private Said restore(Path file, String directory, int peerPort, String... flags) {
        String peer = "http://127.0.0.1:" + peerPort;
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "snapshot",
                                "restore",
                                file.toString(),
                                "--data-dir",
                                folder.resolve(directory).toString(),
                                "--initial-cluster",
                                "default=" + peer,
                                "--initial-advertise-peer-urls",
                                peer));
        arguments.addAll(List.of(flags));
        return Said.run(arguments.toArray(String[]::new));
    }

    private TestMember start(String directory, int peerPort, String... flags) throws Exception {
        String peer = "http://127.0.0.1:" + peerPort;
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--listen-peer-urls=" + peer,
                                "--initial-advertise-peer-urls=" + peer,
                                "--initial-cluster=default=" + peer));
        all.addAll(List.of(flags));
        return TestMember.start(folder.resolve(directory), all.toArray(String[]::new));
    }

    private static RangeResponse range(TestMember member, long at) {
        ByteString zero = ByteString.copyFrom(new byte[1]);
        return KVGrpc.newBlockingStub(member.channel())
                .range(
                        RangeRequest.newBuilder()
                                .setKey(zero)
                                .setRangeEnd(zero)
                                .setRevision(at)
                                .build());
    }

    @Test
    void aRestoredMemberHasTheKeysAndTheHistory() throws Exception {
        int port = TestMember.freePort();
        Said said = restore(backup, "a", port);
        assertThat(said.err()).isEmpty();
        assertThat(said.exit()).isZero();
        assertThat(said.out())
                .startsWith(
                        "Restored 20 keys at revision %d to %s\n"
                                .formatted(revision, folder.resolve("a")));
        try (TestMember member = start("a", port)) {
            RangeResponse all = range(member, 0);
            assertThat(all.getHeader().getRevision()).isEqualTo(revision);
            assertThat(all.getCount()).isEqualTo(KEYS);
            assertThat(all.getKvs(0).getVersion()).isEqualTo(2);
            assertThat(range(member, revision - 1).getKvs(0).getVersion()).isOne();
            assertThat(put(member, "more")).isEqualTo(revision + 1);
            assertThat(list(member).getMembersList())
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.getName()).isEqualTo("default");
                        assertThat(one.getPeerURLsList())
                                .containsExactly("http://127.0.0.1:" + port);
                    });
        }
        try (TestMember member = start("a", port)) {
            assertThat(range(member, 0).getCount()).isEqualTo(KEYS + 1);
        }
    }

    @Test
    void aRaisedRevisionIsCompacted() throws Exception {
        int port = TestMember.freePort();
        Said said = restore(backup, "a", port, "--bump-revision=1000", "--mark-compacted");
        long raised = revision + 1000;
        assertThat(said.out()).startsWith("Restored 20 keys at revision " + raised + " to ");
        try (TestMember member = start("a", port)) {
            RangeResponse all = range(member, 0);
            assertThat(all.getHeader().getRevision()).isEqualTo(raised);
            assertThat(all.getCount()).isEqualTo(KEYS);
            assertThat(range(member, raised).getCount()).isEqualTo(KEYS);
            for (long old : new long[] {1, revision, raised - 1}) {
                TestMember.refused(
                        () -> range(member, old),
                        Status.Code.OUT_OF_RANGE,
                        "etcdserver: mvcc: required revision has been compacted");
            }
            assertThat(put(member, "more")).isEqualTo(raised + 1);
        }
        try (TestMember member = start("a", port)) {
            assertThat(range(member, 0).getCount()).isEqualTo(KEYS + 1);
        }
    }

    @Test
    void raisingAndCompactingGoTogether() {
        String words = "--mark-compacted required if --revision-bump > 0";
        assertThat(restore(backup, "a", 1, "--bump-revision=1").err()).contains(words);
        assertThat(restore(backup, "a", 1, "--mark-compacted").err()).contains(words);
        for (String wrong : List.of("-1", "x", "9223372036854775808")) {
            assertThat(
                            restore(backup, "a", 1, "--bump-revision=" + wrong, "--mark-compacted")
                                    .err())
                    .contains("--bump-revision: \"" + wrong + "\" is not a number from 0 on");
        }
        assertThat(
                        restore(
                                        backup,
                                        "a",
                                        1,
                                        "--bump-revision=9223372036854775807",
                                        "--mark-compacted")
                                .err())
                .contains("--bump-revision: revision " + revision + " cannot rise by ");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    private Config config(String directory, String... flags) throws CannotStart {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--data-dir=" + folder.resolve(directory),
                                "--name=a",
                                "--initial-advertise-peer-urls=http://127.0.0.1:1",
                                "--initial-cluster=a=http://127.0.0.1:1,b=http://127.0.0.1:2"));
        arguments.addAll(List.of(flags));
        return Config.of(Flags.read(arguments, Map.of()));
    }

    private Birth restored(Config config, long raise) throws Exception {
        return new Restore(config, BackupFile.read(backup, true, _ -> {}), raise).run(_ -> {});
    }

    /** Whoever has the same backup and flags is of the same cluster, and nobody else is. */
    @Test
    void theClusterIsAnotherForEachBackupAndItsFlags() throws Exception {
        Birth one = restored(config("one"), 0);
        Config second =
                config("two", "--name=b", "--initial-advertise-peer-urls=http://127.0.0.1:2");
        Birth two = restored(second, 0);
        assertThat(two.clusterId()).isEqualTo(one.clusterId());
        assertThat(two.memberId()).isNotEqualTo(one.memberId());
        assertThat(two.members()).isEqualTo(one.members());
        assertThat(Birth.begun(config("x")).clusterId()).isNotEqualTo(one.clusterId());
        assertThat(Birth.begun(config("x")).memberId()).isNotEqualTo(one.memberId());
        assertThat(restored(config("raised"), 1).clusterId()).isNotEqualTo(one.clusterId());
        Config token = config("token", "--initial-cluster-token=t");
        assertThat(restored(token, 0).clusterId()).isNotEqualTo(one.clusterId());
        assertThat(one.clusterId()).isNotEqualTo(clusterId);
        assertThat(Birth.read(folder.resolve("one").resolve(DataDirectory.CLUSTER))).isEqualTo(one);
        byte[] bytes = Files.readAllBytes(backup);
        try (TestMember member = TestMember.start(folder.resolve("other"))) {
            put(member, "other");
            Path file = folder.resolve("other.db");
            try (OutputStream out = Files.newOutputStream(file)) {
                MaintenanceGrpc.newBlockingStub(member.channel())
                        .snapshot(SnapshotRequest.getDefaultInstance())
                        .forEachRemaining(answer -> write(out, answer.getBlob()));
            }
            assertThat(Files.readAllBytes(file)).isNotEqualTo(bytes);
            Birth other =
                    new Restore(config("three"), BackupFile.read(file, true, _ -> {}), 0)
                            .run(_ -> {});
            assertThat(other.clusterId()).isNotEqualTo(one.clusterId());
        }
    }

    /** As after every first start: the flags may not name another member or token. */
    @Test
    void aRestoredDirectoryIsOfOneMemberAndOneToken() throws Exception {
        Birth birth = restored(config("one"), 0);
        DataDirectory data = DataDirectory.open(config("one"));
        data.storage().journal().close();
        assertThat(data.birth()).isEqualTo(birth);
        assertThat(data.storage().snapshot()).isNotNull();
        assertThatThrownBy(() -> DataDirectory.open(config("one", "--initial-cluster-token=t")))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining(
                        "it is of cluster " + Long.toHexString(birth.clusterId()) + ", not ");
    }

    @Test
    void aDirectoryThatHasSomethingIsLeftAlone() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("a"));
        Path file = Files.writeString(directory.resolve("x"), "");
        String words = "data-dir \"" + directory + "\" not empty or could not be read";
        assertThat(restore(backup, "a", 1).err()).contains(words);
        Files.delete(file);
        assertThat(restore(backup, "a", 1).exit()).isZero();
        assertThat(restore(backup, "a", 1).err()).contains(words);
        Files.writeString(folder.resolve("b"), "a file");
        assertThat(restore(backup, "b", 1).err()).contains("not empty or could not be read");
    }

    /** Wherever it ends: at each part of what it writes the next start knows. */
    @Test
    void aRestoreThatEndsHalfwayIsNotStartedOn() throws Exception {
        Config config = config("half");
        Restore restore = new Restore(config, BackupFile.read(backup, true, _ -> {}), 0);
        Restore.Disks failing =
                directory -> {
                    FileDisk.open(directory).close();
                    throw new IOException("power cut");
                };
        assertThatThrownBy(() -> restore.run(failing, _ -> {}))
                .isInstanceOf(CannotStart.class)
                .hasMessage(
                        "data directory %s is not finished, delete it and restore again: power cut"
                                .formatted(config.dataDir()));
        assertThatThrownBy(() -> DataDirectory.open(config))
                .isInstanceOf(CannotStart.class)
                .hasMessage(
                        "data directory %s: a restore into it was not finished; delete it and"
                                        .formatted(config.dataDir())
                                + " restore again");
        try (Stream<Path> files = Files.walk(config.dataDir())) {
            assertThat(files.filter(file -> file.endsWith("identity"))).isEmpty();
        }
    }

    /** The file is damaged after it was checked. */
    @Test
    void aBackupThatIsDamagedMeanwhileLeavesNoMember() throws Exception {
        Config config = config("half");
        Path copy = Files.copy(backup, folder.resolve("copy"));
        Restore restore = new Restore(config, BackupFile.read(copy, true, _ -> {}), 0);
        byte[] bytes = Files.readAllBytes(copy);
        bytes[600] ^= 1;
        Files.write(copy, bytes);
        assertThatThrownBy(() -> restore.run(_ -> {}))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("chunk 0 is damaged");
        assertThat(config.dataDir().resolve(DataDirectory.RESTORING)).exists();
    }

    @Test
    void flagsThatDoNotFitAreRefused() {
        assertThat(Said.run("snapshot", "restore", backup.toString(), "--name=n").err())
                .contains("--initial-cluster default=http://localhost:2380 does not name this")
                .contains("member, n");
        assertThat(
                        Said.run(
                                        "snapshot",
                                        "restore",
                                        backup.toString(),
                                        "--initial-advertise-peer-urls=http://x:1")
                                .err())
                .contains("but --initial-advertise-peer-urls is http://x:1");
    }

    @Test
    void progressIsShownAfterASecond() {
        List<String> shown = new ArrayList<>();
        long[] now = {0};
        try (Progress line = new Progress(() -> now[0], shown::add)) {
            LongConsumer progress = line.of("restoring x", 200);
            now[0] = 999_999_999;
            progress.accept(10);
            assertThat(shown).isEmpty();
            now[0]++;
            progress.accept(100);
            now[0] += 100_000_000;
            progress.accept(150);
            now[0] += 100_000_000;
            progress.accept(200);
        }
        assertThat(shown)
                .containsExactly(
                        "\r\033[Krestoring x: 50%", "\r\033[Krestoring x: 100%", "\r\033[K");
    }
}
