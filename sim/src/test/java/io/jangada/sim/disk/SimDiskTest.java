package io.jangada.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.node.storage.Disk;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.disk.SimDisk.Faults;
import io.jangada.sim.disk.SimDisk.Later;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** What stays and what goes when a process dies and when the power does. */
final class SimDiskTest {
    private final List<Runnable> due = new ArrayList<>();
    private final SimDisk disk = new SimDisk(Faults.NONE, Later.AT_ONCE);
    private final SimDisk slow = new SimDisk(Faults.NONE, (_, work) -> due.add(work));

    private static void put(SimDisk disk, String file, int position, int count, int value)
            throws IOException {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        disk.write(file, position, ByteBuffer.wrap(bytes));
    }

    /** A file of ones whose bytes and name are durable. */
    private static void settled(SimDisk disk, String file, int bytes) throws IOException {
        disk.create(file, bytes);
        put(disk, file, 0, bytes, 1);
        disk.force(file);
        disk.forceDirectory();
        assertThat(disk.pending()).isZero();
    }

    @Test
    void aForceMakesTheBytesOfOneFileDurable() throws IOException {
        settled(disk, "a", 1024);
        settled(disk, "b", 1024);
        put(disk, "a", 0, 1024, 2);
        put(disk, "b", 0, 1024, 2);
        disk.force("a");
        assertThat(disk.worst().contents("a")).containsOnly(2);
        assertThat(disk.worst().contents("b")).containsOnly(1);
        assertThat(disk.pending()).isEqualTo(2);
    }

    @Test
    void eachUnitLandsByItself() throws IOException {
        settled(disk, "a", 1536);
        put(disk, "a", 0, 1536, 2);
        byte[] found =
                disk.after(List.of(Landing.NEW, Landing.ZEROS, Landing.GARBAGE)::get).contents("a");
        assertThat(found[0]).isEqualTo((byte) 2);
        assertThat(found[511]).isEqualTo((byte) 2);
        assertThat(found[512]).isZero();
        assertThat(found[1023]).isZero();
        assertThat(found[1024]).isEqualTo((byte) (1024 * 31 + 7));
        assertThat(disk.contents("a")).as("this one stays").containsOnly(2);
    }

    @Test
    void theSizeLandsByItself() throws IOException {
        settled(disk, "a", 512);
        put(disk, "a", 512, 512, 2);
        assertThat(disk.pending()).isEqualTo(2);
        assertThat(disk.worst().contents("a")).hasSize(512).containsOnly(1);
        assertThat(disk.after(n -> n == 0 ? Landing.NEW : Landing.OLD).contents("a"))
                .hasSize(1024)
                .containsOnly(0, 1);
        assertThat(disk.after(n -> n == 1 ? Landing.NEW : Landing.OLD).contents("a")).hasSize(512);
        disk.force("a");
        assertThat(disk.worst().contents("a")).hasSize(1024);
    }

    @Test
    void aShortenedFileMayBeWhatItWas() throws IOException {
        settled(disk, "a", 1024);
        disk.truncate("a", 100);
        put(disk, "a", 100, 924, 2);
        assertThat(disk.worst().contents("a")).hasSize(1024).containsOnly(1);
        disk.truncate("a", 100);
        assertThat(disk.worst().contents("a")).hasSize(1024).containsOnly(1);
        disk.force("a");
        assertThat(disk.worst().contents("a")).hasSize(100).containsOnly(1);
    }

    /** As the system does it: the file is emptied, and no name changes. */
    @Test
    void aFileMadeAnewKeepsItsNameAndMayKeepItsBytes() throws IOException {
        settled(disk, "a", 1024);
        disk.create("a", 1024);
        assertThat(disk.contents("a")).containsOnly(0);
        assertThat(disk.worst().contents("a")).containsOnly(1);
        assertThat(disk.after(n -> n == 0 ? Landing.NEW : Landing.OLD).contents("a"))
                .containsOnly(0, 1);
    }

