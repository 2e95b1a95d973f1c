package io.jangada.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.kv.Key;
import io.jangada.kv.KeyValue;
import io.jangada.kv.Put;
import io.jangada.kv.Range;
import io.jangada.kv.Result;
import io.jangada.kv.Span;
import io.jangada.kv.Value;
import io.jangada.node.Config;
import io.jangada.node.LocalNetwork;
import io.jangada.node.Node;
import io.jangada.node.Outcome;
import io.jangada.node.ReadOutcome;
import io.jangada.node.Recording;
import io.jangada.node.storage.FileDisk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A member's directory that an older version wrote gives the same store. Each is the folder {@code
 * member} of {@code member-VERSION.zip}, which that version has written with puts, deletions and
 * compactions over two starts, beside a text with the keys that it had.
 *
 * <p>{@code 0.2.0-snapshots} is of ca463c5, the last that called itself 0.2.0: it has snapshots,
 * and a log without its beginning. {@code 0.3.0} has members in log and snapshots as well, {@code
 * 0.3.0-forced} has become a cluster of its own with the id 8.
 */
final class OlderVersionsTest {
    private static final ServerId SELF = new ServerId(0xa);
    private static final Limits LIMITS = new Limits(65536, 16384, 16384, 65536, 16384, 65536, 4);

    @TempDir Path directory;

    private long clusterId = 7;

    @ParameterizedTest
    @CsvSource({
        "0.1.0, 7, ''",
        "0.2.0, 7, ''",
        "0.2.0-snapshots, 7, ''",
        "0.3.0, 7, 'a, b and c'",
        "0.3.0-forced, 8, a alone"
    })
    void aMemberOfAnOlderVersionKeepsItsData(String version, long cluster, String addresses)
            throws Exception {
        unpack("/member-" + version + ".zip");
        clusterId = cluster;
        String told = Files.readString(directory.resolve("member.txt"));
        assertThat(told.lines()).hasSizeGreaterThan(40);
        Database database = new Database();
        try (Node<Result> node = start(database)) {
            assertThat(node.read().get(30, TimeUnit.SECONDS)).isInstanceOf(ReadOutcome.Ready.class);
            assertThat(describe(database)).isEqualTo(told);
            assertThat(node.members()).isEqualTo(members(addresses));
            Put put = new Put(Key.of("new"), Value.of("1"), 0, false, false, false);
            assertThat(node.propose(Commands.encode(put, 1 << 20)).get(30, TimeUnit.SECONDS))
                    .isInstanceOf(Outcome.Applied.class);
        }
        String longer = describe(database);
        assertThat(longer).isNotEqualTo(told);
        Database again = new Database();
        try (Node<Result> node = start(again)) {
            assertThat(node.read().get(30, TimeUnit.SECONDS)).isInstanceOf(ReadOutcome.Ready.class);
            assertThat(describe(again)).isEqualTo(longer);
            assertThat(node.members()).isEqualTo(members(addresses));
        }
    }

    private static Members members(String addresses) {
        Members alone = Members.of(SELF).at(Bytes.utf8(addresses));
        return addresses.equals("a, b and c")
                ? alone.withLearner(new ServerId(0xb)).withJoining(new ServerId(0xc))
                : alone;
    }

    /** What becomes of it depends on what else there is; it is named in any case. */
    @ParameterizedTest
    @CsvSource({
        "0.2.0-snapshots, manifest, 64", "0.2.0-snapshots, snapshot, 64",
        "0.3.0, manifest, 64", "0.3.0, snapshot, 64"
    })
    void aByteThatIsFlippedInASnapshotIsNamed(String version, String kind, String index)
            throws IOException {
        unpack("/member-" + version + ".zip");
        String name = kind + "-00000000000000" + index + "-0000000000000002";
        Path file = directory.resolve("member").resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[60] ^= 1;
        if (kind.equals("manifest")) {
            bytes[bytes.length / 2 + 60] ^= 1; // one of its two copies would be enough
        }
        Files.write(file, bytes);
        switch (open()) {
            case Opening.Refused(String reason) -> assertThat(reason).contains(name);
            case Opening.Recovered recovered -> {
                assertThat(recovered.warnings()).anyMatch(warning -> warning.contains(name));
                recovered.journal().close();
            }
        }
    }

    /** The box is for the version that wrote it, which is said; a start begins a new one. */
    @ParameterizedTest
    @CsvSource({"0.1.0, 1", "0.2.0, 1", "0.2.0-snapshots, 1", "0.3.0, 2", "0.3.0-forced, 2"})
    void theBlackBoxIsReadOrNamesItsFormat(String version, int format) throws IOException {
        unpack("/member-" + version + ".zip");
        Recording box = Recording.read(directory.resolve("member/blackbox"));
        if (format == 2) {
            assertThat(box)
                    .isInstanceOfSatisfying(
                            Recording.Found.class,
                            found -> {
                                assertThat(found.damages()).isEmpty();
                                assertThat(found.halves().getLast().steps()).isNotEmpty();
                            });
        } else {
            assertThat(box)
                    .isEqualTo(
                            new Recording.Unusable(
                                    "offset 0: this is a black box of format 1, and only 2 is read"
                                            + " here; use the version that wrote it"));
        }
    }

    private Node<Result> start(Database database) throws IOException {
        Opening opening = open();
        assertThat(opening).isInstanceOf(Opening.Recovered.class);
        return Node.start(
                Config.of(SELF, Members.of(SELF), Settings.of(20, 200)).withBlackBox(1 << 16),
                (Opening.Recovered) opening,
                database,
                new LocalNetwork().transport(SELF),
                System::nanoTime,
                (reason, _) -> System.out.println(reason));
    }

    private Opening open() throws IOException {
        return Recovery.open(
                FileDisk.open(directory.resolve("member")),
                Identity.expected(clusterId, SELF, 0x99L, "a"),
                true,
                LIMITS);
    }

    /** Revision, and for each key: key, revisions, version, lease and value. */
    private static String describe(Database database) {
        StringBuilder text = new StringBuilder();
        text.append("revision ").append(database.store().revision()).append('\n');
        Result.RangeResult all = (Result.RangeResult) database.store().range(Range.of(Span.ALL));
        for (KeyValue one : all.kvs()) {
            text.append(
                    "%s %d %d %d %d %s\n"
                            .formatted(
                                    hex(one.key().buffer()),
                                    one.createRevision(),
                                    one.modRevision(),
                                    one.version(),
                                    one.lease(),
                                    hex(one.value().buffer())));
        }
        return text.toString();
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void unpack(String resource) throws IOException {
        try (InputStream packed =
                        Objects.requireNonNull(getClass().getResourceAsStream(resource), resource);
                ZipInputStream zip = new ZipInputStream(packed, StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = directory.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(zip, target);
                }
            }
        }
    }
}
