package io.jangada.node.storage;

import static io.jangada.node.storage.SnapshotsTest.MEMBERS;
import static io.jangada.node.storage.SnapshotsTest.again;
import static io.jangada.node.storage.SnapshotsTest.begin;
import static io.jangada.node.storage.SnapshotsTest.files;
import static io.jangada.node.storage.SnapshotsTest.image;
import static io.jangada.node.storage.SnapshotsTest.newest;
import static io.jangada.node.storage.SnapshotsTest.read;
import static io.jangada.node.storage.SnapshotsTest.run;
import static io.jangada.node.storage.SnapshotsTest.twoSnapshots;
import static io.jangada.node.storage.SnapshotsTest.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.Snapshots.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

/** Snapshots of which something is damaged or gone, found at a start or while they are served. */
final class DamagedSnapshotsTest {
    @Test
    void noFlippedByteIsStartedOn() {
        MemoryDisk disk = new MemoryDisk();
        write(begin(disk).journal.snapshots(), 5);
        disk.close();
        int found = 0;
        for (String file : files(disk)) {
            for (int at = 0; at < disk.bytes(file).length; at++) {
                MemoryDisk damaged = disk.copy();
                damaged.bytes(file)[at] ^= (byte) (1 << at % 8);
                Life life = again(damaged);
                Manifest manifest = life.recovered.snapshot();
                if (manifest == null) {
                    found++;
                    assertThat(life.recovered.warnings())
                            .containsExactly(
                                    "%s at %d: chunk %d is damaged: it is kept aside, and not started on"
                                            .formatted(file, at / 1024 * 1024, at / 1024));
                    assertThat(damaged.list()).contains("damaged-" + file).doesNotContain(file);
                    assertThat(life.journal.snapshots().newest()).isNull();
                    continue;
                }
                assertThat(manifest.members()).isEqualTo(MEMBERS);
                assertThat(read(life.journal.snapshots(), manifest)).isEqualTo(image(5));
                if (file.startsWith("manifest-")) {
                    assertThat(life.recovered.warnings()).anyMatch(line -> line.contains(file));
                    damaged.close();
                    assertThat(again(damaged).recovered.warnings()).as("repaired").isEmpty();
                }
            }
        }
        assertThat(found).as("all but what fills up a sector").isEqualTo(image(5).length() + 12);
    }

    @Test
    void whereTheNewestIsDamagedTheOneBeforeItIsStartedOn() {
        MemoryDisk disk = twoSnapshots();
        Image newer = new Image(7, 1);
        byte[] damaged = disk.bytes(newer.file());
        damaged[1100] ^= 1;
        Life life = again(disk);
        assertThat(newest(life.journal.snapshots()).index()).isEqualTo(4);
        assertThat(life.recovered.snapshot()).isEqualTo(newest(life.journal.snapshots()));
        assertThat(life.recovered.log().last()).as("all of the log").isEqualTo(9);
        assertThat(disk.bytes("damaged-" + newer.file())).isEqualTo(damaged);
        assertThat(disk.list()).contains("damaged-" + newer.manifest());
        write(life.journal.snapshots(), 8);
        run(life.journal.snapshots(), Outcome.MORE);
        disk.close();
        assertThat(again(disk).recovered.warnings()).isEmpty();
    }

    @Test
    void oneThatIsFoundDamagedIsReplacedByAnotherOfTheSameEntries() {
        MemoryDisk disk = new MemoryDisk();
        Snapshots snapshots = begin(disk).journal.snapshots();
        write(snapshots, 5);
        disk.bytes(new Image(5, 1).file())[1100] ^= 1;
        assertThat(snapshots.chunk(5, 1, 1)).isInstanceOf(Snapshots.Chunk.Damaged.class);
        assertThat(snapshots.newest()).isNull();
        assertThat(write(snapshots, 5)).isEqualTo(Outcome.DONE);
        assertThat(read(snapshots, newest(snapshots))).isEqualTo(image(5));
        assertThat(files(disk)).hasSize(2);
    }

    @Test
    void oneThatIsFoundDamagedIsKeptAsideOnceThereIsANewerOne() {
        MemoryDisk disk = new MemoryDisk();
        Snapshots snapshots = begin(disk).journal.snapshots();
        for (long index = 4; index < 8; index += 2) {
            write(snapshots, index);
            disk.bytes(new Image(index, 1).file())[0] ^= 1;
            assertThat(snapshots.chunk(index, 1, 0)).isInstanceOf(Snapshots.Chunk.Damaged.class);
            write(snapshots, index + 1);
            assertThat(disk.list())
                    .as("the last one that was damaged")
                    .filteredOn(file -> file.startsWith("damaged-"))
                    .containsExactly(
                            "damaged-" + new Image(index, 1).manifest(),
                            "damaged-" + new Image(index, 1).file());
        }
        assertThat(files(disk)).hasSize(2);
    }

