package io.jangada.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.node.storage.Disk;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.disk.SimDisk.Fault;
import io.jangada.sim.disk.SimDisk.Faults;
import io.jangada.sim.disk.SimDisk.Kind;
import io.jangada.sim.disk.SimDisk.Later;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Everything that goes wrong with disks, and that it is counted when it had an effect. */
final class SimDiskFaultsTest {
    private @Nullable Kind failing;
    private Fault fault = Fault.NONE;
    private SimDisk disk = fresh(0);

    private SimDisk fresh(long seed) {
        Faults faults = (kind, _) -> kind == failing ? fault : Fault.NONE;
        return new SimDisk(faults, Later.AT_ONCE, Keyed.of(seed, "disk", 0));
    }

    private void put(int position, int count, int value) throws IOException {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        disk.write("a", position, ByteBuffer.wrap(bytes));
    }

    private byte[] read(int position, int count) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(count);
        int found = disk.read("a", position, target);
        return Arrays.copyOf(target.array(), found);
    }

    private void settled(int bytes) throws IOException {
        disk.create("a", bytes);
        put(0, bytes, 1);
        disk.force("a");
        disk.forceDirectory();
    }

    private void with(Kind kind, Fault wrong) {
        failing = kind;
        fault = wrong;
    }

    private void calm() {
        with(Kind.READ, Fault.NONE);
    }

    @Test
    void anErrorHasNoEffect() throws IOException {
        settled(512);
        List<Kind> kinds = List.of(Kind.READ, Kind.WRITE, Kind.CREATE, Kind.RENAME, Kind.TRUNCATE);
        List<ThrowingCallable> operations =
                List.of(
                        () -> read(0, 1),
                        () -> put(0, 512, 2),
                        () -> disk.create("b", 1),
                        () -> disk.rename("a", "b"),
                        () -> disk.truncate("a", 1));
        for (int i = 0; i < kinds.size(); i++) {
            with(kinds.get(i), Fault.IO_ERROR);
            assertThatThrownBy(operations.get(i)).hasMessageContaining("injected into");
        }
        with(Kind.DELETE, Fault.IO_ERROR);
        assertThatThrownBy(() -> disk.delete("a")).isInstanceOf(IOException.class);
        with(Kind.LIST, Fault.IO_ERROR);
        assertThatThrownBy(() -> disk.list()).isInstanceOf(IOException.class);
        with(Kind.SIZE, Fault.IO_ERROR);
        assertThatThrownBy(() -> disk.size("a")).isInstanceOf(IOException.class);
        calm();
        assertThat(disk.list()).containsExactly("a");
        assertThat(read(0, 600)).hasSize(512).containsOnly(1);
        assertThat(disk.effects(Fault.IO_ERROR)).isEqualTo(8);
        assertThat(disk.pending()).isZero();
    }

    @Test
    void aFailedForceLosesAPartAndCallsItClean() throws IOException {
        TreeSet<String> ends = new TreeSet<>();
        for (int seed = 0; seed < 100; seed++) {
            disk = fresh(seed);
            settled(1024);
            put(0, 1024, 2);
            with(Kind.FORCE, Fault.IO_ERROR);
            assertThatThrownBy(() -> disk.force("a")).isInstanceOf(IOException.class);
            calm();
            assertThat(disk.pending()).isZero();
            disk.force("a");
            assertThat(read(0, 1024)).containsOnly(2);
            disk.killed();
            assertThat(read(0, 1024)).containsOnly(2);
            disk.cut(_ -> Landing.NEW);
            byte[] found = read(0, 1024);
            ends.add(found[0] + " " + found[512]);
        }
        assertThat(ends).containsExactly("1 1", "1 2", "2 1", "2 2");
    }

    @Test
    void whatIsWrittenAgainAfterAFailedForceLands() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            disk = fresh(seed);
            settled(512);
            put(0, 512, 2);
            with(Kind.FORCE, Fault.IO_ERROR);
            assertThatThrownBy(() -> disk.force("a")).isInstanceOf(IOException.class);
            calm();
            put(0, 1, 3);
            disk.force("a");
            disk.cut(_ -> Landing.OLD);
            assertThat(read(0, 2)).containsExactly(3, 2);
        }
    }

    @Test
    void theSizeMayBeLostToAFailedForceToo() throws IOException {
        TreeSet<Long> sizes = new TreeSet<>();
        for (int seed = 0; seed < 20; seed++) {
            disk = fresh(seed);
            settled(100);
            disk.truncate("a", 50);
            with(Kind.FORCE, Fault.IO_ERROR);
            assertThatThrownBy(() -> disk.force("a")).isInstanceOf(IOException.class);
            calm();
            disk.force("a");
            sizes.add(disk.worst().size("a"));
        }
        assertThat(sizes).containsExactly(50L, 100L);
    }

    @Test
    void aFailedForceOfTheDirectoryLosesAPartAndCallsItClean() throws IOException {
        TreeSet<String> ends = new TreeSet<>();
        for (int seed = 0; seed < 100; seed++) {
            disk = fresh(seed);
            disk.create("a", 0);
            disk.create("b", 0);
            with(Kind.FORCE_DIRECTORY, Fault.IO_ERROR);
            assertThatThrownBy(disk::forceDirectory).isInstanceOf(IOException.class);
            calm();
            disk.forceDirectory();
            assertThat(disk.list()).containsExactly("a", "b");
            ends.add(disk.worst().list().toString());
        }
        assertThat(ends).containsExactlyInAnyOrder("[]", "[a]", "[a, b]", "[b]");
    }

    @Test
    void aFullDiskMayLeaveAHalf() throws IOException {
        TreeSet<String> ends = new TreeSet<>();
        for (int seed = 0; seed < 50; seed++) {
            disk = fresh(seed);
            with(Kind.CREATE, Fault.NO_SPACE);
            assertThatThrownBy(() -> disk.create("a", 1000)).isInstanceOf(Disk.NoSpace.class);
            assertThat(disk.effects(Fault.NO_SPACE)).isEqualTo(1);
            ends.add(disk.has("a") ? "half" : "nothing");
            assertThat(disk.has("a") ? disk.size("a") : 0).isLessThan(1000);
        }
        assertThat(ends).containsExactly("half", "nothing");
    }

    @Test
    void aFullDiskMayShowAtTheForceAndAtTheWrite() throws IOException {
        settled(512);
        put(0, 512, 2);
        with(Kind.FORCE, Fault.NO_SPACE);
        assertThatThrownBy(() -> disk.force("a")).isInstanceOf(Disk.NoSpace.class);
        assertThat(disk.pending()).isZero();
        with(Kind.WRITE, Fault.NO_SPACE);
        assertThatThrownBy(() -> put(0, 512, 3)).isInstanceOf(Disk.NoSpace.class);
        assertThat(read(0, 512)).containsOnly(2, 3);
        assertThat(disk.effects(Fault.NO_SPACE)).isEqualTo(2);
    }

    @Test
    void thereIsOnlySoMuchRoom() throws IOException {
        disk.room(1000);
        disk.create("a", 600);
        assertThatThrownBy(() -> disk.create("b", 401)).isInstanceOf(Disk.NoSpace.class);
        assertThat(disk.list()).containsExactly("a");
        disk.create("b", 400);
        disk.create("b", 399);
        put(600, 1, 1);
        assertThatThrownBy(() -> put(601, 1, 1)).isInstanceOf(Disk.NoSpace.class);
        put(0, 601, 1);
        disk.delete("b");
        put(601, 399, 1);
        assertThat(disk.effects(Fault.NO_SPACE)).as("injected").isZero();
    }

    @Test
    void aShortWriteOrReadFailsAfterAPart() throws IOException {
        settled(1024);
        with(Kind.WRITE, Fault.SHORT);
        assertThatThrownBy(() -> put(0, 1024, 2)).isInstanceOf(IOException.class);
        assertThat(read(0, 512)).containsOnly(2);
        assertThat(read(512, 512)).containsOnly(1);
        with(Kind.READ, Fault.SHORT);
        ByteBuffer target = ByteBuffer.allocate(1024);
        assertThatThrownBy(() -> disk.read("a", 0, target)).isInstanceOf(IOException.class);
        assertThat(target.position()).isEqualTo(512);
        assertThat(disk.effects(Fault.SHORT)).isEqualTo(2);
    }

    @Test
    void aLostWriteIsInMemoryAlone() throws IOException {
        settled(512);
        with(Kind.WRITE, Fault.LOST);
        put(0, 512, 2);
        disk.force("a");
        assertThat(read(0, 512)).containsOnly(2);
        assertThat(disk.worst().contents("a")).containsOnly(1);
        disk.forget();
        assertThat(read(0, 512)).containsOnly(1);
        put(0, 512, 1);
        assertThat(disk.effects(Fault.LOST)).as("the last one lost nothing").isEqualTo(1);
    }

    @Test
    void aLostForceForcesNothing() throws IOException {
        settled(512);
        put(0, 512, 2);
        disk.rename("a", "b");
        with(Kind.FORCE, Fault.LOST);
        disk.force("b");
        with(Kind.FORCE_DIRECTORY, Fault.LOST);
        disk.forceDirectory();
        assertThat(disk.pending()).isEqualTo(2);
        assertThat(disk.worst().contents("a")).containsOnly(1);
        assertThat(disk.effects(Fault.LOST)).isEqualTo(2);
        calm();
        disk.force("b");
        disk.forceDirectory();
        assertThat(disk.worst().contents("b")).containsOnly(2);
    }

    @Test
    void aMisdirectedWriteLandsElsewhere() throws IOException {
        TreeSet<String> ends = new TreeSet<>();
        for (int seed = 0; seed < 30; seed++) {
            disk = fresh(seed);
            settled(1024);
            with(Kind.WRITE, Fault.MISDIRECTED);
            put(0, 512, 2);
            calm();
            disk.force("a");
            assertThat(read(0, 1024)).startsWith(2).endsWith(1);
            disk.forget();
            byte[] found = read(0, 1024);
            ends.add(found[0] + " " + found[1023] + " " + disk.effects(Fault.MISDIRECTED));
        }
        assertThat(ends).containsExactlyInAnyOrder("1 2 1", "2 1 0");
    }

    @Test
    void aStaleReadGivesWhatWasBeforeTheLastForce() throws IOException {
        settled(1024);
        put(0, 512, 2);
        disk.force("a");
        with(Kind.READ, Fault.STALE);
        assertThat(read(0, 512)).containsOnly(1);
        assertThat(disk.effects(Fault.STALE)).isEqualTo(1);
        calm();
        assertThat(read(0, 512)).containsOnly(2);
        put(0, 512, 2);
        disk.force("a");
        with(Kind.READ, Fault.STALE);
        assertThat(read(0, 512)).containsOnly(2);
        assertThat(disk.effects(Fault.STALE)).as("nothing had changed").isEqualTo(1);
    }

    @Test
    void anUnreadableUnitIsOneUntilItIsWritten() throws IOException {
        settled(1536);
        disk.unreadable("a", 600);
        assertThatThrownBy(() -> read(0, 1536)).hasMessage("cannot read a at 512");
        assertThatThrownBy(() -> read(1023, 1)).isInstanceOf(IOException.class);
        assertThat(read(0, 512)).containsOnly(1);
        assertThat(read(1024, 1000)).hasSize(512);
        disk.cut(_ -> Landing.NEW);
        assertThatThrownBy(() -> read(512, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.copy().read("a", 512, ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class);
        put(512, 512, 2);
        assertThat(read(512, 512)).containsOnly(2);
        assertThatThrownBy(() -> disk.worst().read("a", 512, ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class);
        disk.force("a");
        disk.forget();
        assertThat(read(512, 512)).containsOnly(2);
    }

    @Test
    void aReadMayFindAUnitUnreadable() throws IOException {
        settled(1024);
        with(Kind.READ, Fault.UNREADABLE);
        assertThatThrownBy(() -> read(0, 512)).isInstanceOf(IOException.class);
        calm();
        assertThatThrownBy(() -> read(0, 512)).isInstanceOf(IOException.class);
        assertThat(read(512, 512)).hasSize(512);
        assertThat(disk.effects(Fault.UNREADABLE)).isEqualTo(1);
    }

    @Test
    void aSubmittedOperationFailsWhenItIsComplete() throws IOException {
        settled(512);
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {2});
        var write = new Disk.Operation.Write("a", List.of(new Disk.Piece(0, bytes)));
        List<@Nullable IOException> done = new ArrayList<>();
        with(Kind.FORCE, Fault.IO_ERROR);
        disk.submit(write, done::add);
        with(Kind.WRITE, Fault.NO_SPACE);
        disk.submit(write, done::add);
        assertThat(done).hasSize(2);
        assertThat(done.get(0)).hasMessage("injected into FORCE of a");
        assertThat(done.get(1)).isInstanceOf(Disk.NoSpace.class);
    }

    @Test
    void damageAtRestIsDurable() throws IOException {
        settled(2048);
        disk.flip("a", 3, 7);
        disk.zero("a", 10, 20);
        disk.zero("a", 1024, 512);
        disk.misplace("a", 1024, 1536, 100);
        SimDisk found = disk.worst();
        assertThat(found.contents("a")).isEqualTo(disk.contents("a"));
        assertThat(found.contents("a")[3]).isEqualTo((byte) 0x81);
        assertThat(Arrays.copyOfRange(found.contents("a"), 9, 31))
                .isEqualTo(
                        new byte[] {
                            1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
                        });
        assertThat(Arrays.copyOfRange(found.contents("a"), 1535, 1637))
                .startsWith(0, 0)
                .endsWith(0, 1);
        disk.shorten("a", 100);
        assertThat(disk.worst().size("a")).isEqualTo(100);
        assertThat(disk.size("a")).isEqualTo(100);
        disk.remove("a");
        assertThat(disk.worst().list()).isEmpty();
        assertThat(disk.list()).isEmpty();
        assertThat(disk.pending()).isZero();
    }
}
