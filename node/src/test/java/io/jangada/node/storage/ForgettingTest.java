package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Forgetting the beginning of the log, and emptying it. Two entries of 900 fill a segment. */
final class ForgettingTest {
    private static Life begin(MemoryDisk disk) {
        return Life.begin(disk, false).turn();
    }

    /** Entries 1 to 8, each pair of them in a segment of its own but for the first one. */
    private static Life eight(MemoryDisk disk) {
        Life life = begin(disk);
        for (int index = 1; index <= 8; index++) {
            life.append(index, 1, 1, 900).turn();
        }
        return life;
    }

    private static List<String> segments(MemoryDisk disk) {
        return new ArrayList<>(
                disk.list().stream().filter(file -> Layout.number(file) != null).toList());
    }

    private static String refused(MemoryDisk disk) {
        return switch (Recovery.open(disk, Life.IDENTITY, false, Life.TINY)) {
            case Opening.Refused(String reason) -> reason;
            case Opening.Recovered found -> "not refused: " + found.log();
        };
    }

    private static int identityVersion(MemoryDisk disk) {
        return ByteBuffer.wrap(disk.bytes("identity")).getShort(4);
    }

    @Test
    void wholeSegmentsGoAndTheRestOfTheLogStays() {
        MemoryDisk disk = new MemoryDisk();
        Life life = eight(disk);
        List<String> before = segments(disk);
        long bytes = life.journal.bytes();
        life.compact(5).turn();
        assertThat(segments(disk)).hasSizeLessThan(before.size());
        assertThat(life.journal.bytes()).isLessThan(bytes - 2 * 900);
        disk.close();
        Life again = Life.again(disk, false, new Life.Promises());
        Opening.Recovered found = again.recovered;
        assertThat(found.warnings()).isEmpty();
        assertThat(found.log().first()).isBetween(2L, 6L);
        assertThat(found.log().last()).isEqualTo(8);
        assertThat(found.prevTerm()).isEqualTo(1);
        int forgotten = (int) found.log().first() - 1;
        assertThat(again.promises.states.getLast().subList(forgotten, 8))
                .isEqualTo(life.promises.states.getLast().subList(forgotten, 8));
        again.turn().append(9, 2, 1, 10).turn().compact(9).turn();
        assertThat(again.promises.failed).isNull();
    }

    @Test
    @DisplayName("R5: what is not behind the index stays, were it one entry of a segment")
    void nothingBeyondTheIndexGoes() {
        for (int upTo = 0; upTo <= 8; upTo++) {
            MemoryDisk disk = new MemoryDisk();
            eight(disk).compact(upTo).turn();
            disk.close();
            Opening.Recovered found = Life.opened(disk, false);
            assertThat(found.log().first()).as("up to %d", upTo).isLessThanOrEqualTo(upTo + 1);
            assertThat(found.log().last()).isEqualTo(8);
        }
    }

    @Test
    @DisplayName(
            "R10: both copies of the identity are forced before a file goes, then the directory")
    void theIdentityIsForcedBeforeAFileGoes() {
        MemoryDisk disk = new MemoryDisk();
        Life life = eight(disk);
        List<String> before = segments(disk);
        life.compact(8);
        disk.labels.clear();
        life.turn();
        List<String> gone = new ArrayList<>(before);
        gone.removeAll(segments(disk));
        assertThat(gone).hasSizeGreaterThan(1);
        List<String> want =
                new ArrayList<>(
                        List.of(
                                "write identity",
                                "force identity",
                                "write identity",
                                "force identity"));
        gone.forEach(file -> want.add("delete " + file));
        want.add("directory");
        assertThat(disk.labels).isEqualTo(want);
    }

    @Test
    void whatACrashKeptGoesAtTheNextStart() {
        MemoryDisk disk = new MemoryDisk();
        Life life = eight(disk);
        life.compact(8);
        assertThat(life.journal.turn(Lane.PREPARE)).isTrue();
        List<String> kept = segments(disk);
        MemoryDisk killed = disk.copy();
        life.turn();
        kept.removeAll(segments(disk));
        assertThat(kept).hasSizeGreaterThan(1);
        Opening.Recovered found = Life.opened(killed, false);
        assertThat(found.warnings()).isEmpty();
        assertThat(found.log().first()).isGreaterThan(2);
        assertThat(killed.list()).doesNotContainAnyElementsOf(kept);
    }