    @Test
    void aShortFileIsNoSnapshotAndTheOneBeforeItIsTaken() {
        for (boolean manifest : new boolean[] {true, false}) {
            MemoryDisk disk = twoSnapshots();
            Image newer = new Image(7, 1);
            String file = manifest ? newer.manifest() : newer.file();
            disk.shorten(file, disk.bytes(file).length - 1);
            Life life = again(disk);
            assertThat(life.recovered.warnings()).anyMatch(line -> line.startsWith(file));
            assertThat(newest(life.journal.snapshots()).index()).isEqualTo(4);
            disk.close();
            assertThat(again(disk).recovered.warnings()).isEmpty();
        }
    }

    @Test
    void whereTheLogBeginsBehindTheOneBeforeItTheStartIsRefusedAlone() {
        MemoryDisk disk = new MemoryDisk();
        Life life = begin(disk).append(10, 1, 9, 800).turn();
        write(life.journal.snapshots(), 4);
        MemoryDisk older = disk.copy();
        life.compact(18).turn();
        disk.close();
        String file = new Image(18, 1).file();
        assertThat(older.list()).contains(new Image(4, 1).manifest());
        disk.shorten(file, 3);
        byte[] before = disk.bytes(file).clone();
        assertThat(Recovery.open(disk, Life.IDENTITY, true, Life.TINY))
                .isInstanceOfSatisfying(
                        Opening.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith(file));
        assertThat(disk.bytes(file)).as("nothing was changed").isEqualTo(before);
    }

    /** Who began alone and has others now, as the damaged one tells, or as it may have told. */
    @ParameterizedTest
    @ValueSource(strings = {"chunk", "short", "manifest", "missing"})
    void whoBeganAloneMayHavePeersSince(String what) {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, true).turn().vote(1, 0xa).turn().append(1, 1, 1, 800).turn();
        life.configure(2, 1, InspectionTest.THREE).append(3, 1, 26, 800).turn();
        life.snapshot(18, 1, InspectionTest.THREE).compact(18).turn();
        disk.close();
        Image image = new Image(18, 1);
        switch (what) {
            case "chunk" -> disk.bytes(image.file())[3] ^= 1;
            case "short" -> disk.shorten(image.file(), 3);
            case "manifest" -> disk.shorten(image.manifest(), 100);
            default -> disk.remove(image.manifest());
        }
        for (int start = 0; start < 2; start++) {
            Opening.Recovered found = Life.opened(disk, true);
            disk.close();
            assertThat(found.isLost()).isTrue();
            assertThat(found.log().last()).isEqualTo(28);
        }
    }

    @Test
    void withPeersWhatIsLostIsToldAndAwaited() {
        MemoryDisk disk = new MemoryDisk();
        begin(disk).append(10, 1, 19, 800).turn().compact(18).turn();
        disk.close();
        String file = new Image(18, 1).file();
        disk.bytes(file)[3] ^= 1;
        for (int start = 0; start < 2; start++) {
            Opening.Recovered found = Life.opened(disk, false);
            disk.close();
            assertThat(found.isLost()).isTrue();
            assertThat(found.snapshot()).isNull();
            assertThat(found.log().last()).isEqualTo(28);
            assertThat(found.suspectFrom()).isEqualTo(found.log().first() - 1).isPositive();
            assertThat(found.prevTerm()).isOne();
            assertThat(found.warnings())
                    .last()
                    .asString()
                    .endsWith(
                            "the log begins behind index %d; a snapshot of another member is awaited, no vote is given before"
                                    .formatted(found.log().first() - 1));
        }
        assertThat(disk.list()).contains("damaged-" + file);
    }

    @Test
    void wherePartOfTheLogIsSuspectTooTheStartIsRefused() {
        MemoryDisk disk = new MemoryDisk();
        Life life = begin(disk).append(10, 1, 19, 800).turn().compact(18).turn();
        life.append(29, 1, 1, 100).turn();
        MemoryDisk killed = disk.killed();
        killed.bytes(new Image(18, 1).file())[3] ^= 1;
        for (String file : killed.list()) {
            byte[] bytes = killed.bytes(file);
            int last = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("28/1/");
            if (last >= 0) {
                bytes[last] ^= 1;
            }
        }
        assertThat(Recovery.open(killed, Life.IDENTITY, false, Life.TINY))
                .isInstanceOfSatisfying(
                        Opening.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .startsWith("snapshot-")
                                        .endsWith("and is suspect from index 29"));
    }
}