    @Test
    void namesAreDurableOnlyWithTheirDirectory() throws IOException {
        settled(disk, "a", 1);
        disk.create("b", 1);
        disk.force("b");
        disk.rename("b", "c");
        disk.delete("a");
        assertThat(disk.list()).containsExactly("c");
        assertThat(disk.worst().list()).containsExactly("a");
        disk.forceDirectory();
        assertThat(disk.worst().list()).containsExactly("c");
    }

    @Test
    void eachChangeOfANameLandsByItselfAndARenameAsAWhole() throws IOException {
        settled(disk, "a", 1);
        settled(disk, "b", 2);
        disk.rename("a", "b");
        disk.create("c", 0);
        disk.delete("c");
        TreeSet<String> found = new TreeSet<>();
        for (int subset = 0; subset < 8; subset++) {
            int chosen = subset;
            SimDisk after = disk.after(n -> (chosen >>> n & 1) == 1 ? Landing.NEW : Landing.OLD);
            found.add(after.list() + " " + after.size("b"));
        }
        assertThat(found).containsExactlyInAnyOrder("[a, b] 2", "[a, b, c] 2", "[b] 1", "[b, c] 1");
    }

    @Test
    void bytesWithoutANameAreGone() throws IOException {
        disk.create("a", 10);
        disk.force("a");
        assertThat(disk.worst().list()).isEmpty();
        disk.forceDirectory();
        assertThat(disk.worst().list()).containsExactly("a");
    }

    @Test
    void aNameWithoutAForceHasNoBytes() throws IOException {
        disk.create("a", 10);
        disk.forceDirectory();
        assertThat(disk.worst().size("a")).isZero();
    }

    @Test
    void aKilledProcessLosesNothingAndMakesNothingDurable() throws IOException {
        settled(disk, "a", 512);
        put(disk, "a", 0, 512, 2);
        disk.create("b", 5);
        int pending = disk.pending();
        disk.killed();
        assertThat(disk.contents("a")).containsOnly(2);
        assertThat(disk.list()).containsExactly("a", "b");
        assertThat(disk.pending()).isEqualTo(pending);
        assertThat(disk.worst().contents("a")).containsOnly(1);
    }

