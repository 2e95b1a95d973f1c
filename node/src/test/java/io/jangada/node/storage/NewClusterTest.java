package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Entries;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

/** A member whose cluster has lost its majority becomes a cluster of its own, at any cut. */
final class NewClusterTest {
    private static final long OLD = Life.IDENTITY.clusterId();
    private static final long NEW = 0xd2d2d2d2L;
    private static final ServerId SELF = Life.IDENTITY.memberId();
    private static final Members THREE = Members.of(SELF, new ServerId(0xb), new ServerId(0xc));
    private static final Members ONE = Members.of(SELF);

    /** Twelve entries of a cluster of three, the first of them the configuration. */
    private static MemoryDisk survivor() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        life.configure(1, 1, THREE).append(2, 1, 8, 700).turn().vote(3, 0xb).turn();
        life.append(10, 3, 2, 900).turn().append(12, 3, 1, 20).turn();
        disk.close();
        return disk;
    }

    private static Opening force(Disk disk) {
        return force(disk, NEW);
    }

    private static Opening force(Disk disk, long clusterId) {
        return Recovery.force(disk, Life.IDENTITY, new NewCluster(clusterId, _ -> ONE), Life.TINY);
    }

    private static Opening.Recovered forced(Disk disk) {
        return recovered(force(disk));
    }

    private static Opening.Recovered recovered(Opening opening) {
        return switch (opening) {
            case Opening.Recovered recovered -> recovered;
            case Opening.Refused(String reason) -> throw new AssertionError(reason);
        };
    }

    private static Opening open(Disk disk, long clusterId) {
        Identity identity = Life.IDENTITY;
        return Recovery.open(
                disk,
                Identity.expected(
                        clusterId,
                        identity.memberId(),
                        identity.incarnation(),
                        identity.initialCluster()),
                false,
                Life.TINY);
    }

    private static String refusal(Opening opening) {
        return opening instanceof Opening.Refused(String reason) ? reason : "not refused";
    }

    private static @Nullable Members latest(Opening.Recovered found) {
        return found.log().configurations().isEmpty()
                ? null
                : found.log().configurations().get(found.log().configurations().lastKey());
    }

    @Test
    void itKeepsAllEntriesAndIsAloneBehindThemInANewTerm() {
        MemoryDisk disk = survivor();
        Opening.Recovered found = forced(disk);
        assertThat(found.identity().clusterId()).isEqualTo(NEW);
        assertThat(found.log().last()).isEqualTo(13);
        assertThat(found.log().term(13)).isEqualTo(4);
        assertThat(found.hardState().currentTerm()).isEqualTo(4);
        assertThat(found.log().configurations()).containsEntry(1L, THREE).containsEntry(13L, ONE);
        assertThat(found.warnings())
                .anyMatch(line -> line.startsWith("THIS MEMBER HAS LEFT CLUSTER c1c1c1c1"));
        disk.close();
        Opening.Recovered again = recovered(open(disk, NEW));
        assertThat(again.identity().clusterId()).isEqualTo(NEW);
        assertThat(again.log()).isEqualTo(found.log());
        assertThat(again.warnings()).isEmpty();
    }

    /** The vote may be of a later term than the log: what was promised there stays promised. */
    @Test
    void theTermIsLaterThanThatOfTheVote() {
        MemoryDisk disk = survivor();
        Life.again(disk, false, new Life.Promises()).vote(9, 0xc).turn();
        disk.close();
        assertThat(forced(disk).log().term(13)).isEqualTo(10);
    }

    @Test
    void whatTheNewClusterAppendsIsThereAgainBesideTheOld() {
        MemoryDisk disk = survivor();
        forced(disk);
        disk.close();
        for (int i = 0; i < 3; i++) {
            Opening.Recovered found = recovered(open(disk, NEW));
            assertThat(found.log().last()).isEqualTo(13 + i);
            found.journal().start(new QuietListener(), () -> 0);
            found.journal()
                    .append(
                            1,
                            Entries.of(14 + i, 5 + i, Sizes.of(0)),
                            List.of(Payload.NO_OP),
                            false);
            while (found.journal().turn(Lane.APPEND) || found.journal().turn(Lane.PREPARE)) {}
            disk.close();
        }
    }

    /** After each operation of the disk, with any of what was not forced. */
    @Test
    void aCutAtAnyStepIsCarriedToItsEndByTheSameFlag() {
        int steps = survivorOperations();
        Random random = new Random(7);
        boolean begun = false;
        boolean through = false;
        for (int cut = 1; cut <= steps; cut++) {
            MemoryDisk disk = survivor();
            disk.cutAfter = disk.operations + cut;
            try {
                forced(disk);
            } catch (MemoryDisk.Cut power) {
                assertThat(power).isNotNull();
            }
            for (int tries = 0; tries < 4; tries++) {
                MemoryDisk left = afterCut(disk, random);
                String without = refusal(open(left.copy(), OLD));
                begun |= without.contains("was interrupted");
                through |= without.equals("not refused") && isNew(left.copy());
                Opening.Recovered found = forced(left);
                assertThat(latest(found)).isEqualTo(ONE);
                assertThat(found.identity().clusterId()).isEqualTo(NEW);
                assertThat(found.log().last()).isBetween(13L, 14L);
                left.close();
                assertThat(recovered(open(left, NEW)).log()).isEqualTo(found.log());
            }
        }
        assertThat(begun).isTrue();
        assertThat(through).isTrue();
    }

    /** Where nobody said the flag again, it is the old member still, or refused, or the new one. */
    @Test
    void withoutTheFlagNoCutLeavesAMemberOfTheOldClusterThatIsAlone() {
        int steps = survivorOperations();
        Random random = new Random(11);
        for (int cut = 1; cut <= steps; cut++) {
            MemoryDisk disk = survivor();
            disk.cutAfter = disk.operations + cut;
            try {
                forced(disk);
            } catch (MemoryDisk.Cut power) {
                assertThat(power).isNotNull();
            }
            for (int tries = 0; tries < 4; tries++) {
                MemoryDisk left = afterCut(disk, random);
                if (open(left, OLD) instanceof Opening.Recovered found) {
                    boolean alone = ONE.equals(latest(found));
                    assertThat(found.identity().clusterId()).isEqualTo(alone ? NEW : OLD);
                }
            }
        }
    }

    private static MemoryDisk afterCut(MemoryDisk disk, Random random) {
        return disk.after(MemoryDisk.Fate.of(_ -> random.nextBoolean()));
    }

    private static boolean isNew(Disk disk) {
        return recovered(open(disk, OLD)).identity().clusterId() == NEW;
    }

    private static int survivorOperations() {
        MemoryDisk disk = survivor();
        int before = disk.operations;
        forced(disk);
        return disk.operations - before;
    }

    /** With peers a snapshot of theirs would be awaited; nobody is left to send one. */
    @Test
    void itIsRefusedWithoutTheSnapshotThatItsLogGoesOnFrom() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn().configure(1, 1, THREE);
        life.append(2, 1, 15, 700).turn().append(17, 1, 8, 700).turn();
        life.compact(20).turn().configure(25, 1, THREE).turn();
        disk.close();
        for (String file : disk.list()) {
            if (file.startsWith("snapshot-")) {
                disk.bytes(file)[0] ^= 1;
            }
        }
        assertThat(recovered(open(disk.copy(), OLD)).isLost()).isTrue();
        assertThat(refusal(force(disk))).contains("put the file back");
    }

    @Test
    void itIsRefusedWithoutData() {
        MemoryDisk disk = new MemoryDisk();
        assertThat(refusal(force(disk)))
                .isEqualTo("identity is missing: there is nothing to go on with");
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void theOldClusterIsRefusedAfterwardsWhereItsFileHasNamedTheNewOne() {
        MemoryDisk disk = survivor();
        forced(disk);
        disk.close();
        // Once more, from the new cluster to a third one.
        Identity second =
                Identity.expected(NEW, SELF, 0x1234567890abcdefL, Life.IDENTITY.initialCluster());
        Opening.Recovered found =
                recovered(
                        Recovery.force(disk, second, new NewCluster(0xe3e3L, _ -> ONE), Life.TINY));
        assertThat(found.identity().clusterId()).isEqualTo(0xe3e3L);
        assertThat(found.log().last()).isEqualTo(14);
        disk.close();
        assertThat(refusal(open(disk, OLD)))
                .isEqualTo("identity: the directory is of cluster e3e3, not c1c1c1c1");
        assertThat(recovered(open(disk, NEW)).identity().clusterId()).isEqualTo(0xe3e3L);
    }

    /** Where it came to its end but for the file beside it, the flag changes nothing more. */
    @Test
    void theFlagOfBeforeDoesNotForceAgain() {
        MemoryDisk disk = survivor();
        forced(disk);
        disk.close();
        Opening.Recovered found = recovered(force(disk, 0xe3e3L));
        assertThat(found.identity().clusterId()).isEqualTo(NEW);
        assertThat(found.log().last()).isEqualTo(13);
    }

    /** A damaged last batch is suspect with peers; alone there is nobody to send it again. */
    @Test
    void aSuspectEndIsCutAndSaid() {
        MemoryDisk disk = survivor();
        damageLastEntry(disk);
        assertThat(recovered(open(disk.copy(), OLD)).suspectFrom()).isEqualTo(12);
        Opening.Recovered at = forced(disk.copy());
        assertThat(at.log().last()).isEqualTo(12);
        assertThat(latest(at)).isEqualTo(ONE);
        // Noted as suspect by an earlier start, it is cut by a record of its own.
        recovered(open(disk, OLD));
        disk.close();
        Opening.Recovered found = forced(disk);
        assertThat(found.suspectFrom()).isEqualTo(13);
        assertThat(found.log().configurations()).containsEntry(12L, ONE);
        assertThat(found.warnings()).anyMatch(line -> line.startsWith("entries 12 to 12 are lost"));
        disk.close();
        assertThat(recovered(open(disk, NEW)).log()).isEqualTo(found.log());
    }

    private static void damageLastEntry(MemoryDisk disk) {
        for (String file : disk.list().reversed()) {
            if (file.startsWith("segment-")) {
                byte[] bytes = disk.bytes(file);
                int end = bytes.length;
                while (end > 8192 && bytes[end - 1] == 0) {
                    end--;
                }
                if (end > 8192) {
                    bytes[end - 8] ^= 1;
                    return;
                }
            }
        }
    }
}