    @Test
    void eachTurnDoesALittle() {
        MemoryDisk disk = new MemoryDisk();
        Life life = eight(disk);
        life.compact(8);
        disk.labels.clear();
        while (life.journal.turn(Lane.PREPARE)) {
            assertThat(disk.labels)
                    .filteredOn(label -> label.startsWith("delete"))
                    .hasSizeLessThanOrEqualTo(1);
            disk.labels.clear();
        }
    }

    @Test
    @DisplayName("R13: where a later cut reaches back over a seam, the segment before it stays")
    void aLaterCutKeepsTheSegmentsBeforeIt() {
        MemoryDisk disk = new MemoryDisk();
        Life life = begin(disk);
        life.append(1, 1, 4, 900).turn().append(5, 1, 1, 900).turn();
        life.append(3, 2, 1, 10).turn();
        life.compact(3).turn();
        disk.close();
        Life again = Life.again(disk, false, new Life.Promises());
        assertThat(again.recovered.log().last()).isEqualTo(3);
        assertThat(again.recovered.log().term(3)).isEqualTo(2);
        again.turn().append(4, 2, 6, 900).turn().compact(9).turn();
        disk.close();
        assertThat(Life.opened(disk, false).log().first()).as("later seams will do").isPositive();
    }

    @Test
    @DisplayName("R13: a cut that is queued when compaction is asked for is seen by it")
    void aQueuedCutIsSeen() {
        MemoryDisk disk = new MemoryDisk();
        Life life = begin(disk).append(1, 1, 4, 900).turn().append(5, 1, 1, 900).turn();
        life.append(6, 1, 1, 900).turn().append(3, 2, 6, 10).compact(7);
        List<String> before = segments(disk);
        while (life.journal.turn(Lane.PREPARE)) {
            assertThat(segments(disk)).containsAll(before);
        }
        life.turn();
        disk.close();
        assertThat(Life.opened(disk, false).log().last()).isEqualTo(8);
    }

    @Test
    @DisplayName("R5: where a suspect entry is repaired behind a seam, the segment before it stays")
    void aRepairKeepsTheSegmentsBeforeIt() {
        MemoryDisk disk = new MemoryDisk();
        Life life = begin(disk).append(1, 1, 1, 900).turn().append(2, 1, 1, 900).turn();
        life.append(3, 1, 1, 900).turn().append(4, 1, 3, 900).turn();
        disk.close();
        disk.bytes(segments(disk).get(1))[12288 + Header.BYTES + 2] ^= 1;
        Life again = Life.again(disk, false, life.promises).turn();
        assertThat(again.recovered.suspectFrom()).isEqualTo(4);
        for (int index = 4; index <= 6; index++) {
            List<Life.Slot> state = new ArrayList<>(again.promises.states.getLast());
            again.append(index, 1, 1, 900).turn();
            // In its place: those behind it are still there.
            again.promises.states.getLast().addAll(state.subList(index, 6));
        }
        List<String> before = segments(disk);
        assertThat(before).hasSizeGreaterThan(2);
        again.compact(6).turn();
        assertThat(segments(disk))
                .as("all but what was before the fresh one")
                .containsAll(before.subList(1, before.size()));
        disk.close();
        assertThat(Life.opened(disk, false).log().last()).isEqualTo(6);
    }

    @Test
    @DisplayName("R7: a vote that is older than a forgotten mark is still noticed")
    void aVoteOlderThanAForgottenMarkIsRefused() {
        MemoryDisk disk = new MemoryDisk();
        Life life = begin(disk);
        byte[] old = disk.bytes("vote").clone();
        life.vote(4, 9).turn();
        for (int index = 1; index <= 8; index++) {
            life.append(index, 4, 1, 900).turn();
        }
        life.compact(8).turn();
        disk.close();
        System.arraycopy(old, 0, disk.bytes("vote"), 0, old.length);
        assertThat(refused(disk)).contains("vote is older than the journal");
    }