    @Test
    void afterAPowerCutAllIsDurable() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            SimDisk one = new SimDisk(Faults.NONE, Later.AT_ONCE);
            settled(one, "a", 1024);
            put(one, "a", 0, 1024, 2);
            one.create("b", 100);
            one.powerCut(Keyed.of(seed, "cut", 0), true);
            assertThat(one.pending()).isZero();
            assertThat(one.worst().list()).isEqualTo(one.list());
            assertThat(one.worst().contents("a")).isEqualTo(one.contents("a"));
        }
    }

    @Test
    void powerCutsEndInEveryWay() throws IOException {
        TreeSet<String> ends = new TreeSet<>();
        for (int seed = 0; seed < 4000; seed++) {
            SimDisk one = new SimDisk(Faults.NONE, Later.AT_ONCE);
            settled(one, "a", 1024);
            put(one, "a", 0, 1024, 2);
            one.create("b", 0);
            one.powerCut(Keyed.of(seed, "cut", 0), true);
            byte[] found = one.contents("a");
            ends.add(found[1] + " " + found[513] + " " + one.has("b"));
        }
        // Each unit is old, new, zeros or garbage, and the name is there or not.
        assertThat(ends).hasSize(32);
    }

    @Test
    void aSubmittedWriteIsReadAtOnceAndDurableWhenItIsComplete() throws IOException {
        settled(slow, "a", 512);
        List<@Nullable IOException> done = new ArrayList<>();
        slow.submit(ones("a", 0, 2), done::add);
        assertThat(slow.contents("a")[0]).isEqualTo((byte) 2);
        assertThat(slow.pending()).isEqualTo(1);
        assertThat(done).isEmpty();
        due.removeFirst().run();
        assertThat(done).hasSize(1).containsOnlyNulls();
        assertThat(slow.worst().contents("a")[0]).isEqualTo((byte) 2);
    }

    private static Disk.Operation ones(String file, int position, int value) {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {(byte) value});
        return new Disk.Operation.Write(file, List.of(new Disk.Piece(position, bytes)));
    }

    @Test
    void aSubmittedReadIsDoneWhenItIsComplete() throws IOException {
        settled(slow, "a", 512);
        ByteBuffer target = ByteBuffer.allocate(10);
        List<@Nullable IOException> done = new ArrayList<>();
        slow.submit(new Disk.Operation.Read("a", 508, target), done::add);
        assertThat(target.position()).isZero();
        due.removeFirst().run();
        assertThat(target.position()).isEqualTo(4);
        assertThat(done).hasSize(1).containsOnlyNulls();
        slow.submit(new Disk.Operation.Read("none", 0, target), done::add);
        due.removeFirst().run();
        assertThat(done.get(1)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aSubmittedOperationTakesItsTime() throws IOException {
        List<Long> times = new ArrayList<>();
        Faults faults =
                new Faults() {
                    @Override
                    public SimDisk.Fault next(SimDisk.Kind kind, String file) {
                        return SimDisk.Fault.NONE;
                    }

                    @Override
                    public long latency(SimDisk.Kind kind, String file, long bytes) {
                        return (kind == SimDisk.Kind.FORCE ? 1000 : 2000) + bytes;
                    }
                };
        SimDisk one = new SimDisk(faults, (nanos, _) -> times.add(nanos));
        settled(one, "a", 512);
        one.submit(ones("a", 0, 2), _ -> {});
        one.submit(new Disk.Operation.Read("a", 0, ByteBuffer.allocate(10)), _ -> {});
        assertThat(times).containsExactly(1001L, 2010L);
    }

    @Test
    void completionsOfADeadProcessAreNeverCalled() throws IOException {
        settled(slow, "a", 1024);
        List<@Nullable IOException> done = new ArrayList<>();
        slow.submit(ones("a", 0, 2), done::add);
        slow.killed();
        slow.submit(ones("a", 512, 3), done::add);
        slow.cut(_ -> Landing.OLD);
        due.forEach(Runnable::run);
        assertThat(done).isEmpty();
        assertThat(slow.contents("a")).containsOnly(1);
    }

    @Test
    void oneOwnerHoldsTheLock() throws IOException {
        disk.lock("me");
        disk.requireLock();
        assertThat(disk.pending()).isZero();
        assertThat(disk.worst().contents("lock")).asString().isEqualTo("me");
        assertThatThrownBy(() -> disk.lock("you")).isInstanceOf(Disk.InUse.class);
        disk.close();
        assertThatThrownBy(disk::requireLock).isInstanceOf(Disk.InUse.class);
        disk.lock("you");
        disk.killed();
        assertThatThrownBy(disk::requireLock).isInstanceOf(Disk.InUse.class);
        disk.lock("me again");
        disk.cut(_ -> Landing.NEW);
        disk.lock("she");
        assertThat(disk.contents("lock")).asString().isEqualTo("she");
    }

    @Test
    void aLockThatWasReplacedIsLost() throws IOException {
        disk.lock("me");
        disk.flip("lock", 1, 0);
        assertThatThrownBy(disk::requireLock).isInstanceOf(Disk.InUse.class);
        disk.flip("lock", 1, 0);
        disk.requireLock();
        disk.create("other", 2);
        disk.rename("other", "lock");
        assertThatThrownBy(disk::requireLock).isInstanceOf(Disk.InUse.class);
        disk.delete("lock");
        assertThatThrownBy(disk::requireLock).isInstanceOf(Disk.InUse.class);
    }

    @Test
    void copiesAreIndependent() throws IOException {
        settled(disk, "a", 512);
        put(disk, "a", 0, 512, 2);
        SimDisk copy = disk.copy();
        SimDisk worst = disk.worst();
        put(disk, "a", 0, 512, 3);
        assertThat(copy.contents("a")).containsOnly(2);
        assertThat(copy.worst().contents("a")).containsOnly(2);
        put(worst, "a", 0, 512, 4);
        assertThat(disk.contents("a")).containsOnly(3);
        assertThat(disk.worst().contents("a")).containsOnly(1);
    }

    @Test
    void whatIsNotThereCannotBeUsed() {
        assertThatThrownBy(() -> disk.size("a")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.delete("a")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.rename("a", "b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.force("a")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.contents("a")).hasMessageContaining("there is no a");
    }
}
