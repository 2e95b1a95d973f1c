package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.raft.HardState;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How files are made, forced, locked and told apart, rule by rule; see {@code docs/RULES.md}. */
final class DiskRulesTest {
    private static final String SEGMENT = "segment-0000000000000001";
    private static final String NEXT = "segment-0000000000000002";
    private static final HardState VOTE = new HardState(4, new ServerId(9));

    private static String refused(Disk disk, Identity expected) {
        return switch (Recovery.open(disk, expected, false, Life.TINY)) {
            case Opening.Refused(String reason) -> reason;
            case Opening.Recovered found -> "not refused: " + found;
        };
    }

    private static String refused(Disk disk) {
        return refused(disk, Life.IDENTITY);
    }

    /** A journal that voted and holds one entry, closed again. */
    private static MemoryDisk voted() {
        MemoryDisk disk = new MemoryDisk();
        Life.begin(disk, false).turn().vote(4, 9).turn().append(1, 4, 1, 10).turn();
        disk.close();
        return disk;
    }

    @Test
    @DisplayName("R7: a vote is reported once both of its copies were forced, one after the other")
    void aVoteIsReportedWhenBothCopiesAreForced() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        disk.labels.clear();
        life.vote(4, 9).turn();
        assertThat(life.promises.saved).isEqualTo(1);
        assertThat(disk.labels).containsSubsequence("submit vote at 0", "submit vote at 4096");

