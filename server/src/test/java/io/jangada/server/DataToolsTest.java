package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RangeRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** {@code verify} and {@code repair}, on the data of members that ran in this JVM. */
final class DataToolsTest {
    private static final String AGAIN = "--initial-cluster-state=existing";

    @TempDir private Path data;

    /** Puts keys {@code key-001} to so many, then stops. */
    private void run(int keys, String... flags) throws Exception {
        try (TestMember member = TestMember.start(data, flags)) {
            KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(member.channel());
            for (int i = 1; i <= keys; i++) {
                kv.put(
                        PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("key-%03d".formatted(i)))
                                .setValue(ByteString.copyFromUtf8("some value"))
                                .build());
            }
        }
    }

    private long count(String... flags) throws Exception {
        List<String> all = new ArrayList<>(List.of(flags));
        all.add(AGAIN);
        try (TestMember member = TestMember.start(data, all.toArray(String[]::new))) {
            return KVGrpc.newBlockingStub(member.channel())
                    .range(
                            RangeRequest.newBuilder()
                                    .setKey(ByteString.copyFromUtf8("key-"))
                                    .setRangeEnd(ByteString.copyFromUtf8("key."))
                                    .setCountOnly(true)
                                    .build())
                    .getCount();
        }
    }

    /** Changes one byte where {@code text} is, in a file that begins with {@code prefix}. */
    private Path damage(String prefix, String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.list(data.resolve("member"))) {
            for (Path file : files.sorted().toList()) {
                if (!(file.getFileName() + "").startsWith(prefix)) {
                    continue;
                }
                byte[] bytes = Files.readAllBytes(file);
                for (int at = 0; at + wanted.length <= bytes.length; at++) {
                    if (bytes[at] == wanted[0]
                            && Arrays.equals(
                                    bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                        flip(file, at);
                        return file;
                    }
                }
            }
        }
        throw new AssertionError(text + " is in no file " + prefix);
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 1);
        }
    }

    /** Of all files below the directory, a checksum and the time of the last change. */
    private Map<String, String> contents() throws Exception {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] hash =
                        java.security.MessageDigest.getInstance("SHA-256")
                                .digest(Files.readAllBytes(file));
                contents.put(file + "", Arrays.toString(hash) + Files.getLastModifiedTime(file));
            }
        }
        return contents;
    }

    @Test
    void whatIsSoundIsShownAndNotChanged() throws Exception {
        run(20, "--snapshot-count=8", "--snapshot-catchup-entries=0");
        Map<String, String> before = contents();
        Said said = Said.run("verify", "--black-box", data.toString());
        assertThat(said.err()).isEmpty();
        assertThat(said.exit()).as(said.out()).isZero();
        assertThat(said.out())
                .startsWith(data + System.lineSeparator())
                .containsPattern("  member         [0-9a-f]+\n")
                .containsPattern("  vote           term [0-9]+, for [0-9a-f]+\n")
                .containsPattern(
                        "  entries        [0-9]+, index 1 to 2[0-9], term [0-9]+ to [0-9]+\n")
                .containsPattern("  usable         up to index 2[0-9] of term [0-9]+\n")
                .containsPattern(
                        "  snapshots      up to index [0-9]+ of term [0-9]+, [0-9]+ bytes\n")
                .containsPattern("  revision       [0-9]+ in the newest snapshot, which loads\n")
                .containsPattern("  configuration  voters [0-9a-f]+\n")
                .endsWith("  sound" + System.lineSeparator());
        Said json = Said.run("verify", "-w", "json", data.toString());
        assertThat(json.exit()).isZero();
        assertThat(json.out())
                .startsWith("[{\"directory\":\"" + data + "\",\"damaged\":false,\"starts\":true,")
                .containsPattern(
                        "\"first_index\":1,\"last_index\":(2[0-9]),\"entries\":2[0-9],\"usable_index\":\\1,\"usable_term\":[0-9]+,")
                .containsPattern("\"snapshot_index\":[0-9]+,\"bytes\":[0-9]+,\"facts\":\\{")
                .endsWith("\"findings\":[]}]" + System.lineSeparator());
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aServerThatRunsAndWhatIsNoDataDirectoryAreMistakes() throws Exception {
        try (TestMember member = TestMember.start(data)) {
            Said said = Said.run("verify", data.toString());
            assertThat(said.exit()).isEqualTo(2);
            assertThat(said.out()).isEmpty();
            assertThat(said.err())
                    .startsWith(
                            "jangada: " + data.resolve("member").toRealPath() + " is in use by ")
                    .endsWith("; stop it first" + System.lineSeparator())
                    .hasLineCount(1);
            assertThat(Said.run("repair", "--yes", data.toString()).exit()).isEqualTo(2);
            assertThat(member.body("/health")).contains("true");
        }
        Said none = Said.run("verify", data.resolve("none").toString(), data.toString());
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("none is no data directory");
        assertThat(none.out()).contains("  sound");
        assertThat(Said.run("verify").exit()).isEqualTo(2);
        assertThat(Said.run("repair").exit()).isEqualTo(2);
        assertThat(Said.run("verify", "-w", "xml", data.toString()).err())
                .isEqualTo("jangada: -w xml is not one of simple, json" + System.lineSeparator());
    }

    @Test
    void damageIsNamedAndRepairedWhereNobodyElseHasTheData() throws Exception {
        run(20);
        Path file = damage("segment-", "key-011");
        Said said = Said.run("verify", data.toString());
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out())
                .containsPattern(
                        "  DAMAGED        %s at [0-9]+: record [0-9]+, COMMAND with index [0-9]+ and term [0-9]+: damaged, and it was durable\n"
                                .formatted(file.getFileName()))
                .contains("at the next start: the server does not start\n")
                .contains("what to do: a backup, or: jangada repair " + data + "\n")
                .endsWith("  damaged" + System.lineSeparator());
        assertThat(Said.run("verify", "-w", "json", data.toString()).out())
                .contains("\"damaged\":true,\"starts\":false,")
                .contains("\"effect\":\"REFUSED\",\"then\":\"the server does not start\"");

        Map<String, String> before = contents();
        Said looked = Said.run("repair", data.toString());
        assertThat(looked.exit()).isEqualTo(1);
        assertThat(looked.out())
                .containsPattern("  stays          all up to index [0-9]+\n")
                .containsPattern("  lost           entries [0-9]+ to [0-9]+ at least")
                .endsWith("nothing was changed; --yes does it" + System.lineSeparator());
        assertThat(contents()).isEqualTo(before);

        Said done = Said.run("repair", "--yes", data.toString());
        assertThat(done.err()).isEmpty();
        assertThat(done.exit()).isZero();
        assertThat(done.out()).contains("REPAIRED, AND WHAT IS SAID ABOVE IS LOST. ");
        assertThat(Said.run("verify", data.toString()).exit()).isZero();
        assertThat(count()).isEqualTo(10);
        Said again = Said.run("repair", "--yes", data.toString());
        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("there is nothing to repair");
        try (Stream<Path> kept = Files.list(data.resolve("member"))) {
            assertThat(kept.map(one -> one.getFileName() + ""))
                    .anyMatch(one -> one.matches("cut-1-.*-" + file.getFileName()));
        }
    }

    /** The entry that says so is given up, and nobody has a vote but it all the same. */
    @Test
    void aForcedMemberStaysAloneAndServesWhatIsLeft() throws Exception {
        run(20);
        assertThat(count("--force-new-cluster")).isEqualTo(20);
        assertThat(count()).isEqualTo(20);
        Path _ = damage("segment-", "key-011");
        Said done = Said.run("repair", "--yes", data.toString());
        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.out()).doesNotContain("--force-new-cluster");
        assertThat(count()).isEqualTo(10);
    }

    @Test
    void aMemberThatHasOthersIsNotRepairedUnlessForced() throws Exception {
        TestMember.startAlone(data).close();
        for (long at : new long[] {100, 4196}) {
            flip(data.resolve("member").resolve("vote"), at);
        }
        Said verify = Said.run("verify", data.toString());
        assertThat(verify.exit()).isEqualTo(1);
        assertThat(verify.out()).contains("what to do: jangada member remove, then add it again");
        Said said = Said.run("repair", "--yes", data.toString());
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err())
                .startsWith("jangada: " + data + " is of a member that has others: remove it")
                .hasLineCount(1);
        Said vote = Said.run("repair", "--yes", "--force", data.toString());
        assertThat(vote.exit()).isEqualTo(1);
        assertThat(vote.err()).contains(" cannot be repaired: the vote is lost").hasLineCount(1);
        for (long at : new long[] {100, 4196}) {
            flip(data.resolve("member").resolve("vote"), at);
        }
        assertThat(Said.run("verify", data.toString()).exit()).isZero();
        deleteSegments();
        assertThat(Said.run("repair", "--yes", data.toString()).exit()).isEqualTo(2);
        assertThat(Said.run("repair", "--yes", "--force", data.toString()).exit()).isZero();
        assertThat(Said.run("verify", data.toString()).exit()).isZero();
    }

    private void deleteSegments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("member"))) {
            for (Path file : files.toList()) {
                if ((file.getFileName() + "").startsWith("segment-")) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void whatNothingIsLeftOfIsNotRepaired() throws Exception {
        run(1);
        for (long at : new long[] {100, 4196}) {
            flip(data.resolve("member").resolve("identity"), at);
        }
        Said said = Said.run("repair", "--yes", data.toString());
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.err())
                .isEqualTo(
                        "jangada: "
                                + data
                                + " cannot be repaired: identity at 0 and 4096: both copies are"
                                + " damaged"
                                + System.lineSeparator());
    }

    @Test
    void theFileBesideTheJournalIsReadToo() throws Exception {
        run(1);
        Files.writeString(data.resolve("cluster"), "jangada cluster 9\n");
        assertThat(Said.run("verify", data.toString()).out())
                .contains("cluster is of another version");
        Files.delete(data.resolve("cluster"));
        Said none = Said.run("verify", data.toString());
        assertThat(none.exit()).isZero();
        assertThat(none.out()).contains("  note           cluster: there is none");
    }

    @Test
    void whatTheServerRefusesBesideTheJournalHasAnAdviceOfItsOwn() throws Exception {
        run(1);
        Path restoring = Files.createFile(data.resolve("restoring"));
        Said said = Said.run("verify", data.toString());
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out())
                .contains("DAMAGED        restoring: a restore into the directory was not finished")
                .contains("what to do: delete " + data + " and restore again\n");
        Said repair = Said.run("repair", "--yes", data.toString());
        assertThat(repair.exit()).isEqualTo(1);
        assertThat(repair.err()).contains(" cannot be repaired before ").hasLineCount(1);
        Files.delete(restoring);

        Path peers = data.resolve("peers");
        Files.writeString(peers, "what\n");
        said = Said.run("verify", data.toString());
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out())
                .contains("DAMAGED        peers: it cannot be read\n")
                .contains("what to do: delete the file " + peers + ": it is made again\n");
        assertThat(Said.run("repair", "--yes", data.toString()).exit()).isEqualTo(1);
        Files.delete(peers);
        assertThat(Said.run("verify", data.toString()).exit()).isZero();
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void progressIsShownOnATerminalFromTheSecondSecondOn() {
        AtomicLong now = new AtomicLong();
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PrintStream terminal = new PrintStream(shown, true, StandardCharsets.UTF_8);
        try (Progress progress = new Progress(now::get, terminal::print)) {
            progress.read("a", 3 << 20);
        }
        assertThat(shown.size()).isZero();
        try (Progress progress = new Progress(now::get, terminal::print)) {
            progress.read("a", 3 << 20);
            now.set(1_500_000_000L);
            progress.read("b", 1 << 20);
            progress.read("b", 1 << 20);
            assertThat(shown.toString(StandardCharsets.UTF_8))
                    .isEqualTo("\r\033[Kjangada: 4 MiB read, b");
        }
        assertThat(shown.toString(StandardCharsets.UTF_8)).endsWith("\r\033[K");
    }
}
