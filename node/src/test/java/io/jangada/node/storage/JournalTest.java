package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Appending, cutting, fetching, failing. */
final class JournalTest {
    @Test
    void holdsWhatAListHolds() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            MemoryDisk disk = new MemoryDisk();
            Life life = Life.begin(disk, false).turn();
            long term = 1;
            for (int step = 0; step < 60; step++) {
                List<Life.Slot> state = life.promises.states.getLast();
                int size = state.size();
                int first = random.nextInt(4) > 0 ? size + 1 : 1 + random.nextInt(size + 1);
                term = first <= size ? term + 1 : term;
                life.append(first, term, 1 + random.nextInt(6), random.nextInt(800));
                if (random.nextInt(3) == 0) {
                    life.vote(term, 0).turn();
                }
                if (random.nextInt(12) == 0) {
                    List<Life.Slot> want = life.turn().promises.states.getLast();
                    disk = disk.killed();
                    life = Life.again(disk, false, life.promises);
                    assertThat(life.promises.states.getLast()).as("seed %d", seed).isEqualTo(want);
                    life.turn();
                }
            }
            assertThat(life.turn().promises.failed).isNull();
        }
    }

    @Test
    void aFailedWriteOrForceLatches() {
        for (String label : List.of("write segment-.*", "submit segment-.*", "submit vote at .*")) {
            MemoryDisk disk = new MemoryDisk();
            Life life = Life.begin(disk, false).turn();
            disk.failing = found -> found.matches(label);
            life.vote(1, 7).append(1, 1, 1, 10).turn();
            assertThat(life.promises.failed).contains("failed");
            disk.failing = found -> false;
            int operations = disk.operations;
            int persisted = life.promises.persisted;
            life.vote(2, 7).append(2, 1, 1, 10).turn();
            assertThat(disk.operations).as("nothing is written any more").isEqualTo(operations);
            assertThat(life.promises.persisted).isEqualTo(persisted);
        }
    }

    @Test
    void itIsKnownForHowLongAWriteIsUnderWay() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        List<Long> taken = new ArrayList<>();
        disk.failing =
                label -> {
                    if (label.startsWith("submit")) {
                        life.now += 5;
                        taken.add(life.journal.underWay(life.now));
                    }
                    return false;
                };
        life.vote(1, 7).turn();
        assertThat(taken).as("both copies of the vote").containsExactly(5L, 10L);
        life.append(1, 1, 1, 10).turn();
        assertThat(taken).containsExactly(5L, 10L, 5L);
        assertThat(life.journal.underWay(life.now + 5)).isZero();
    }

    @Test
    void whatAFailedForceLeftInMemoryIsWrittenAgainBeforeItCounts() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        life.append(1, 1, 2, 10).turn();
        disk.failing = label -> label.startsWith("submit segment-");
        life.append(3, 1, 2, 10).turn();
        assertThat(life.promises.failed).contains("failed");
        life.promises.failed = null;
        MemoryDisk next = disk.killed();
        Life again = Life.again(next, false, life.promises);
        assertThat(again.promises.states.getLast()).hasSize(4);
        MemoryDisk cut = next.after(unit -> MemoryDisk.Landing.OLD);
        assertThat(Checker.complaint(cut, false, again.promises)).isNull();
    }

    @Test
    void anAmbiguousLastBatchIsSuspectUntilALeaderSendsItAgain() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        life.append(1, 1, 2, 10).turn().append(3, 2, 2, 10).turn();
        disk.close();
        byte[] segment = disk.bytes("segment-0000000000000001");
        segment[16384 + Header.BYTES + 2] ^= 1;
        for (int start = 0; start < 3; start++) {
            Opening.Recovered found = Life.opened(disk, false);
            assertThat(found.suspectFrom()).isEqualTo(3);
            assertThat(found.log().last()).isEqualTo(4);
            assertThat(found.log().term(3)).isEqualTo(2);
            assertThat(found.log().size(3)).isEqualTo(4 + 10);
            disk.close();
        }
        Life again = Life.again(disk, false, life.promises);
        again.append(3, 2, 2, 30).turn();
        disk.close();
        assertThat(Life.opened(disk, false).suspectFrom()).isEqualTo(5);
    }

    @Test
    void aSuspectEntryKeepsItsPlaceWhileThoseBeforeItAreSentAgain() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        life.append(1, 1, 2, 10).turn().append(3, 2, 3, 10).turn();
        disk.close();
        byte[] segment = disk.bytes("segment-0000000000000001");
        segment[16384 + Header.BYTES + 2] ^= 1;

        Opening.Recovered found = sentAgain(disk, 3, 2);
        assertThat(found.suspectFrom()).isEqualTo(4);
        assertThat(found.log().last()).isEqualTo(5);
        assertThat(found.log().term(5)).isEqualTo(2);
        disk.close();

        found = sentAgain(disk, 4, 2, 2, 3);
        assertThat(found.suspectFrom()).isEqualTo(7);
        assertThat(found.log().term(5)).isEqualTo(2);
        assertThat(found.log().term(6)).isEqualTo(3);
    }

    @Test
    void suspectEntriesThatTheLeaderHasOthersForAreCut() {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, false).turn();
        life.append(1, 1, 2, 10).turn().append(3, 2, 3, 10).turn();
        disk.close();
        byte[] segment = disk.bytes("segment-0000000000000001");
        segment[16384 + Header.BYTES + 2] ^= 1;

        Opening.Recovered found = sentAgain(disk, 3, 2, 3);
        assertThat(found.suspectFrom()).isEqualTo(5);
        assertThat(found.log().last()).isEqualTo(4);
        assertThat(found.log().term(4)).isEqualTo(3);
    }

    /** Opens, appends one entry of each of these terms from {@code first} on, opens again. */
    private static Opening.Recovered sentAgain(MemoryDisk disk, long first, long... terms) {
        Life life = Life.again(disk, false, new Life.Promises());
        Payload payload = new Payload(Payload.Kind.COMMAND, Bytes.utf8("again"));
        int[] sizes = new int[terms.length];
        Arrays.fill(sizes, payload.size());
        life.journal.append(
                1,
                Entries.of(first, terms, Sizes.of(sizes)),
                Collections.nCopies(terms.length, payload),
                true);
        while (life.journal.turn(Lane.APPEND)) {
            // Until all is written.
        }
        assertThat(life.promises.failed).isNull();
        disk.close();
        return Life.opened(disk, false);
    }

    @Test
    void aJournalIsOpenedWithoutReadingAWholeSegmentAtOnce() {
        Limits limits = new Limits(8 << 20, 1 << 20, 3 << 20, 8 << 20, 4 << 20, 4096, 4);
        MemoryDisk disk = new MemoryDisk();
        Payload large = new Payload(Payload.Kind.COMMAND, Bytes.utf8("x".repeat(3 << 20)));
        for (int start = 0; start < 3; start++) {
            disk.accesses.clear();
            Opening.Recovered found =
                    (Opening.Recovered) Recovery.open(disk, Life.IDENTITY, false, limits);
            assertThat(disk.accesses)
                    .filteredOn(access -> access.kind().equals("read"))
                    .allMatch(access -> access.to() - access.from() < large.size() + 4096);
            assertThat(found.log().last()).isEqualTo(start);
            found.journal().start(new QuietListener(), () -> 0);
            Sizes size = Sizes.of(large.size());
            found.journal().append(1, Entries.of(start + 1, 1, size), List.of(large), false);
            assertThat(found.journal().turn(Lane.APPEND)).isTrue();
            disk.close();
        }
    }

    @Test
    void entriesAreInMemoryUntilTheyAreDurable() {
        Life life = Life.begin(new MemoryDisk(), false).turn();
        life.append(1, 1, 20, 900);
        assertThat(life.journal.cached(1, 20)).hasSize(20);
        life.turn().append(21, 1, 1, 1);
        assertThat(life.journal.cached(1, 20)).isNull();
        assertThat(life.journal.cached(19, 21)).hasSize(3);
        assertThat(life.journal.bytes()).isGreaterThan(20 * 900);
    }

    @Test
    void theDirectoryOfAnotherIsRefused() {
        MemoryDisk disk = new MemoryDisk();
        Life.begin(disk, false).turn();
        assertThat(reason(disk, Life.IDENTITY)).contains("in use");
        disk.close();
        Identity member = Identity.expected(0xc1c1c1c1L, new ServerId(0xb), 5, "");
        assertThat(reason(disk, member)).contains("of member a, not b");
        Identity cluster = Identity.expected(7, new ServerId(0xa), 5, "");
        assertThat(reason(disk, cluster)).contains("of cluster c1c1c1c1, not 7");
        assertThat(Life.opened(disk, false).identity().bootEpoch()).isEqualTo(2);
    }

    private static String reason(Disk disk, Identity expected) {
        return switch (Recovery.open(disk, expected, false, Life.TINY)) {
            case Opening.Refused(String reason) -> reason;
            case Opening.Recovered recovered -> "recovered " + recovered;
        };
    }

    @Test
    void worksOnRealFiles(@TempDir Path directory) throws IOException {
        Life life = Life.begin(FileDisk.open(directory.resolve("a/b")), true).turn();
        life.vote(1, 3).append(1, 1, 30, 500).turn().append(20, 2, 30, 500).turn();
        List<Life.Slot> want = new ArrayList<>(life.promises.states.getLast());
        assertThat(reason(FileDisk.open(directory.resolve("a/b")), Life.IDENTITY))
                .contains("in use");
        Path other = Files.createSymbolicLink(directory.resolve("other"), directory.resolve("a"));
        assertThat(reason(FileDisk.open(other.resolve("b")), Life.IDENTITY)).contains("in use");
        life.journal.close();
        Life again = Life.again(FileDisk.open(directory.resolve("a/b")), true, life.promises);
        assertThat(again.promises.states.getLast()).isEqualTo(want);
        assertThat(again.recovered.warnings()).isEmpty();
        again.journal.close();
    }
}
