package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.Snapshots.Outcome;
import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writing, receiving, serving and keeping snapshots; chunks have 512 bytes. */
final class SnapshotsTest {
    static final Bytes MEMBERS =
            Codec.encode(Members.of(new ServerId(1), new ServerId(2), new ServerId(3)));

    /** Three chunks, the last one short. */
    private static final String IMAGE = "0123456789abcdef".repeat(70) + "end";

    static String image(long index) {
        return index + ":" + IMAGE;
    }

    static Life begin(MemoryDisk disk) {
        return Life.begin(disk, false).turn().append(1, 1, 9, 100).turn();
    }

    static Outcome write(Snapshots snapshots, long index) {
        Outcome outcome = snapshots.begin(index, 1, MEMBERS);
        String image = image(index);
        for (int at = 0; outcome == Outcome.DONE && at < image.length(); at += 100) {
            Bytes piece = Bytes.utf8(image.substring(at, Math.min(at + 100, image.length())));
            outcome = snapshots.add(piece);
        }
        return outcome == Outcome.DONE ? run(snapshots, snapshots.finish()) : outcome;
    }

    static Outcome run(Snapshots snapshots, Outcome first) {
        Outcome outcome = first;
        while (outcome == Outcome.MORE) {
            outcome = snapshots.turn();
        }
        return outcome;
    }

    /** Null when a chunk is not given. */
    static @Nullable String read(Snapshots snapshots, Manifest manifest) {
        StringBuilder text = new StringBuilder();
        for (int number = 0; number < manifest.chunks(); number++) {
            switch (snapshots.chunk(manifest.index(), manifest.term(), number)) {
                case Snapshots.Chunk.Contents(Bytes bytes) -> text.append(bytes.text());
                case Snapshots.Chunk.Damaged(String where) -> {
                    assertThat(where).contains("snapshot-").contains(" at " + 1024 * number);
                    return null;
                }
                case Snapshots.Chunk.Gone() -> {
                    return null;
                }
            }
        }
        return text.toString();
    }

    static Manifest newest(Snapshots snapshots) {
        return Objects.requireNonNull(snapshots.newest());
    }

    static Life again(MemoryDisk disk) {
        return Life.again(disk, false, new Life.Promises());
    }

    static List<String> files(MemoryDisk disk) {
        return disk.list().stream().filter(Image::isOurs).toList();
    }

    @Test
    void anImageIsWrittenAndReadBackAcrossStarts() {
        MemoryDisk disk = new MemoryDisk();
        Snapshots snapshots = begin(disk).journal.snapshots();
        assertThat(snapshots.newest()).isNull();
        assertThat(write(snapshots, 5)).isEqualTo(Outcome.DONE);
        for (int start = 0; start < 2; start++) {
            Manifest found = newest(snapshots);
            assertThat(found.index()).isEqualTo(5);
            assertThat(found.members()).isEqualTo(MEMBERS);
            assertThat(found.chunks()).isEqualTo(3);
            assertThat(read(snapshots, found)).isEqualTo(image(5));
            assertThat(Manifest.decode(found.encode())).isEqualTo(found);
            disk.close();
            Life again = again(disk);
            assertThat(again.recovered.snapshot()).isEqualTo(found);
            assertThat(again.recovered.warnings()).isEmpty();
            snapshots = again.journal.snapshots();
        }
        assertThat(snapshots.chunk(5, 1, 3)).isInstanceOf(Snapshots.Chunk.Gone.class);
        assertThat(snapshots.chunk(4, 1, 0)).isInstanceOf(Snapshots.Chunk.Gone.class);
    }

    @Test
    void anEmptyImageIsASnapshotToo() {
        MemoryDisk disk = new MemoryDisk();
        Snapshots snapshots = begin(disk).journal.snapshots();
        snapshots.begin(3, 1, MEMBERS);
        assertThat(run(snapshots, snapshots.finish())).isEqualTo(Outcome.DONE);
        disk.close();
        assertThat(Objects.requireNonNull(Life.opened(disk, false).snapshot()).bytes()).isZero();
    }

    @Test
    @DisplayName("R16: forced, read again, named; the manifest last, in two copies")
    void theManifestIsLast() {
        MemoryDisk disk = new MemoryDisk();
        Snapshots snapshots = begin(disk).journal.snapshots();
        disk.labels.clear();
        disk.accesses.clear();
        write(snapshots, 5);
        String data = new Image(5, 1).file();
        String manifest = new Image(5, 1).manifest();
        assertThat(disk.labels)
                .containsSubsequence(
                        "create " + data + ".part",
                        "write " + data + ".part",
                        "force " + data + ".part",
                        "rename " + data + ".part",
                        "directory",
                        "create " + manifest + ".tmp",
                        "write " + manifest + ".tmp",
                        "write " + manifest + ".tmp",
                        "force " + manifest + ".tmp",
                        "rename " + manifest + ".tmp",
                        "directory");
        List<String> kinds = new ArrayList<>();
        disk.accesses.forEach(access -> kinds.add(access.kind() + " " + access.file()));
        int forced = kinds.indexOf("force " + data + ".part");
        assertThat(kinds.subList(forced, kinds.size()))
                .filteredOn(kind -> kind.equals("read " + data + ".part"))
                .hasSize(3);
    }