    @Test
    @DisplayName("R22: an identity from before a compaction is refused, and so is a lost segment")
    void anIdentityFromBeforeACompactionIsRefused() {
        MemoryDisk disk = new MemoryDisk();
        Life life = eight(disk);
        byte[] old = disk.bytes("identity").clone();
        life.compact(3).turn();
        disk.close();
        MemoryDisk missing = disk.copy();
        missing.remove(segments(disk).getFirst());
        assertThat(refused(missing)).contains("damaged, and it was durable");
        System.arraycopy(old, 0, disk.bytes("identity"), 0, old.length);
        assertThat(refused(disk)).contains("damaged, and it was durable");
    }

    @Test
    void whatIsForgottenIsNotFetched() {
        MemoryDisk disk = new MemoryDisk();
        Life life = eight(disk);
        life.compact(8).turn();
        int[] came = {-1};
        life.journal.fetch(1, 4, 9000, (_, payloads) -> came[0] = payloads.size());
        life.turn();
        assertThat(came[0]).isZero();
        assertThat(life.promises.failed).isNull();
    }

    @Test
    void aFetchThatACompactionOvertakesFindsNothing() {
        MemoryDisk disk = new MemoryDisk();
        Life life = eight(disk).turn();
        int[] came = {-1};
        life.journal.fetch(1, 2, 9000, (_, payloads) -> came[0] = payloads.size());
        disk.beforeRead = () -> life.compact(8).turn();
        life.turn();
        assertThat(life.promises.failed).isNull();
        assertThat(came[0]).isZero();
    }

    @Test
    void placesKnowWhatIsForgotten() {
        Places places = new Places();
        places.note(1, Type.COMMAND, 1, 8192, 9000);
        places.note(2, Type.COMMAND, 2, 8192, 9000);
        assertThat(places.forgot(1)).isFalse();
        places.forget(2);
        assertThat(places.forgot(1)).isTrue();
        assertThat(places.forgot(2)).isFalse();
        assertThat(places.runs(1, 9)).isEmpty();
        assertThat(places.runs(2, 9)).hasSize(1);
    }

    @Test
    void memoryIsGivenBack() {
        Places places = new Places();
        for (int index = 1; index <= 1000; index++) {
            places.note(index / 10, Type.COMMAND, index, 8192, 8000);
        }
        places.forget(99);
        assertThat(places.count()).isEqualTo(11);
        assertThat(places.room()).isLessThan(100);
    }

    @Test
    void aLogIsEmptiedAndGoesOnBehindTheIndex() {
        MemoryDisk disk = new MemoryDisk();
        Life life = eight(disk).vote(3, 9).turn();
        life.append(9, 2, 1, 10).reset(20, 3).append(21, 3, 2, 700).turn();
        assertThat(life.journal.cached(9, 9)).isNull();
        int[] came = {-1};
        life.journal.fetch(5, 8, 9000, (_, payloads) -> came[0] = payloads.size());
        life.turn();
        assertThat(came[0]).as("what was emptied is not fetched").isZero();
        assertThat(life.journal.cached(21, 22)).hasSize(2);
        for (int start = 0; start < 3; start++) {
            disk.close();
            Opening.Recovered found = Life.opened(disk, false);
            assertThat(found.log().first()).isEqualTo(21);
            assertThat(found.prevTerm()).isEqualTo(3);
            assertThat(found.log().last()).isEqualTo(22);
            assertThat(found.suspectFrom()).isEqualTo(23);
        }
    }

    @Test
    void whatWasBeforeTheResetIsDeadAndMayGo() {
        MemoryDisk disk = new MemoryDisk();
        Life life = eight(disk).reset(3, 2).append(4, 2, 1, 10).turn();
        life.append(4, 3, 1, 10).turn();
        int before = segments(disk).size();
        life.compact(3).turn();
        assertThat(segments(disk)).hasSizeLessThan(before - 1);
        life.append(5, 3, 4, 900).turn().append(5, 4, 4, 900).turn();
        disk.close();
        Opening.Recovered found = Life.opened(disk, false);
        assertThat(found.log().first()).isEqualTo(4);
        assertThat(found.log().last()).isEqualTo(8);
    }

    @Test
    void aResetWithNothingBehindItRaisesTheTerm() {
        MemoryDisk disk = new MemoryDisk();
        begin(disk).reset(7, 5).turn();
        disk.close();
        Opening.Recovered found = Life.opened(disk, false);
        assertThat(found.hardState().currentTerm()).isEqualTo(5);
        assertThat(found.log().isEmpty()).isTrue();
        assertThat(found.log().first()).isEqualTo(8);
    }