        disk.failing = label -> label.equals("submit vote at 4096");
        life.vote(5, 9).turn();
        assertThat(life.promises.saved).as("one copy is not enough").isEqualTo(1);
        assertThat(life.promises.failed).contains("vote");
    }

    @Test
    @DisplayName("R7: term and vote survive the loss of either copy, and of none more")
    void aVoteSurvivesTheLossOfOneCopy() {
        for (int place = 0; place < 2; place++) {
            MemoryDisk disk = voted();
            disk.bytes("vote")[place * Block.BYTES + 50] ^= 1;
            Opening.Recovered found = Life.opened(disk, false);
            assertThat(found.hardState()).isEqualTo(VOTE);
            assertThat(found.warnings()).anyMatch(line -> line.startsWith("vote at"));
            disk.close();
            assertThat(Life.opened(disk, false).warnings()).as("it was made again").isEmpty();
        }
        for (String file : List.of("vote", "identity")) {
            MemoryDisk disk = voted();
            disk.bytes(file)[50] ^= 1;
            disk.bytes(file)[Block.BYTES + 50] ^= 1;
            assertThat(refused(disk)).startsWith(file + " at 0 and 4096: both copies are damaged");
        }
    }

    @Test
    @DisplayName("R7: a vote or an identity older than the log proves stops the server")
    void aVoteOlderThanTheLogIsRefused() {
        for (String file : List.of("vote", "identity")) {
            MemoryDisk disk = voted();
            byte[] old = disk.bytes(file).clone();
            Life again = Life.again(disk, false, new Life.Promises()).turn();
            again.vote(5, 9).turn().append(2, 5, 1, 10).turn();
            disk.close();
            System.arraycopy(old, 0, disk.bytes(file), 0, old.length);
            assertThat(refused(disk)).contains(file).contains("older than the journal");
        }
    }

    @Test
    @DisplayName("R8: after any failed write or force nothing is written, reported or tried again")
    void theFirstFailureIsTheLast() {
        int failed = 0;
        for (int nth = 1; ; nth++) {
            MemoryDisk disk = new MemoryDisk();
            Life life = Life.begin(disk, false);
            int[] left = {nth};
            disk.failing = label -> --left[0] == 0;
            work(life);
            if (life.promises.failed == null) {
                break;
            }
            failed++;
            int written = disk.accesses.size();
            int persisted = life.promises.persisted;
            int saved = life.promises.saved;
            work(life);
            assertThat(disk.accesses).as("failure %d", nth).hasSize(written);
            assertThat(life.promises.persisted).isEqualTo(persisted);
            assertThat(life.promises.saved).isEqualTo(saved);
            assertThat(life.promises.failures).isEqualTo(1);
        }
        assertThat(failed).isGreaterThan(40);
    }

    /** Appends over three segments, and votes; as far as it goes. */
    private static void work(Life life) {
        for (int i = 0; i < 4; i++) {
            long first = life.promises.states.getLast().size() + 1L;
            life.vote(9 + i, 9).append(first, 9, 5, 700).turn();
        }
    }

    @Test
    @DisplayName("R8: an opening that fails anywhere is refused, and loses nothing")
    void anOpeningThatFailsIsRefused() {
        int failed = 0;
        for (int nth = 1; ; nth++) {
            MemoryDisk disk = voted();
            int[] left = {nth};
            disk.failing = label -> --left[0] == 0;
            Opening opening = Recovery.open(disk, Life.IDENTITY, false, Life.TINY);
            if (opening instanceof Opening.Recovered) {
                break;
            }
            failed++;
            disk.failing = label -> false;
            Opening.Recovered found = Life.opened(disk, false);
            assertThat(found.hardState()).isEqualTo(VOTE);
            assertThat(found.log().last()).isEqualTo(1);
        }
        assertThat(failed).isGreaterThan(15);
    }

    @Test
    @DisplayName("R9: every file is forced before anything of it is believed")
    void everyFileIsForcedBeforeItIsRead() {
        MemoryDisk disk = voted();
        disk.accesses.clear();
        Life.opened(disk, false);
        List<String> forced = new ArrayList<>();
        List<String> read = new ArrayList<>();
        for (MemoryDisk.Access access : disk.accesses) {
            if (access.kind().equals("force")) {
                forced.add(access.file());
            } else if (access.kind().equals("read")) {
                read.add(access.file());
                assertThat(forced).contains(access.file());
            }
        }
        assertThat(read).contains("identity", "vote", SEGMENT, NEXT);
    }

    @Test
    @DisplayName("R9: what no force proves is written anew, and forced, before anything is said")
    void anUnprovedTailIsWrittenAnew() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn().append(1, 1, 2, 10).turn();
        disk.failing = label -> label.startsWith("submit segment-");
        life.append(3, 1, 2, 10).turn();
        MemoryDisk next = disk.killed();
        assertThat(Life.opened(next, false).log().last()).as("as the system shows it").isEqualTo(4);
        MemoryDisk cut = next.after(unit -> MemoryDisk.Landing.OLD);
        assertThat(Life.opened(cut, false).log().last()).as("as the disk has it").isEqualTo(4);
    }

    @Test
    @DisplayName("R10, R11: a segment is filled, forced, named and registered before it is used")
    void aSegmentIsReadyBeforeItIsUsed() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        work(life);
        assertThat(disk.labels)
                .containsSubsequence(
                        "create spare.tmp",
                        "write spare.tmp",
                        "force spare.tmp",
                        "rename spare.tmp",
                        "directory",
                        "force identity",
                        "force identity",
                        "submit " + NEXT + " at 8192");
        String used = "submit " + NEXT + " at 8192";
        int first = disk.labels.indexOf(used);
        int named = disk.labels.indexOf("rename spare.tmp");
        assertThat(disk.labels.subList(named, first)).contains("directory", "force identity");
        assertThat(disk.bytes(NEXT)).hasSize((int) Life.TINY.segmentBytes());
    }

    @Test
    @DisplayName("R10: a file goes only once the name of what replaces it is durable")
    void aFileGoesOnlyOnceItsReplacementIsDurable() {
        MemoryDisk disk = voted();
        disk.labels.clear();
        Life.opened(disk, false);
        assertThat(disk.labels)
                .containsSubsequence(
                        "force tail.tmp",
                        "rename tail.tmp",
                        "directory",
                        "force identity",
                        "delete " + SEGMENT,
                        "directory");
        assertThat(disk.labels.indexOf("delete " + SEGMENT))
                .isGreaterThan(disk.labels.indexOf("rename tail.tmp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create spare.tmp", "write spare.tmp", "force spare.tmp"})
    @DisplayName("R11, R15: a disk that is full at create, write or force of a spare is survived")
    void aFullDiskIsSurvivedWhileTheSpareIsPrepared(String where) {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        disk.full = label -> label.equals(where);
        life.append(1, 1, 11, 900).turn();
        assertThat(life.journal.spaceShort()).isTrue();
        assertThat(life.promises.failed).isNull();
        assertThat(disk.list()).doesNotContain("spare.tmp");

        disk.full = label -> false;
        assertThat(life.journal.turn(Lane.PREPARE)).as("not at once").isFalse();
        life.now += 4_000_000_000L;
        assertThat(life.journal.turn(Lane.PREPARE)).isTrue();
        assertThat(life.journal.spaceShort()).isFalse();
        life.append(12, 1, 11, 900).turn();
        assertThat(life.promises.persisted).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "submit segment-.*",
                "submit vote at .*",
                "rename spare.tmp",
                "directory",
                "write identity"
            })
    @DisplayName("R15: where something depends on the file, a full disk stops the member")
    void aFullDiskElsewhereStopsTheMember(String where) {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        disk.full = label -> label.matches(where);
        work(life);
        assertThat(life.promises.failed).contains("no space left");
        assertThat(life.journal.spaceShort()).isFalse();
    }

    @Test
    @DisplayName("R15: the spare segment is the room that opening needs on a full disk")
    void aFullDiskDoesNotKeepAMemberFromStarting() throws IOException {
        MemoryDisk disk = voted();
        disk.room = used(disk);
        assertThat(Life.opened(disk, false).log().last()).isEqualTo(1);
        disk.close();

        // Killed while it prepared the next one: what is half done gives way.
        disk.room = Long.MAX_VALUE;
        disk.create("spare.tmp", Life.TINY.segmentBytes());
        disk.room = used(disk);
        assertThat(Life.opened(disk, false).log().last()).isEqualTo(1);
        disk.close();

        disk.room = used(disk);
        assertThat(refused(disk)).startsWith("the disk has no room");
        disk.room = Long.MAX_VALUE;
        assertThat(Life.opened(disk, false).hardState()).isEqualTo(VOTE);
    }

    @Test
    @DisplayName("R15: the last segment that is prepared is for a start only")
    void oneSegmentIsInReserveForAStart() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        disk.room = used(disk);
        life.append(1, 1, 22, 900);
        assertThatThrownBy(life::turn).hasMessage("appends wait for ever");
        assertThat(life.journal.spaceShort()).isTrue();
        assertThat(life.promises.persisted).isZero();
        MemoryDisk next = disk.killed();
        next.room = used(next);
        assertThat(Life.opened(next, false).log().last()).isBetween(11L, 21L);
    }

    @Test
    @DisplayName("a segment in use that is lost is missed, though others are prepared behind it")
    void aLostSegmentIsMissedThoughOthersArePrepared() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        disk.full = label -> label.endsWith("spare.tmp");
        life.append(1, 1, 14, 900).turn();
        assertThat(life.journal.spaceShort()).isTrue();
        MemoryDisk next = disk.killed();
        next.remove(NEXT);
        assertThat(refused(next)).isEqualTo(NEXT + " is missing");
    }

    /**
     * Where the room went into a new segment already, one more is needed; never one for nothing.
     */
    @Test
    @DisplayName("R15: an opening on a full disk may be cut off anywhere and is gone through again")
    void anOpeningOnAFullDiskMayBeCutOffAnywhere() throws IOException {
        boolean killed = true;
        int again = 0;
        for (int cut = 1; killed; cut++) {
            MemoryDisk disk = voted();
            disk.room = used(disk);
            disk.cutAfter = disk.operations + cut;
            try {
                Recovery.open(disk, Life.IDENTITY, false, Life.TINY);
                killed = false;
            } catch (MemoryDisk.Cut _) {
                // As intended.
            }
            MemoryDisk next = disk.killed().copy();
            next.room = disk.room;
            String outcome = refused(next);
            if (outcome.startsWith("the disk has no room")) {
                assertThat(next.list()).as("what is half done").doesNotContain("tail.tmp");
                next.room += Life.TINY.segmentBytes();
                assertThat(Life.opened(next, false).log().last()).isOne();
            } else {
                assertThat(outcome).startsWith("not refused");
                again++;
            }
        }
        assertThat(again).isGreaterThan(10);
    }

    private static long used(MemoryDisk disk) {
        return disk.list().stream().mapToLong(file -> disk.bytes(file).length).sum();
    }

    @Test
    @DisplayName("R20: no file of the journal is mapped into memory")
    void nothingIsMapped(@TempDir Path directory) throws IOException {
        Path maps = Path.of("/proc/self/maps");
        Assumptions.assumeTrue(Files.exists(maps));
        Life life = Life.begin(FileDisk.open(directory), true).turn();
        life.vote(1, 3).append(1, 1, 30, 500).turn();
        assertThat(life.read()).isEmpty();
        assertThat(Files.readString(maps)).doesNotContain(directory.toRealPath().toString());
        life.journal.close();
    }

    @Test
    @DisplayName("R21: the directory is locked, and its lock names the owner")
    void theDirectoryIsLockedAndNamesItsOwner(@TempDir Path directory) throws IOException {
        Life life = Life.begin(FileDisk.open(directory), true).turn();
        assertThat(Files.readString(directory.resolve("lock")))
                .isEqualTo("member a, start 1234567890abcdef");
        assertThat(refused(FileDisk.open(directory)))
                .contains("is in use by member a, start 1234567890abcdef");
        assertThat(life.turn().promises.failed).as("asking took nothing away").isNull();
        life.journal.close();
        assertThat(refused(FileDisk.open(directory))).startsWith("not refused");
    }

    @Test
    @DisplayName("R21: a member whose lock was taken or replaced stops at the next turn")
    void aMemberThatLostItsLockStops(@TempDir Path directory) throws IOException {
        for (String how : List.of("other owner", "replaced", "removed")) {
            Life life = Life.begin(FileDisk.open(directory), true).turn();
            Path lock = directory.resolve("lock");
            if (how.equals("replaced")) {
                Path other = directory.resolve("other");
                Files.copy(lock, other);
                Files.move(other, lock, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            } else if (how.equals("removed")) {
                Files.delete(lock);
            } else {
                Files.writeString(lock, "member b, start 1");
            }
            life.journal.turn(Lane.PREPARE);
            assertThat(life.promises.failed).as(how).startsWith("lock:");
            life.vote(7, 7).journal.turn(Lane.VOTE);
            assertThat(life.promises.saved).as("no vote without the lock").isZero();
            life.journal.close();
        }
    }

    @Test
    @DisplayName("R21: an opening that lost its lock while it read changes nothing")
    void anOpeningThatLostItsLockChangesNothing() {
        MemoryDisk disk = voted();
        disk.stolen = true;
        disk.accesses.clear();
        assertThat(refused(disk)).contains("in use");
        assertThat(disk.accesses).noneMatch(access -> access.kind().equals("write"));
        assertThatThrownBy(disk::requireLock).isInstanceOf(Disk.InUse.class);
    }

    @Test
    @DisplayName("R22: each start counts, durably, before anything is said")
    void eachStartCounts() {
        MemoryDisk disk = new MemoryDisk();
        for (int start = 1; start < 4; start++) {
            assertThat(Life.opened(disk, false).identity().bootEpoch()).isEqualTo(start);
            disk = disk.after(unit -> MemoryDisk.Landing.OLD);
        }
    }

    @Test
    @DisplayName("R22: a wiped disk is a stranger, and takes nothing of its former incarnation")
    void anotherIncarnationIsAStranger() {
        MemoryDisk former = voted();
        Identity next = Identity.expected(0xc1c1c1c1L, new ServerId(0xa), 77, "a=b");
        MemoryDisk wiped = new MemoryDisk();
        assertThat(Recovery.open(wiped, next, false, Life.TINY))
                .isInstanceOfSatisfying(
                        Opening.Recovered.class,
                        found -> assertThat(found.identity().incarnation()).isEqualTo(77));
        wiped.close();
        for (String file : List.of("vote", SEGMENT)) {
            MemoryDisk mixed = wiped.copy();
            byte[] foreign = former.bytes(file);
            System.arraycopy(foreign, 0, mixed.bytes(file), 0, foreign.length);
            assertThat(refused(mixed)).startsWith(file).containsAnyOf("another", "of another");
        }
        // Records alone, under the head of the present incarnation, are no records.
        MemoryDisk mixed = wiped.copy();
        System.arraycopy(former.bytes(SEGMENT), 12288, mixed.bytes(SEGMENT), 12288, 4096);
        assertThat(Life.opened(mixed, false).log().isEmpty()).isTrue();
    }

    @Test
    @DisplayName("A newer format is refused by a line that names the file and both versions")
    void aNewerFormatIsRefused() {
        for (String file : List.of("identity", "vote", SEGMENT)) {
            MemoryDisk disk = voted();
            ByteBuffer bytes = ByteBuffer.wrap(disk.bytes(file));
            int newest = file.equals("identity") ? 3 : 1;
            bytes.putShort(4, (short) (newest + 1));
            bytes.putInt(4092, Header.crc(bytes, 0, 4092));
            assertThat(refused(disk))
                    .startsWith(
                            file + ": format %d is newer than %d,".formatted(newest + 1, newest))
                    .endsWith(" that this program knows; use the version that wrote it");
        }
    }

    @Test
    @DisplayName("A file whose checksum is right and whose fields are not there is refused by name")
    void whatIsShorterThanItsFormatIsRefused() {
        for (String file : List.of("identity", "vote")) {
            int plain = file.equals("identity") ? 36 + "simulated".length() : 24;
            for (int length : List.of(0, 8, plain - 1, plain + 1)) {
                MemoryDisk disk = voted();
                edit(disk, file, bytes -> bytes.putInt(36, length));
                assertThat(refused(disk))
                        .as("%s of %d bytes", file, length)
                        .isEqualTo(file + ": what it holds is not of format 1");
            }
        }
    }

    @Test
    @DisplayName("An identity that says it has a base, and has none, is refused")
    void aFormatWithoutItsFieldsIsRefused() {
        MemoryDisk disk = voted();
        edit(disk, "identity", bytes -> bytes.putShort(4, (short) 2));
        assertThat(refused(disk)).isEqualTo("identity: what it holds is not of format 2");

        for (int text : List.of(-1, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
            MemoryDisk other = voted();
            edit(other, "identity", bytes -> bytes.putInt(40 + 32, text));
            assertThat(refused(other)).isEqualTo("identity: what it holds is not of format 1");
        }
    }

    /** Changes both copies, and makes their checksums right. */
    private static void edit(MemoryDisk disk, String file, Consumer<ByteBuffer> change) {
        for (int place = 0; place < 2; place++) {
            ByteBuffer copy =
                    ByteBuffer.wrap(disk.bytes(file)).slice(place * Block.BYTES, Block.BYTES);
            change.accept(copy);
            copy.putInt(Block.BYTES - 4, Header.crc(copy, 0, Block.BYTES - 4));
        }
    }
}