    @Test
    void aLargeOneIsForcedBitByBit() {
        MemoryDisk disk = new MemoryDisk();
        Snapshots snapshots = begin(disk).journal.snapshots();
        disk.labels.clear();
        snapshots.begin(5, 1, MEMBERS);
        snapshots.add(Bytes.owned(new byte[2 * Draft.FORCED_CHUNKS * 512]));
        assertThat(disk.labels).filteredOn(label -> label.startsWith("force")).hasSize(2);
    }

    @Test
    @DisplayName("R16: what is read back otherwise than it was written does not become a snapshot")
    void whatIsNotReadBackIsNoSnapshot() {
        MemoryDisk disk = new MemoryDisk();
        Life life = begin(disk);
        Snapshots snapshots = life.journal.snapshots();
        snapshots.begin(5, 1, MEMBERS);
        snapshots.add(Bytes.utf8(image(5)));
        snapshots.finish();
        disk.bytes(new Image(5, 1).part())[1100] ^= 1;
        assertThat(run(snapshots, Outcome.MORE)).isEqualTo(Outcome.FAILED);
        assertThat(life.promises.failed).contains("is not as it was written");
        assertThat(snapshots.newest()).isNull();
        assertThat(again(disk.killed()).recovered.snapshot()).isNull();
    }

    @Test
    @DisplayName("R10: the power goes anywhere: a snapshot is there and whole, or is not there")
    void thePowerMayGoAnywhere() {
        int checked = 0;
        boolean done = false;
        for (int cut = 1; !done; cut++) {
            MemoryDisk disk = new MemoryDisk();
            Life life = begin(disk);
            write(life.journal.snapshots(), 4);
            disk.cutAfter = disk.operations + cut;
            try {
                write(life.journal.snapshots(), 7);
                done = true;
            } catch (MemoryDisk.Cut power) {
                done = false;
            }
            int pending = disk.pending();
            assertThat(pending).as("all subsets are tried").isLessThan(12);
            for (int subset = 0; subset < 1 << pending; subset++) {
                int chosen = subset;
                checked++;
                look(disk.after(MemoryDisk.Fate.of(unit -> (chosen >>> unit & 1) == 1)), done);
            }
        }
        assertThat(checked).isGreaterThan(300);
    }

    private static void look(MemoryDisk disk, boolean acknowledged) {
        Life life = again(disk);
        Manifest found = Objects.requireNonNull(life.recovered.snapshot());
        assertThat(found.index()).isIn(acknowledged ? List.of(7L) : List.of(4L, 7L));
        assertThat(read(life.journal.snapshots(), found)).isEqualTo(image(found.index()));
        assertThat(life.recovered.warnings()).isEmpty();
    }

    /** Of entry 4 and of entry 7, as a crash leaves them before the older one goes. */
    static MemoryDisk twoSnapshots() {
        MemoryDisk disk = new MemoryDisk();
        Snapshots snapshots = begin(disk).journal.snapshots();
        write(snapshots, 4);
        MemoryDisk older = disk.copy();
        write(snapshots, 7);
        for (String file : files(older)) {
            byte[] bytes = older.bytes(file);
            try {
                disk.create(file, bytes.length);
                disk.write(file, 0, java.nio.ByteBuffer.wrap(bytes));
            } catch (java.io.IOException impossible) {
                throw new AssertionError(impossible);
            }
        }
        return disk.copy();
    }

    @Test
    @DisplayName("R16: the one before stays until the newest was read whole, and while it is read")
    void theOneBeforeStaysUntilTheNewestWasReadWhole() {
        MemoryDisk disk = twoSnapshots();
        Life life = again(disk);
        Snapshots snapshots = life.journal.snapshots();
        Manifest older = Objects.requireNonNull(snapshots.manifest(4, 1));
        run(snapshots, Outcome.MORE);
        assertThat(snapshots.manifest(4, 1)).isEqualTo(older);
        snapshots.chunk(7, 1, 0);
        snapshots.chunk(7, 1, 2);
        run(snapshots, Outcome.MORE);
        assertThat(snapshots.manifest(4, 1)).isEqualTo(older);
        assertThat(read(snapshots, older)).isEqualTo(image(4));
        assertThat(read(snapshots, newest(snapshots))).isEqualTo(image(7));
        life.now += Snapshots.KEPT_FOR - 1;
        run(snapshots, Outcome.MORE);
        assertThat(read(snapshots, older)).isEqualTo(image(4));
        life.now += Snapshots.KEPT_FOR;
        run(snapshots, Outcome.MORE);
        assertThat(snapshots.manifest(4, 1)).isNull();
        assertThat(files(disk)).hasSize(2);
        assertThat(read(snapshots, newest(snapshots))).isEqualTo(image(7));
    }

