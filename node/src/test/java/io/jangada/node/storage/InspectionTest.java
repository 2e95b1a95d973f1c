package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A look at a directory tells what a start would find, and changes nothing. */
final class InspectionTest {
    private static final int STEP = 13;
    static final Members THREE =
            Members.of(Life.IDENTITY.memberId(), new ServerId(0xb), new ServerId(0xc));

    private static MemoryDisk directory() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn().vote(1, 0xa).turn();
        life.configure(1, 1, THREE).append(2, 1, 7, 700).turn().compact(6).turn();
        life.append(9, 1, 3, 900).turn().vote(2, 0xb).append(12, 2, 2, 900).turn();
        life.snapshot(10, 1).append(14, 2, 1, 20).turn();
        disk.close();
        return disk;
    }

    private static Inspection look(Disk disk) throws IOException {
        return Inspection.of(disk, Life.IDENTITY, false);
    }

    @Test
    void itTellsWhatIsThere() throws IOException {
        MemoryDisk disk = directory();
        Opening.Recovered started = Life.opened(disk.copy(), false);
        Inspection found = look(disk);
        assertThat(found.findings()).isEmpty();
        assertThat(found.isRefused()).isFalse();
        assertThat(found.log()).isEqualTo(started.log());
        assertThat(found.prevTerm()).isEqualTo(started.prevTerm());
        assertThat(found.hardState()).isEqualTo(started.hardState());
        assertThat(found.snapshots()).extracting(Manifest::index).contains(10L);
        assertThat(found.identity()).isNotNull();
        assertThat(found.segments()).isPositive();
        StringBuilder image = new StringBuilder();
        assertThat(found.image(disk, found.snapshots().getLast(), b -> image.append(b.text())))
                .isTrue();
        assertThat(image).hasToString("image up to 10");
    }

    /** One of so many bytes of every file: where a start refuses or warns, so does the look. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itAndAStartNeverDisagree(boolean alone) throws IOException {
        MemoryDisk disk = directory();
        Map<Finding.Effect, Integer> counts = new TreeMap<>();
        for (String file : disk.list()) {
            for (int at = 0; at < disk.bytes(file).length; at += STEP) {
                MemoryDisk damaged = disk.copy();
                damaged.bytes(file)[at] ^= (byte) (1 << at % 8);
                Inspection found = Inspection.of(damaged.copy(), Life.IDENTITY, alone);
                List<String> lines = found.findings().stream().map(Finding::what).toList();
                switch (Recovery.open(damaged, Life.IDENTITY, alone, Life.TINY)) {
                    case Opening.Refused(String reason) -> {
                        assertThat(found.isRefused()).as("%s at %d", file, at).isTrue();
                        assertThat(lines).contains(reason);
                    }
                    case Opening.Recovered started -> {
                        assertThat(found.isRefused()).as("%s at %d", file, at).isFalse();
                        assertThat(lines).containsAll(started.warnings());
                        assertThat(found.log()).isEqualTo(started.log());
                    }
                }
                assertThat(lines).as("%s at %d", file, at).isNotEmpty();
                assertThat(lines).anyMatch(line -> line.contains(file) || line.contains("segment"));
                found.findings().forEach(one -> counts.merge(one.effect(), 1, Integer::sum));
            }
        }
        assertThat(counts).containsKeys(Finding.Effect.REFUSED, Finding.Effect.MENDED);
    }

    /** What comes behind the first thing that refuses is looked at all the same. */
    @Test
    void itGoesOnBehindWhatRefuses() throws IOException {
        MemoryDisk disk = directory();
        disk.bytes("vote")[100] ^= 1;
        disk.bytes("vote")[4196] ^= 1;
        Inspection found = look(disk);
        assertThat(found.findings())
                .extracting(Finding::what)
                .containsExactly("vote at 0 and 4096: both copies are damaged");
        assertThat(found.log()).isNotNull();
        assertThat(found.snapshots()).isNotEmpty();
        assertThat(found.hardState()).isNull();
    }

    @Test
    void aSnapshotBeforeTheNewestIsReadToo() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn().append(1, 1, 8, 100).turn().snapshot(3, 1);
        MemoryDisk early = disk.copy();
        life.turn().snapshot(6, 1).turn();
        disk.close();
        for (String file : early.list()) {
            if (file.matches("(snapshot|manifest)-0*3-.*")) {
                disk.create(file, early.bytes(file).length);
                disk.write(file, 0, ByteBuffer.wrap(early.bytes(file).clone()));
            }
        }
        assertThat(look(disk.copy()).findings()).isEmpty();
        assertThat(look(disk.copy()).snapshots()).extracting(Manifest::index).contains(3L, 6L);
        String older = "snapshot-0000000000000003-0000000000000001";
        disk.bytes(older)[3] ^= 1;
        assertThat(look(disk).findings())
                .extracting(Finding::what)
                .containsExactly(
                        older + " at 0: chunk 0 is damaged, of a snapshot before the newest one");
    }

    /** The index of the entry that made three of one in {@link #grown}. */
    static final long GROWN = 16;

    /** Begun alone, over several segments; there are others since. */
    static MemoryDisk grown() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, true).turn().vote(1, 0xa).turn();
        for (int at = 1; at < GROWN; at += 5) {
            life.append(at, 1, 5, 700).turn();
        }
        life.configure(GROWN, 1, THREE).turn();
        for (int at = 17; at < 41; at += 8) {
            life.append(at, 1, 8, 700).turn();
        }
        disk.close();
        return disk;
    }

    /** What only others could send again is not counted, and a received snapshot stands for all. */
    @Test
    void whatIsUsableIsWhatAMemberByItselfWouldHave() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn().vote(1, 0xa).turn();
        life.append(1, 1, 8, 100).turn().append(9, 1, 3, 100).turn();
        assertThat(look(disk.killed()).usable()).isEqualTo(new Inspection.Place(11, 1));
        MemoryDisk suspect = disk.killed();
        RepairTest.damageEntry(suspect, 10);
        Inspection found = look(suspect);
        assertThat(found.isRefused()).isFalse();
        assertThat(found.log()).matches(log -> log != null && log.last() == 11);
        assertThat(found.usable()).isEqualTo(new Inspection.Place(9, 1));
        life.snapshot(5, 2);
        disk.close();
        assertThat(look(disk).usable()).isEqualTo(new Inspection.Place(5, 2));
    }

    /** The snapshot has the configuration up to its index, whatever entries tell of before. */
    @Test
    void aSnapshotTellsMoreThanEntriesBeforeIt() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, true).turn().vote(1, 0xa).turn();
        life.append(1, 1, 4, 700).turn().configure(5, 1, THREE).append(6, 1, 6, 900).turn();
        Members one = Members.of(Life.IDENTITY.memberId());
        life.snapshot(10, 1, one).append(12, 1, 1, 9).turn();
        disk.close();
        RepairTest.damageEntry(disk, 3);
        RepairTest.damageEntry(disk, 5);
        Inspection found = Inspection.of(disk, Life.IDENTITY, true);
        assertThat(found.isRefused()).isTrue();
        assertThat(found.members()).isEqualTo(one);
        assertThat(found.hides()).isFalse();
    }

    /** Others may have a vote by what the log has not come to. */
    @Test
    void theLatestConfigurationIsFoundBehindDamage() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, true).turn().vote(1, 0xa).turn();
        life.append(1, 1, 4, 700).turn();
        life.configure(5, 1, THREE).append(6, 1, 6, 900).turn().append(12, 1, 1, 9).turn();
        disk.close();
        RepairTest.damageEntry(disk, 3);
        Inspection found = Inspection.of(disk.copy(), Life.IDENTITY, true);
        assertThat(found.log()).matches(log -> log != null && log.last() == 2);
        assertThat(found.members()).isEqualTo(THREE);
        assertThat(found.hides()).isFalse();
        RepairTest.damageEntry(disk, 5);
        Inspection hidden = Inspection.of(disk, Life.IDENTITY, true);
        assertThat(hidden.members()).isNull();
        assertThat(hidden.hides()).isTrue();
    }

    @Test
    void anotherMembersDirectoryIsNamed() throws IOException {
        Identity other =
                Identity.expected(7, Life.IDENTITY.memberId(), 3, Life.IDENTITY.initialCluster());
        assertThat(Inspection.of(directory(), other, false).findings())
                .extracting(Finding::what)
                .containsExactly("identity: the directory is of cluster c1c1c1c1, not 7");
    }

    private static Map<String, List<Byte>> contents(Path directory) throws IOException {
        Map<String, List<Byte>> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                List<Byte> bytes = new java.util.ArrayList<>();
                for (byte one : Files.readAllBytes(file)) {
                    bytes.add(one);
                }
                contents.put(file.getFileName() + " " + Files.getLastModifiedTime(file), bytes);
            }
        }
        return contents;
    }

    @Test
    void onARealDirectoryNothingIsChangedAndARunningMemberIsLeftAlone(@TempDir Path directory)
            throws IOException {
        Disk disk = FileDisk.open(directory);
        Life.begin(disk, true).turn().append(1, 1, 5, 100).turn();
        assertThatThrownBy(() -> lookAt(directory))
                .isInstanceOf(Disk.InUse.class)
                .hasMessageContaining(" is in use by member ");
        disk.close();
        Map<String, List<Byte>> before = contents(directory);
        Inspection found = lookAt(directory);
        assertThat(found.findings()).isEmpty();
        assertThat(found.log()).matches(log -> log != null && log.last() == 5);
        assertThat(contents(directory)).isEqualTo(before);
    }

    private static Inspection lookAt(Path directory) throws IOException {
        try (Disk disk = ReadOnlyDisk.open(directory, (_, _) -> {})) {
            return Inspection.of(disk, Life.IDENTITY, true);
        }
    }

    @Test
    void aDiskThatIsOnlyLookedAtRefusesEveryChange(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("a"), "abc");
        try (Disk disk = ReadOnlyDisk.open(directory, (_, _) -> {})) {
            List<Change> changes =
                    List.of(
                            () -> disk.create("b", 1),
                            () -> disk.write("a", 0, ByteBuffer.allocate(1)),
                            () -> disk.force("a"),
                            disk::forceDirectory,
                            () -> disk.rename("a", "b"),
                            () -> disk.truncate("a", 0),
                            () -> disk.delete("a"));
            for (Change change : changes) {
                assertThatThrownBy(change::run)
                        .isInstanceOf(IOException.class)
                        .hasMessage("the directory is only looked at");
            }
            @Nullable IOException[] failure = new IOException[1];
            disk.submit(new Disk.Operation.Write("a", List.of()), thrown -> failure[0] = thrown);
            assertThat(failure[0]).isNotNull();
        }
        assertThat(directory.resolve("a")).hasContent("abc");
    }

    /** Something that would change a directory. */
    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }
}
