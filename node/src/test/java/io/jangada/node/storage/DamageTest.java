package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bytes of every file, flipped or cut off: never a wrong entry, and never silence. Row 14 of the
 * scoreboard (module sim) tries every byte; here it is one of seven, for the sake of speed.
 */
final class DamageTest {
    private static final int STEP = 7;

    private static final List<String> HARMLESS =
            List.of(
                    "identity repaired",
                    "manifest repaired",
                    "snapshot refused",
                    "snapshot lost",
                    "vote repaired",
                    "segment refused",
                    "segment repaired",
                    "segment cut aside",
                    "segment suspect");

    private static MemoryDisk small(boolean alone, boolean forgets) {
        MemoryDisk disk = forgets ? forgetful(alone) : plain(alone);
        Life.Promises promises = new Life.Promises();
        Life.again(disk.copy(), alone, promises);
        expected = promises;
        return disk;
    }

    /** A journal that has forgotten its beginning, was emptied, and goes on. */
    private static MemoryDisk forgetful(boolean alone) {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, alone).turn().vote(1, 0xa).turn();
        life.append(1, 1, 8, 700).turn().compact(6).turn();
        life.vote(2, 0xb).append(9, 1, 2, 900).turn();
        life.reset(20, 2).append(21, 2, 1, 60).turn().append(22, 2, 3, 800).turn();
        life.append(25, 2, 1, 30).turn();
        disk.close();
        return disk;
    }

    private static MemoryDisk plain(boolean alone) {
        MemoryDisk disk = new MemoryDisk();
        Life life = Life.begin(disk, alone);
        life.turn()
                .vote(1, 0xa)
                .turn()
                .append(1, 1, 3, 10)
                .turn()
                .append(4, 1, 4, 900)
                .turn()
                .vote(2, 0xb)
                .turn();
        life.append(7, 2, 4, 900).turn().append(11, 2, 2, 900).turn().append(13, 2, 1, 20).turn();
        disk.close();
        return disk;
    }

    private static Life.Promises expected = new Life.Promises();

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void aFlippedByteIsNeverServedAndNeverSilent(boolean alone, boolean forgets) {
        Map<String, Integer> counts = flips(alone, forgets);
        System.out.println("flips, alone=" + alone + ", forgets=" + forgets + ": " + counts);
        assertThat(counts.keySet()).isSubsetOf(HARMLESS);
        assertThat(counts).containsKeys("segment refused", "segment repaired");
    }

    private static Map<String, Integer> flips(boolean alone, boolean forgets) {
        Map<String, Integer> counts = new TreeMap<>();
        MemoryDisk disk = small(alone, forgets);
        for (String file : disk.list()) {
            for (int at = 0; at < disk.bytes(file).length; at += STEP) {
                MemoryDisk damaged = disk.copy();
                damaged.bytes(file)[at] ^= (byte) (1 << at % 8);
                counts.merge(kind(file) + " " + outcome(damaged, alone, file), 1, Integer::sum);
            }
        }
        return counts;
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void aFileCutShortIsNeverServedAndNeverSilent(boolean alone, boolean forgets) {
        cutShort(alone, forgets);
    }

    /** Every file, at some of the lengths that it may be cut to. */
    private static void cutShort(boolean alone, boolean forgets) {
        Map<String, Integer> counts = new TreeMap<>();
        MemoryDisk disk = small(alone, forgets);
        for (String file : disk.list()) {
            for (int length = 0; length < disk.bytes(file).length; length += STEP) {
                MemoryDisk damaged = disk.copy();
                damaged.shorten(file, length);
                counts.merge(kind(file) + " " + outcome(damaged, alone, file), 1, Integer::sum);
            }
        }
        System.out.println("truncations, alone=" + alone + ": " + counts);
        // What was never written to a segment that is full may be gone without loss.
        String what = alone ? "snapshot refused" : "snapshot lost";
        List<String> more = forgets ? List.of("manifest lost", what) : List.of();
        assertThat(counts.keySet())
                .containsAll(more)
                .filteredOn(outcome -> !more.contains(outcome))
                .containsExactly(
                        "identity refused", "segment refused", "segment repaired", "vote refused");
        assertThat(counts)
                .containsEntry("identity refused", 8192 / STEP + 1)
                .containsEntry("vote refused", 8192 / STEP + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMissingFileIsRefused(boolean forgets) {
        MemoryDisk disk = small(false, forgets);
        assertThat(disk.list()).hasSizeGreaterThan(3);
        for (String file : disk.list()) {
            MemoryDisk damaged = disk.copy();
            damaged.remove(file);
            boolean isSnapshot = file.startsWith("snapshot-") || file.startsWith("manifest-");
            assertThat(Recovery.open(damaged, Life.IDENTITY, false, Life.TINY))
                    .as(file)
                    .matches(opening ->
                            opening instanceof Opening.Recovered found
                                    ? isSnapshot && found.isLost()
                                    : !isSnapshot);
        }
    }

    private static String kind(String file) {
        return file.replaceFirst("-.*", "");
    }

    /** Only what nobody was ever told may be gone. */
    private static String outcome(MemoryDisk disk, boolean alone, String file) {
        return switch (Recovery.open(disk, Life.IDENTITY, alone, Life.TINY)) {
            case Opening.Refused(String reason) -> {
                assertThat(reason)
                        .matches(r -> r.contains(file) || r.contains("a segment is missing"));
                yield "refused";
            }
            case Opening.Recovered recovered when recovered.isLost() -> {
                assertThat(recovered.warnings()).anyMatch(line -> line.startsWith(file));
                // Who is a member is in the manifest alone, once the log has forgotten it.
                yield alone && !file.startsWith("manifest-") ? "WRONG" : "lost";
            }
            case Opening.Recovered recovered -> {
                disk.close();
                Life.Promises found = new Life.Promises();
                Life.again(disk, alone, found);
                List<Life.Slot> log = found.states.getLast();
                List<Life.Slot> want = expected.states.getLast();
                boolean whole =
                        log.equals(want) && found.asked.getLast().equals(expected.asked.getLast());
                String warning = String.join(";", recovered.warnings());
                if (warning.isEmpty()) {
                    yield whole ? "silent" : "WRONG";
                }
                if (whole) {
                    yield "repaired";
                }
                boolean prefix = log.equals(want.subList(0, Math.min(log.size(), want.size())));
                if (alone && prefix && warning.contains("side file")) {
                    assertThat(disk.list()).anyMatch(name -> name.startsWith("aside-"));
                    yield "cut aside";
                }
                yield !alone && recovered.suspectFrom() <= recovered.log().last()
                        ? "suspect"
                        : "WRONG";
            }
        };
    }
}