    @Test
    void aSnapshotIsReceivedInAnyOrderAndGoneOnWithAfterAStart() {
        MemoryDisk source = new MemoryDisk();
        Snapshots from = begin(source).journal.snapshots();
        write(from, 20);
        Manifest sent = newest(from);
        MemoryDisk disk = new MemoryDisk();
        Life life = begin(disk);
        Snapshots to = life.journal.snapshots();
        assertThat(to.receive(sent.encode())).isEqualTo(Outcome.DONE);
        assertThat(to.put(2, contents(from, sent, 2))).isEqualTo(Outcome.DONE);
        assertThat(to.put(1, contents(from, sent, 0)))
                .as("of another place")
                .isEqualTo(Outcome.BAD);
        assertThat(to.finish()).isEqualTo(Outcome.BAD);
        assertThat(to.missing(0)).isZero();
        assertThat(to.receive(sent.encode())).as("goes on").isEqualTo(Outcome.DONE);
        assertThat(to.missing(2)).isNegative();
        to.put(0, contents(from, sent, 0));

        MemoryDisk next = disk.killed();
        next.bytes(new Image(20, 1).part())[3] ^= 1;
        to = again(next).journal.snapshots();
        assertThat(run(to, to.receive(sent.encode()))).isEqualTo(Outcome.DONE);
        assertThat(to.missing(0)).as("damaged meanwhile").isZero();
        assertThat(to.missing(2)).as("there already").isNegative();
        to.put(0, contents(from, sent, 0));
        assertThat(to.missing(0)).isEqualTo(1);
        to.put(1, contents(from, sent, 1));
        assertThat(run(to, to.finish())).isEqualTo(Outcome.DONE);
        assertThat(newest(to)).isEqualTo(sent);
        assertThat(read(to, sent)).isEqualTo(image(20));
        assertThat(to.receive(sent.encode())).as("not again").isEqualTo(Outcome.BAD);
    }

    @Test
    @DisplayName("R10: chunks that were forced are there after the power went, under their name")
    void thePowerTakesNoChunkThatWasForced() throws IOException {
        Snapshots from = begin(new MemoryDisk()).journal.snapshots();
        write(from, 20);
        Manifest sent = newest(from);
        MemoryDisk disk = new MemoryDisk();
        Snapshots to = begin(disk).journal.snapshots();
        to.receive(sent.encode());
        to.put(0, contents(from, sent, 0));
        disk.force(new Image(20, 1).part());
        MemoryDisk next = disk.after(MemoryDisk.Fate.of(unit -> false));
        to = again(next).journal.snapshots();
        assertThat(run(to, to.receive(sent.encode()))).isEqualTo(Outcome.DONE);
        assertThat(to.missing(0)).isEqualTo(1);
    }

    private static Bytes contents(Snapshots from, Manifest sent, int number) {
        return ((Snapshots.Chunk.Contents) from.chunk(sent.index(), sent.term(), number)).bytes();
    }

    @Test
    void anotherSnapshotReplacesWhatIsNotFinished() {
        MemoryDisk disk = new MemoryDisk();
        Snapshots from = begin(new MemoryDisk()).journal.snapshots();
        write(from, 20);
        Manifest sent = newest(from);
        Snapshots snapshots = begin(disk).journal.snapshots();
        snapshots.begin(5, 1, MEMBERS);
        snapshots.receive(sent.encode());
        assertThat(files(disk)).containsExactly(new Image(20, 1).part());
        write(snapshots, 6);
        assertThat(files(disk)).containsExactly(new Image(6, 1).manifest(), new Image(6, 1).file());
        byte[] damaged = sent.encode().toArray();
        damaged[9] ^= 1;
        assertThat(snapshots.receive(Bytes.copyOf(damaged))).isEqualTo(Outcome.BAD);
        snapshots.begin(9, 1, MEMBERS);
        assertThat(snapshots.abort()).isEqualTo(Outcome.DONE);
        assertThat(files(disk)).hasSize(2);
    }

