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
import io.jangada.node.ReadOutcome;
import io.jangada.node.storage.FileDisk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
 * member} of {@code member-VERSION.zip}, which that version has written with puts, deletions,
 * transactions and a compaction over two starts, beside a text with the keys that it had.
 */
final class OlderVersionsTest {
    private static final ServerId SELF = new ServerId(0xa);
    private static final Limits LIMITS = new Limits(65536, 16384, 16384, 65536, 16384, 65536, 4);

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = "0.1.0")
    void aMemberOfAnOlderVersionKeepsItsData(String version) throws Exception {
        unpack("/member-" + version + ".zip");
        String told = Files.readString(directory.resolve("member.txt"));
        assertThat(told.lines()).hasSizeGreaterThan(40);
        Database database = new Database();
        try (Node<Result> node = start(database)) {
            assertThat(node.read().get(30, TimeUnit.SECONDS)).isInstanceOf(ReadOutcome.Ready.class);
            assertThat(describe(database)).isEqualTo(told);
            Put put = new Put(Key.of("new"), Value.of("1"), 0, false, false, false);
            assertThat(node.propose(Commands.encode(put, 1 << 20)).get(30, TimeUnit.SECONDS))
                    .isNotNull();
        }
        String longer = describe(database);
        assertThat(longer).isNotEqualTo(told);
        Database again = new Database();
        try (Node<Result> node = start(again)) {
            assertThat(node.read().get(30, TimeUnit.SECONDS)).isInstanceOf(ReadOutcome.Ready.class);
            assertThat(describe(again)).isEqualTo(longer);
        }
    }

    private Node<Result> start(Database database) throws IOException {
        Opening opening =
                Recovery.open(
                        FileDisk.open(directory.resolve("member")),
                        Identity.expected(7, SELF, 0x99L, "a"),
                        true,
                        LIMITS);
        assertThat(opening).isInstanceOf(Opening.Recovered.class);
        return Node.start(
                Config.of(SELF, Members.of(SELF), Settings.of(20, 200)).withBlackBox(1 << 16),
                (Opening.Recovered) opening,
                database,
                new LocalNetwork().transport(SELF),
                System::nanoTime,
                (reason, _) -> System.out.println(reason));
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
