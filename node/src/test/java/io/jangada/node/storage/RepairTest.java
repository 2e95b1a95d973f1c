package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What is damaged is given up, what is proven stays, nothing is deleted, at any cut. */
final class RepairTest {
    private static final int STEP = 11;

    /** Whole from the first entry on, or behind a snapshot. */
    private static MemoryDisk directory(boolean forgets) {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, true).turn().vote(1, 0xa).turn();
        life.append(1, 1, 7, 700).turn();
        int at = 8;
        if (forgets) {
            life.append(8, 1, 8, 700).turn().append(16, 1, 8, 700).turn().compact(20).turn();
            at = 24;
        }
        life.append(at, 1, 4, 900).turn().vote(2, 0xa).append(at + 4, 2, 2, 900).turn();
        life.append(at + 6, 2, 1, 20).turn().append(at + 7, 2, 3, 800).turn();
        disk.close();
        return disk;
    }

    private static Repair.Plan repair(Disk disk) throws IOException {
        try (disk) {
            return Repair.carryOut(disk, Life.IDENTITY, true);
        }
    }

    private static Opening.Recovered started(Disk disk) {
        return Life.opened(disk, true);
    }

    private static List<Life.Slot> log(MemoryDisk disk) {
        Life.Promises found = new Life.Promises();
        Life.again(disk, true, found);
        disk.close();
        return found.states.getLast();
    }

    private static String refusal(MemoryDisk disk) {
        return Recovery.open(disk, Life.IDENTITY, true, Life.TINY)
                        instanceof Opening.Refused(String reason)
                ? reason
                : "";
    }

    /** One of so many bytes of every file: after the repair a start finds what was proven. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whateverByteIsDamagedTheRestIsServed(boolean forgets) throws IOException {
        MemoryDisk disk = directory(forgets);
        List<Life.Slot> whole = log(disk.copy());
        Map<String, Integer> counts = new TreeMap<>();
        for (String file : disk.list()) {
            for (int at = 0; at < disk.bytes(file).length; at += STEP) {
                MemoryDisk damaged = disk.copy();
                damaged.bytes(file)[at] ^= (byte) (1 << at % 8);
                if (refusal(damaged.copy()).isEmpty()) {
                    continue;
                }
                Repair.Plan plan = repair(damaged);
                assertThat(plan.damages()).as("%s at %d", file, at).isNotEmpty();
                counts.merge(file.replaceFirst("-.*", ""), 1, Integer::sum);
                if (plan.impossible() != null) {
                    counts.merge("impossible " + file.replaceFirst("-.*", ""), 1, Integer::sum);
                    assertThat(refusal(damaged)).isNotEmpty();
                    continue;
                }
                List<Life.Slot> log = log(damaged);
                assertThat(log.size()).as("%s at %d", file, at).isEqualTo((int) plan.kept());
                for (int i = 0; i < log.size(); i++) {
                    boolean same = log.get(i).equals(whole.get(i));
                    assertThat(same || log.get(i).isForgotten()).isTrue();
                }
                assertThat(damaged.list()).anyMatch(name -> name.startsWith("cut-1-"));
                assertThat(started(damaged).warnings()).isEmpty();
            }
        }
        assertThat(counts).containsKey("segment");
        assertThat(counts.keySet()).noneMatch(name -> name.equals("impossible segment"));
    }

    /** The record with this index is damaged in its segment. */
    static void damageEntry(MemoryDisk disk, long index) {
        for (String file : disk.list()) {
            Long number = Layout.number(file);
            if (number == null) {
                continue;
            }
            try {
                Origin origin =
                        new Origin(Life.IDENTITY.clusterId(), Life.IDENTITY.incarnation(), 0);
                Segment segment = Scan.head(disk, number, origin);
                for (Scan.Found found : Scan.read(disk, segment, origin, 1).records) {
                    if (found.header().index() == index && found.header().type().isEntry()) {
                        disk.bytes(file)[found.header().payload()] ^= 1;
                        return;
                    }
                }
            } catch (IOException | Damage | Block.Newer wrong) {
                throw new AssertionError(wrong);
            }
        }
        throw new AssertionError("no entry " + index);
    }

    @Test
    void theLogEndsBehindTheLastProvenEntryAndGoesOn() throws IOException {
        MemoryDisk disk = directory(false);
        damageEntry(disk, 9);
        assertThat(refusal(disk.copy()))
                .contains("index 9")
                .contains("damaged, and it was durable");
        Repair.Plan looked;
        try (MemoryDisk copy = disk.copy()) {
            looked = Repair.plan(copy, Life.IDENTITY, true);
        }
        Repair.Plan done = repair(disk);
        assertThat(done).isEqualTo(looked);
        assertThat(done.kept()).isEqualTo(8);
        assertThat(done.lost()).isEqualTo(17);
        assertThat(done.impossible()).isNull();
        for (int i = 0; i < 3; i++) {
            Life.Promises found = new Life.Promises();
            Life life = Life.again(disk, true, found);
            assertThat(found.states.getLast()).hasSize(8 + 4 * i);
            life.append(9 + 4 * i, 3 + i, 4, 900).turn();
            disk.close();
        }
    }

    @Test
    void aPlanChangesNothingAndASecondRepairHasNothingToDo() throws IOException {
        MemoryDisk disk = directory(false);
        damageEntry(disk, 9);
        int before = disk.operations;
        try (MemoryDisk copy = disk.copy()) {
            int none = copy.operations;
            assertThat(Repair.plan(copy, Life.IDENTITY, true).damages()).isNotEmpty();
            assertThat(copy.operations).isEqualTo(none);
        }
        repair(disk);
        assertThat(disk.operations).isGreaterThan(before);
        int after = disk.operations;
        assertThat(repair(disk).damages()).isEmpty();
        assertThat(disk.operations).isEqualTo(after);
    }

    /** Every byte that was there is there afterwards, under one name or another. */
    @Test
    void nothingIsDeleted() throws IOException {
        MemoryDisk disk = directory(false);
        damageEntry(disk, 9);
        MemoryDisk before = disk.copy();
        Repair.Plan plan = repair(disk);
        assertThat(plan.aside()).isNotEmpty();
        for (String file : plan.aside()) {
            assertThat(disk.list())
                    .filteredOn(name -> name.startsWith("cut-1-") && name.endsWith("-" + file))
                    .singleElement()
                    .satisfies(name -> assertThat(disk.bytes(name)).isEqualTo(before.bytes(file)));
        }
    }

    @Test
    void withoutItsSnapshotTheLogIsGivenUpForAnOlderOne() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, true).turn().vote(1, 0xa).turn();
        life.append(1, 1, 8, 700).turn().append(9, 1, 8, 700).turn().snapshot(3, 1).turn();
        MemoryDisk early = disk.copy();
        life.append(17, 1, 8, 700).turn().compact(20).turn().append(25, 1, 3, 900).turn();
        disk.close();
        for (String file : disk.list()) {
            if (file.startsWith("snapshot-")) {
                disk.bytes(file)[0] ^= 1;
            }
        }
        assertThat(repair(disk.copy()).impossible())
                .startsWith("there is no snapshot that is whole, and the log begins behind index ");
        for (String file : early.list()) {
            if (file.matches("(snapshot|manifest)-0*3-.*")) {
                disk.create(file, early.bytes(file).length);
                disk.write(file, 0, ByteBuffer.wrap(early.bytes(file).clone()));
            }
        }
        MemoryDisk damaged = disk.copy();
        Repair.Plan plan = repair(damaged);
        assertThat(plan.kept()).isEqualTo(3);
        assertThat(plan.lost()).isEqualTo(27);
        assertThat(log(damaged)).hasSize(3);
        assertThat(Life.again(damaged, true, new Life.Promises()).append(4, 2, 3, 900).turn())
                .isNotNull();
        damaged.close();
        assertThat(log(damaged)).hasSize(6);
    }

    /** Its head alone: what stands before it is proven, and stays. */
    @Test
    void aSegmentWithoutItsHeadCostsNothingBeforeIt() throws IOException {
        MemoryDisk disk = directory(false);
        List<String> segments =
                disk.list().stream().filter(file -> Layout.number(file) != null).toList();
        assertThat(segments).hasSizeGreaterThan(2);
        MemoryDisk before = disk.copy();
        for (String file : segments.subList(1, segments.size())) {
            before.remove(file);
        }
        disk.bytes(segments.get(1))[9] ^= 1;
        Repair.Plan plan = repair(disk);
        assertThat(plan.kept()).isEqualTo(lastIn(before, segments.getFirst()));
        assertThat(log(disk)).hasSize((int) plan.kept());
    }

    /** That it has others may stand in what cannot be read, or in the part that was given up. */
    @ParameterizedTest
    @ValueSource(strings = {"head", "missing", "last", "record", "command"})
    void whatMayTellOfOthersHidesThem(String what) throws IOException {
        MemoryDisk disk = InspectionTest.grown();
        List<String> segments =
                disk.list().stream().filter(file -> Layout.number(file) != null).toList();
        String second = segments.get(1);
        long first = lastIn(disk, segments.getFirst());
        assertThat(first).isLessThan(InspectionTest.GROWN);
        assertThat(lastIn(disk, second)).isGreaterThanOrEqualTo(InspectionTest.GROWN);
        switch (what) {
            case "head" -> disk.bytes(second)[9] ^= 1;
            case "missing" -> disk.remove(second);
            case "last" -> {
                segments.subList(1, segments.size()).forEach(disk::remove);
            }
            case "record" -> wipeEntry(disk, second, InspectionTest.GROWN);
            default -> damageEntry(disk, 3);
        }
        boolean readable = what.equals("command");
        Inspection found = Inspection.of(disk.copy(), Life.IDENTITY, true);
        assertThat(found.isRefused()).isTrue();
        assertThat(found.hides()).isEqualTo(!readable);
        assertThat(found.members()).isEqualTo(readable ? InspectionTest.THREE : null);
    }

    /** Neither the head of the record nor its identifier is left. */
    private static void wipeEntry(MemoryDisk disk, String file, long index) throws IOException {
        Origin origin = new Origin(Life.IDENTITY.clusterId(), Life.IDENTITY.incarnation(), 0);
        try {
            Long number = Layout.number(file);
            Segment segment = Scan.head(disk, number == null ? 0 : number, origin);
            Scan scan = Scan.read(disk, segment, origin, 1);
            scan.records.stream()
                    .filter(found -> found.header().index() == index)
                    .forEach(found -> disk.bytes(file)[found.header().offset() + 3] ^= 1);
            scan.identifiers.stream()
                    .filter(found -> found.index() == index)
                    .forEach(found -> disk.bytes(file)[found.slot() + 3] ^= 1);
        } catch (Damage | Block.Newer wrong) {
            throw new AssertionError(wrong);
        }
    }

    /** What the first try has named away tells the second one as much. */
    @Test
    void anInterruptedRepairStillKnowsWhoTheOthersAre() throws IOException {
        MemoryDisk whole = InspectionTest.grown();
        damageEntry(whole, 3);
        MemoryDisk counted = whole.copy();
        int before = counted.operations;
        repair(counted);
        int steps = counted.operations - before;
        int refused = 0;
        for (int cut = 1; cut <= steps; cut++) {
            MemoryDisk disk = whole.copy();
            disk.cutAfter = disk.operations + cut;
            try {
                repair(disk);
            } catch (MemoryDisk.Cut power) {
                assertThat(power).isNotNull();
            }
            Inspection found =
                    Inspection.of(disk.after(MemoryDisk.Fate.of(_ -> true)), Life.IDENTITY, true);
            if (found.isRefused()) {
                refused++;
                assertThat(found.members())
                        .as("cut %d of %d", cut, steps)
                        .isEqualTo(InspectionTest.THREE);
                assertThat(found.hides()).as("cut %d of %d", cut, steps).isFalse();
            }
        }
        assertThat(refused).isGreaterThan(3);
    }

    private static long lastIn(MemoryDisk disk, String file) throws IOException {
        Origin origin = new Origin(Life.IDENTITY.clusterId(), Life.IDENTITY.incarnation(), 0);
        try {
            Long number = Layout.number(file);
            Segment segment = Scan.head(disk, number == null ? 0 : number, origin);
            return Scan.read(disk, segment, origin, 1).records.stream()
                    .filter(found -> found.header().type().isEntry())
                    .mapToLong(found -> found.header().index())
                    .max()
                    .orElse(0);
        } catch (Damage | Block.Newer wrong) {
            throw new AssertionError(wrong);
        }
    }

    @Test
    void aLostVoteIsMadeAgainInALaterTerm() throws IOException {
        MemoryDisk disk = directory(false);
        disk.remove("vote");
        assertThat(refusal(disk.copy())).isEqualTo("vote is missing: term and vote are lost");
        Repair.Plan plan = repair(disk);
        assertThat(plan.kept()).isEqualTo(17);
        Opening.Recovered found = started(disk);
        assertThat(found.hardState().currentTerm()).isEqualTo(3);
        assertThat(found.log().last()).isEqualTo(17);
    }

    /** It may have given the vote in that term already, and a leader have been elected with it. */
    @Test
    void aLostVoteOfWhoHasOthersIsNotMadeAgain() throws IOException {
        MemoryDisk disk = directory(false);
        disk.remove("vote");
        int before = disk.operations;
        try (MemoryDisk looked = disk) {
            assertThat(Repair.carryOut(looked, Life.IDENTITY, false).impossible())
                    .startsWith("the vote is lost, and the others may have been told of it");
        }
        assertThat(disk.operations).isEqualTo(before);
    }

    @Test
    void withoutAnIdentityNothingCanBeDone() throws IOException {
        MemoryDisk disk = directory(false);
        disk.bytes("identity")[3] ^= 1;
        disk.bytes("identity")[4099] ^= 1;
        int before = disk.operations;
        assertThat(repair(disk).impossible())
                .isEqualTo("identity at 0 and 4096: both copies are damaged");
        assertThat(disk.operations).isEqualTo(before);
    }

    /** Whatever a cut leaves is refused as before or repaired, and the repair goes on from it. */
    @ParameterizedTest
    @ValueSource(strings = {"entry", "vote", "segment"})
    void aCutAtAnyStepLeavesWhatCanBeRepaired(String what) throws IOException {
        MemoryDisk whole = directory(false);
        long kept = damage(whole, what).kept();
        MemoryDisk counted = whole.copy();
        int before = counted.operations;
        repair(counted);
        int steps = counted.operations - before;
        assertThat(steps).isPositive();
        Random random = new Random(5);
        for (int cut = 1; cut <= steps; cut++) {
            MemoryDisk disk = whole.copy();
            disk.cutAfter = disk.operations + cut;
            try {
                repair(disk);
            } catch (MemoryDisk.Cut power) {
                assertThat(power).isNotNull();
            }
            for (int tries = 0; tries < 4; tries++) {
                MemoryDisk left = disk.after(MemoryDisk.Fate.of(_ -> random.nextBoolean()));
                Repair.Plan again = repair(left);
                assertThat(again.impossible()).as("cut %d of %d", cut, steps).isNull();
                assertThat(started(left).log().last()).isEqualTo(kept);
            }
        }
    }

    private static Repair.Plan damage(MemoryDisk disk, String what) throws IOException {
        switch (what) {
            case "entry" -> damageEntry(disk, 9);
            case "vote" -> {
                disk.bytes("vote")[3] ^= 1;
                disk.bytes("vote")[4099] ^= 1;
            }
            default -> {
                for (String file : disk.list()) {
                    if (file.startsWith("segment-") && !file.endsWith("1")) {
                        disk.remove(file);
                        break;
                    }
                }
            }
        }
        try (MemoryDisk copy = disk.copy()) {
            return Repair.plan(copy, Life.IDENTITY, true);
        }
    }
}