    @Test
    @DisplayName("R15: no space costs the snapshot under construction, and is tried again")
    void noSpaceIsSurvived() {
        for (String where : List.of("create snapshot.*", "write snapshot.*", "write manifest.*")) {
            MemoryDisk disk = new MemoryDisk();
            Life life = begin(disk);
            disk.full = label -> label.matches(where);
            Snapshots snapshots = life.journal.snapshots();
            assertThat(write(snapshots, 5)).as(where).isEqualTo(Outcome.NO_SPACE);
            assertThat(life.promises.failed).isNull();
            assertThat(files(disk)).as("what has no use gives its room back").isEmpty();
            disk.full = label -> false;
            assertThat(write(snapshots, 5)).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    @DisplayName("R8: any other failure latches, and nothing is tried again")
    void aFailureLatches() {
        int failed = 0;
        for (int nth = 1; ; nth++) {
            MemoryDisk disk = new MemoryDisk();
            Life life = begin(disk);
            write(life.journal.snapshots(), 4);
            int[] left = {nth};
            disk.failing = label -> --left[0] == 0;
            if (write(life.journal.snapshots(), 5) == Outcome.DONE) {
                break;
            }
            failed++;
            assertThat(life.promises.failures).isEqualTo(1);
            int operations = disk.labels.size();
            assertThat(write(life.journal.snapshots(), 6)).isEqualTo(Outcome.FAILED);
            assertThat(disk.labels).hasSize(operations);
        }
        assertThat(failed).isGreaterThan(12);
    }

    @Test
    void aSnapshotThatIsNotInTheLogTakesItsPlace() {
        MemoryDisk disk = new MemoryDisk();
        Life life = begin(disk);
        life.snapshot(20, 3);
        for (int start = 0; start < 3; start++) {
            disk.close();
            Opening.Recovered found = Life.opened(disk, false);
            assertThat(found.log().first()).isEqualTo(21);
            assertThat(found.log().isEmpty()).isTrue();
            assertThat(found.prevTerm()).isEqualTo(3);
            assertThat(found.hardState().currentTerm()).isEqualTo(3);
        }
        disk.close();
        Life again = again(disk).turn().append(21, 3, 2, 10).turn();
        disk.close();
        assertThat(again.promises.failed).isNull();
        assertThat(Life.opened(disk, false).log().last()).isEqualTo(22);
    }

    @Test
    void whatTheLogHasBehindTheSnapshotStays() {
        MemoryDisk disk = new MemoryDisk();
        begin(disk).snapshot(4, 1);
        disk.close();
        assertThat(Life.opened(disk, false).log().last()).isEqualTo(9);
        MemoryDisk other = new MemoryDisk();
        begin(other).snapshot(4, 2);
        other.close();
        assertThat(Life.opened(other, false).log().isEmpty()).as("of another term").isTrue();
    }

    @Test
    void whatASnapshotHoldsIsNotSuspect() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn().append(1, 1, 2, 10).turn();
        life.append(3, 2, 3, 10).turn();
        disk.close();
        disk.bytes("segment-0000000000000001")[16384 + Header.BYTES + 2] ^= 1;
        Life suspect = again(disk);
        assertThat(suspect.recovered.suspectFrom()).isEqualTo(3);
        suspect.snapshot(4, 2);
        for (int start = 0; start < 3; start++) {
            disk.close();
            assertThat(Life.opened(disk, false).suspectFrom()).isEqualTo(5);
        }
        disk.close();
        Life again = again(disk).turn().append(5, 2, 1, 40).turn();
        disk.close();
        assertThat(again.promises.failed).isNull();
        assertThat(Life.opened(disk, false).suspectFrom()).isEqualTo(6);
    }

    @Test
    @DisplayName("R23: whether the log or the snapshot is gone on with is one total table")
    void theTableIsTotal() {
        Map<Standing, Integer> counts = new EnumMap<>(Standing.class);
        for (int bits = 0; bits < 128; bits++) {
            boolean exists = (bits & 1) != 0;
            boolean based = (bits & 2) != 0;
            boolean below = (bits & 4) != 0;
            boolean reaches = (bits & 8) != 0;
            boolean same = (bits & 16) != 0;
            boolean first = (bits & 32) != 0;
            boolean alone = (bits & 64) != 0;
            Standing missing = alone ? Standing.REFUSE : Standing.LOST;
            Standing standing = Standing.of(exists, based, below, reaches, same, first, alone);
            counts.merge(standing, 1, Integer::sum);
            if (!exists) {
                assertThat(standing).isEqualTo(based ? missing : Standing.LOG);
            } else if (below) {
                assertThat(standing).isEqualTo(missing);
            } else if (first && !same) {
                assertThat(standing).isEqualTo(Standing.REFUSE);
            } else {
                assertThat(standing).isEqualTo(reaches && same ? Standing.LOG : Standing.SNAPSHOT);
            }
        }
        assertThat(counts)
                .isEqualTo(
                        Map.of(
                                Standing.LOG, 40,
                                Standing.SNAPSHOT, 16,
                                Standing.LOST, 32,
                                Standing.REFUSE, 40));
    }
}