    @Test
    void aResetEndsTheSuspicion() {
        MemoryDisk disk = new MemoryDisk();
        Life life = begin(disk).append(1, 1, 2, 10).turn().append(3, 2, 2, 10).turn();
        disk.close();
        disk.bytes("segment-0000000000000001")[16384 + Header.BYTES + 2] ^= 1;
        Life again = Life.again(disk, false, life.promises);
        assertThat(again.recovered.suspectFrom()).isEqualTo(3);
        again.reset(3, 2).append(4, 2, 1, 10).turn();
        disk.close();
        assertThat(Life.opened(disk, false).suspectFrom()).isEqualTo(5);
    }

    @Test
    @DisplayName("A program that knows no RESET is kept away before one is written, and only then")
    void olderProgramsAreKeptAway() {
        MemoryDisk disk = new MemoryDisk();
        Life life = eight(disk);
        assertThat(identityVersion(disk)).isEqualTo(1);
        disk.labels.clear();
        life.reset(9, 2).turn();
        assertThat(identityVersion(disk)).isEqualTo(2);
        assertThat(disk.labels.stream().takeWhile(label -> !label.startsWith("write segment")))
                .filteredOn(label -> label.equals("force identity"))
                .hasSize(2);

        MemoryDisk other = new MemoryDisk();
        eight(other).compact(8).turn();
        assertThat(identityVersion(other)).isEqualTo(2);
    }

    @Test
    void whatASnapshotStandsForIsNeverCut() {
        Life life = eight(new MemoryDisk()).compact(6);
        assertThatThrownBy(() -> life.append(6, 2, 1, 10)).hasMessageContaining("never cut");
        assertThatThrownBy(() -> life.journal.compact(9)).hasMessageContaining("in the log");
        assertThatThrownBy(() -> life.journal.reset(9, 6, 2)).hasMessageContaining("later entry");
    }

    @Test
    @DisplayName("R8: a compaction that fails anywhere latches, and loses nothing")
    void aFailureLatches() {
        int failed = 0;
        for (int nth = 1; ; nth++) {
            MemoryDisk disk = new MemoryDisk();
            Life life = eight(disk);
            int[] left = {nth};
            disk.failing = _ -> --left[0] == 0;
            life.compact(6).turn();
            if (life.promises.failed == null) {
                break;
            }
            failed++;
            disk.failing = _ -> false;
            assertThat(Checker.complaint(disk.killed(), false, life.promises)).isNull();
        }
        assertThat(failed).isGreaterThan(5);
    }

    @Test
    void holdsWhatAListHoldsAndForgetsOnlyWhatItMay() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            MemoryDisk disk = new MemoryDisk();
            Life life = begin(disk);
            long term = 1;
            for (int step = 0; step < 60; step++) {
                int size = life.promises.states.getLast().size();
                int floor = (int) Math.max(life.promises.compacted, forgotten(life));
                boolean cuts = size > floor && random.nextInt(4) == 0;
                int first = cuts ? floor + 1 + random.nextInt(size - floor) : size + 1;
                term = cuts ? term + 1 : term;
                life.append(first, term, 1 + random.nextInt(6), random.nextInt(800));
                int last = life.promises.states.getLast().size();
                switch (random.nextInt(10)) {
                    case 0 -> {
                        int index = floor + 1 + random.nextInt(last - floor + 5);
                        life.reset(index, ++term);
                    }
                    case 1 -> life.compact(floor + random.nextInt(last - floor + 1));
                    case 2, 3 -> life.turn();
                    case 4 -> {
                        life.turn();
                        assertThat(Checker.complaint(disk.copy(), false, life.promises))
                                .as("seed %d", seed)
                                .isNull();
                        Life.Promises former = life.promises;
                        disk = disk.killed();
                        life = Life.again(disk, false, new Life.Promises());
                        assertThat(life.promises.states.getLast())
                                .hasSameSizeAs(former.states.getLast());
                    }
                    default -> {}
                }
            }
            assertThat(life.turn().promises.failed).isNull();
        }
    }

    private static long forgotten(Life life) {
        return life.promises.states.getLast().stream().filter(Life.Slot::isForgotten).count();
    }
}
