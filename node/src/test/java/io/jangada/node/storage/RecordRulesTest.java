package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Bytes;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What the records of a segment are for, rule by rule; {@code docs/RULES.md} has the rules. */
final class RecordRulesTest {
    private static final String SEGMENT = "segment-0000000000000001";

    /** Where the first batch of records stands: behind the head and the identifiers. */
    private static final int FIRST = 8192;

    /** A mark, then two batches of one entry each; they fill the segment. */
    private static MemoryDisk two(boolean alone) {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, alone).turn();
        life.append(1, 1, 1, 100).turn().append(2, 2, 1, 600).turn();
        disk.close();
        return disk;
    }

    private static int batch(int number) {
        return FIRST + number * Layout.BLOCK;
    }

    private static ByteBuffer bytes(MemoryDisk disk) {
        return ByteBuffer.wrap(disk.bytes(SEGMENT));
    }

    private static String refused(MemoryDisk disk, boolean alone) {
        return switch (Recovery.open(disk, Life.IDENTITY, alone, Life.TINY)) {
            case Opening.Refused(String reason) -> reason;
            case Opening.Recovered found -> "not refused: " + found;
        };
    }

    @Test
    @DisplayName("R1: no length is believed before the checksum of its header holds")
    void aLengthWithoutAChecksumIsNotBelieved() {
        for (int length : new int[] {(1 << 24) - 1, -1, Integer.MAX_VALUE, 9000}) {
            MemoryDisk disk = two(false);
            bytes(disk).putInt(batch(1) + 56, length);
            assertThat(refused(disk, false))
                    .startsWith(SEGMENT + " at 12288: record 2, COMMAND with index 1 and term 1")
                    .contains("durable");
        }
    }

    @Test
    @DisplayName("R1: a payload that is not what its checksum says is damage")
    void aPayloadHasAChecksum() {
        MemoryDisk disk = two(false);
        disk.bytes(SEGMENT)[batch(1) + Header.BYTES + 9] ^= 1;
        assertThat(refused(disk, false)).startsWith(SEGMENT + " at 12288: record 2, COMMAND");
    }

    @Test
    @DisplayName("R1: a record is linked to the one before it: one of another history is refused")
    void aRecordOfAnotherHistoryIsRefused() {
        MemoryDisk disk = two(false);
        MemoryDisk other = new MemoryDisk();
        Life life = Life.begin(other, false).turn();
        life.append(1, 1, 1, 101).turn().append(2, 2, 1, 600).turn();
        System.arraycopy(
                other.bytes(SEGMENT), batch(2), disk.bytes(SEGMENT), batch(2), Layout.BLOCK);
        assertThat(refused(disk, false)).startsWith(SEGMENT + " at 16384: record 3, COMMAND");
    }

    @Test
    @DisplayName("R2: an entry whose record is lost is still named, with index, term and size")
    void aLostEntryIsNamed() {
        MemoryDisk disk = two(false);
        byte[] garbage = new byte[Layout.BLOCK];
        java.util.Arrays.fill(garbage, (byte) 0x5a);
        bytes(disk).put(batch(2), garbage);
        Opening.Recovered found = Life.opened(disk, false);
        assertThat(found.suspectFrom()).isEqualTo(2);
        assertThat(found.log().last()).isEqualTo(2);
        assertThat(found.log().term(2)).isEqualTo(2);
        assertThat(found.log().size(2)).isEqualTo("1/2/".length() + 600);
    }

    @Test
    @DisplayName("R2: identifiers are written with one force, 1 MiB away from their records")
    void identifiersAreFarFromTheirRecords() {
        Limits limits = Limits.DEFAULT;
        for (int payload : new int[] {0, 4000, 4 << 20}) {
            Bytes command = Bytes.copyOf(ByteBuffer.allocate(payload));
            Segment segment =
                    new Segment(1, (int) limits.segmentBytes(), (int) limits.identifierBytes());
            Batch batch = new Batch(new Origin(1, 1, 0), limits.batchBytesMax());
            for (long index = 1; ; ) {
                batch.begin(segment, index - 1, 0);
                while (batch.add(Type.COMMAND, index, 1, command)) {
                    index++;
                }
                if (batch.isEmpty()) {
                    break;
                }
                List<Disk.Piece> pieces = batch.pieces();
                Disk.Piece identifiers = pieces.get(1);
                assertThat(identifiers.position() + identifiers.bytes().remaining() + (1 << 20))
                        .isLessThanOrEqualTo(pieces.get(0).position());
                batch.written(new Places(), new Seams(Base.NONE));
            }
        }
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        disk.accesses.clear();
        life.append(1, 1, 3, 10).turn();
        assertThat(disk.accesses)
                .extracting(access -> access.kind() + " " + access.file())
                .containsExactly("write " + SEGMENT, "write " + SEGMENT, "force " + SEGMENT);
    }

    @Test
    @DisplayName("R3: what is torn beyond every mark, with nothing behind it, is cut")
    void aTornTailIsCut() {
        for (boolean alone : new boolean[] {true, false}) {
            MemoryDisk disk = two(alone);
            tear(disk);
            bytes(disk).put(lastIdentifier(disk), new byte[Identifier.BYTES]);
            Opening.Recovered found = Life.opened(disk, alone);
            assertThat(found.log().last()).isEqualTo(1);
            assertThat(found.suspectFrom()).isEqualTo(2);
            assertThat(found.warnings()).anyMatch(line -> line.contains("torn tail"));
        }
    }

    @Test
    @DisplayName("R3: an ambiguous last batch is never cut in a cluster")
    void anAmbiguousLastBatchIsNotCutInACluster() {
        MemoryDisk disk = two(false);
        damage(disk);
        Opening.Recovered found = Life.opened(disk, false);
        assertThat(found.log().last()).isEqualTo(2);
        assertThat(found.suspectFrom()).isEqualTo(2);
    }

    @Test
    @DisplayName("R3: what is torn before something valid is damage, and nothing is cut")
    void damageBeforeSomethingValidIsNoTornTail() {
        MemoryDisk disk = two(false);
        bytes(disk).put(batch(1), new byte[Layout.BLOCK]);
        assertThat(refused(disk, false)).startsWith(SEGMENT + " at 12288: record 2");
    }

    /** The last sector of the last record is as it was before. */
    private static void tear(MemoryDisk disk) {
        bytes(disk).put(batch(2) + 512, new byte[512]);
    }

    /** No sector of the last record is as it was before. */
    private static void damage(MemoryDisk disk) {
        disk.bytes(SEGMENT)[batch(2) + 515] ^= 1;
    }

    private static int lastIdentifier(MemoryDisk disk) {
        int last = 0;
        for (int slot = Layout.BLOCK; slot < FIRST; slot += Identifier.BYTES) {
            last = bytes(disk).getLong(slot) != 0 ? slot : last;
        }
        return last;
    }

    @Test
    @DisplayName("R3: a last batch that is torn and that nothing proves is cut, its bytes are kept")
    void aTornLastBatchIsCutAndKept() {
        for (boolean alone : new boolean[] {true, false}) {
            for (int sector = 0; sector < 2; sector++) {
                MemoryDisk disk = two(alone);
                bytes(disk).put(batch(2) + 512 * sector, new byte[512]);
                Opening.Recovered found = Life.opened(disk, alone);
                assertThat(found.log().last()).isEqualTo(1);
                assertThat(found.suspectFrom()).isEqualTo(2);
                assertThat(found.warnings())
                        .anyMatch(line -> line.contains("torn in the last batch"));
                assertThat(disk.list()).contains("aside-0000000000000001-00004000");
            }
        }
    }

    @Test
    @DisplayName("R4: zeros prove nothing where a mark proves the force; one soon follows")
    void zerosProveNothing() {
        for (boolean alone : new boolean[] {true, false}) {
            for (int number = 0; number <= 2; number++) {
                for (int sector = 0; sector < (number < 2 ? 1 : 2); sector++) {
                    MemoryDisk disk = proved(alone);
                    bytes(disk).put(batch(number) + 512 * sector, new byte[512]);
                    assertThat(refused(disk, alone)).contains("damaged, and it was durable");
                }
            }
        }
    }

    /** Like {@link #two}, and nothing came for as long as it takes to prove the last batch. */
    private static MemoryDisk proved(boolean alone) {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, alone).turn();
        life.append(1, 1, 1, 100).turn().append(2, 2, 1, 600).turn();
        life.now += Appender.PROOF_AFTER - 1;
        disk.accesses.clear();
        assertThat(life.journal.turn(Lane.APPEND)).as("not at once").isFalse();
        assertThat(disk.accesses).isEmpty();
        life.now++;
        life.turn();
        assertThat(disk.accesses).extracting(MemoryDisk.Access::kind).contains("force");
        disk.accesses.clear();
        life.now += 10 * Appender.PROOF_AFTER;
        assertThat(life.journal.turn(Lane.APPEND)).as("once is enough").isFalse();
        assertThat(disk.accesses).isEmpty();
        disk.close();
        return disk;
    }

    @Test
    @DisplayName("R4: an orderly stop proves the last batch")
    void closingProvesTheLastBatch() throws java.io.IOException {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn().append(1, 1, 1, 600).turn();
        life.journal.close();
        bytes(disk).put(batch(1) + 512, new byte[512]);
        assertThat(refused(disk, false)).contains("damaged, and it was durable");
    }

    @Test
    @DisplayName("R24: the newest eight side files are kept")
    void sideFilesAreFew() {
        MemoryDisk disk = new MemoryDisk();
        disk.close();
        for (int start = 1; start <= 12; start++) {
            Life life = Life.again(disk, true, new Life.Promises()).turn();
            life.append(1, start, 1, 600).turn();
            disk.close();
            String last =
                    disk.list().stream()
                            .filter(file -> Layout.number(file) != null)
                            .filter(file -> disk.bytes(file)[batch(1)] != 0)
                            .reduce((_, later) -> later)
                            .orElseThrow();
            ByteBuffer.wrap(disk.bytes(last)).put(batch(1) + 512, new byte[512]);
        }
        Life.opened(disk, true);
        assertThat(disk.list()).filteredOn(file -> file.startsWith("aside-")).hasSize(8);
    }

    @Test
    @DisplayName("R5: whatever is damaged below the mark, nothing is cut, deleted or written")
    void nothingDurableIsCut() {
        for (boolean alone : new boolean[] {true, false}) {
            for (int at = FIRST; at < batch(2); at += 512) {
                MemoryDisk disk = two(alone);
                if (bytes(disk).getLong(at) == 0) {
                    continue;
                }
                bytes(disk).put(at, new byte[512]);
                byte[] before = disk.bytes(SEGMENT).clone();
                List<String> files = disk.list();
                disk.accesses.clear();
                assertThat(refused(disk, alone)).contains("durable");
                assertThat(disk.bytes(SEGMENT)).isEqualTo(before);
                assertThat(disk.list()).isEqualTo(files);
                assertThat(disk.accesses).noneMatch(access -> access.kind().equals("write"));
            }
        }
    }

    @Test
    @DisplayName("R5: a damaged entry keeps index and term for elections, start after start")
    void aDamagedEntryKeepsIndexAndTerm() {
        MemoryDisk disk = two(false);
        damage(disk);
        for (int start = 0; start < 3; start++) {
            Opening.Recovered found = Life.opened(disk, false);
            assertThat(found.log().last()).isEqualTo(2);
            assertThat(found.log().term(2)).isEqualTo(2);
            assertThat(found.suspectFrom()).isEqualTo(2);
            disk.close();
        }
    }

    @Test
    @DisplayName("R12: no write touches a sector that was forced before, no record a 4 KiB block")
    void noWriteTouchesWhatWasForced() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        disk.accesses.clear();
        for (int i = 0; i < 40; i++) {
            life.append(3 * i + 1, 1, 3, i * 23).turn();
        }
        List<MemoryDisk.Access> earlier = new ArrayList<>();
        int checked = 0;
        for (MemoryDisk.Access access : disk.accesses) {
            if (!access.kind().equals("write") || !access.file().startsWith("segment-")) {
                continue;
            }
            int unit = access.from() < FIRST ? Layout.SECTOR : Layout.BLOCK;
            assertThat(access.from() % unit).isZero();
            assertThat(access.to() % unit).isZero();
            assertThat(earlier).noneMatch(access::meets);
            earlier.add(access);
            checked++;
        }
        assertThat(checked).isGreaterThanOrEqualTo(80);
    }

    @Test
    @DisplayName("R13: a conflict is cut by a record that is durable with what takes its place")
    void aCutIsARecord() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        life.append(1, 1, 3, 10).turn().append(2, 2, 1, 10).turn();
        Header cut = header(disk, batch(2));
        assertThat(cut.type()).isEqualTo(Type.TRUNCATE);
        assertThat(cut.index()).isEqualTo(1);
        assertThat(header(disk, cut.end()).type()).isEqualTo(Type.COMMAND);
        assertThat(header(disk, cut.end()).durable()).isEqualTo(cut.durable());
        disk.close();
        Opening.Recovered found = Life.opened(disk, false);
        assertThat(found.log().last()).as("the old third entry does not come back").isEqualTo(2);
        assertThat(found.log().term(2)).isEqualTo(2);
    }

    private static Header header(MemoryDisk disk, int offset) {
        Origin origin = new Origin(Life.IDENTITY.clusterId(), Life.IDENTITY.incarnation(), 0);
        Header header = Header.read(bytes(disk), offset, offset, origin, 1);
        return java.util.Objects.requireNonNull(header);
    }

    @Test
    @DisplayName("R14: what cannot be read is damaged, and nothing beside it is")
    void whatCannotBeReadIsDamagedAndNothingElse() {
        MemoryDisk durable = two(false);
        durable.hide(SEGMENT, batch(1) + 512, 1);
        assertThat(refused(durable, false)).startsWith(SEGMENT + " at 12288: record 2, COMMAND");

        MemoryDisk ambiguous = two(false);
        ambiguous.hide(SEGMENT, batch(2) + 100, 1);
        Opening.Recovered found = Life.opened(ambiguous, false);
        assertThat(found.log().last()).isEqualTo(2);
        assertThat(found.suspectFrom()).isEqualTo(2);
        assertThat(found.warnings())
                .contains(SEGMENT + " at 16384: cannot be read; taken for damaged");

        for (boolean alone : new boolean[] {true, false}) {
            MemoryDisk both = two(alone);
            both.hide(SEGMENT, Layout.BLOCK, 1);
            both.hide(SEGMENT, batch(2) + 100, 1);
            assertThat(refused(both, alone)).contains("nothing tells where the log ends");
            assertThat(both.list()).contains(SEGMENT);
        }

        MemoryDisk beside = two(false);
        beside.hide(SEGMENT, Layout.BLOCK, 1);
        beside.hide("vote", 17, 1);
        beside.hide("identity", 4096, 1);
        Opening.Recovered whole = Life.opened(beside, false);
        assertThat(whole.log().last()).isEqualTo(2);
        assertThat(whole.suspectFrom()).isEqualTo(3);
        assertThat(whole.warnings())
                .anyMatch(line -> line.startsWith("vote at 0: a copy is damaged"))
                .anyMatch(line -> line.startsWith("identity at 4096: a copy is damaged"))
                .contains(SEGMENT + " at 4096: cannot be read; taken for damaged");
    }

    @Test
    @DisplayName("R14: a segment of which nothing but the head can be read is not deleted")
    void aSegmentThatCannotBeReadIsNotTakenForBlank() {
        MemoryDisk disk = two(true);
        disk.hide(SEGMENT, Layout.BLOCK, disk.bytes(SEGMENT).length - Layout.BLOCK);
        assertThat(refused(disk, true)).startsWith(SEGMENT);
        assertThat(disk.list()).contains(SEGMENT);
    }

    @Test
    @DisplayName("R24: a single member with proven damage refuses to start and says where")
    void aSingleMemberSaysWhereItsDamageIs() {
        MemoryDisk disk = two(true);
        disk.bytes(SEGMENT)[batch(1) + Header.BYTES] ^= 4;
        assertThat(refused(disk, true))
                .isEqualTo(
                        SEGMENT
                                + " at 12288: record 2, COMMAND with index 1 and term 1:"
                                + " damaged, and it was durable");
    }

    @Test
    @DisplayName("R24: alone, an ambiguous last batch is cut, its bytes are kept, with a warning")
    void aloneAnAmbiguousLastBatchIsCutAndKept() {
        MemoryDisk disk = two(true);
        damage(disk);
        byte[] was = disk.bytes(SEGMENT).clone();
        Opening.Recovered found = Life.opened(disk, true);
        assertThat(found.log().last()).isEqualTo(1);
        assertThat(found.warnings())
                .anyMatch(line ->
                        line.startsWith(SEGMENT + " at 16384") && line.contains("side file"));
        byte[] aside = disk.bytes("aside-0000000000000001-00004000");
        assertThat(aside).hasSizeGreaterThan(500);
        assertThat(aside).isEqualTo(java.util.Arrays.copyOfRange(was, 16384, 16384 + aside.length));
    }
}
