package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.node.World.Running;
import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Output;
import io.jangada.raft.Probes;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Sizes;
import io.jangada.raft.Standing;
import io.jangada.raft.Start;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Three whole members that record, and what stepping their recordings again gives. */
class BlackBoxTest {
    private final World world = new World(5, 3);

    /** Looks on, and keeps what it sees. */
    private static final class Seen implements Replay.Listener {
        final List<Recording.Half> halves = new ArrayList<>();
        final List<String> differences = new ArrayList<>();
        int steps;
        int outputs;

        @Override
        public void half(Recording.Half half) {
            halves.add(half);
        }

        @Override
        public void step(long now, Recording.Step step, List<Output> ordered) {
            steps++;
            outputs += ordered.size();
        }

        @Override
        public void differs(String what) {
            differences.add(what);
        }
    }

    private static Bytes file(Running one) throws IOException {
        return file(one.disk);
    }

    private static Recording.Found readable(Bytes file) {
        Recording recording = Recording.read(file);
        assertThat(recording).isInstanceOf(Recording.Found.class);
        return (Recording.Found) recording;
    }

    private void work(int proposals) {
        for (int i = 0; i < proposals; i++) {
            CompletableFuture<Outcome<Long>> result = world.follower().add(1);
            world.until(result::isDone);
        }
    }

    /** Replays the box of {@code one} and finds the core as it is. */
    private static Seen replaysExactly(Running one) throws IOException {
        Recording.Found recording = readable(file(one));
        Seen seen = new Seen();
        Replay.End end = Objects.requireNonNull(Replay.run(recording, seen));

        assertThat(recording.damages()).isEmpty();
        assertThat(seen.differences).isEmpty();
        assertThat(end.state()).isEqualTo(one.member.state());
        assertThat(end.status()).isEqualTo(one.member.status());
        return seen;
    }

    @Test
    void everyRecordingLeadsToTheStateOfItsMember() throws IOException {
        work(20);
        world.cutOff.add(world.leader().id);
        work(5);
        world.cutOff.clear();
        world.run(500 * World.MILLISECOND);

        for (Running one : world.all()) {
            Seen seen = replaysExactly(one);
            assertThat(seen.halves).hasSize(1);
            assertThat(seen.halves.getFirst().self()).isEqualTo(one.id);
            assertThat(seen.steps).isGreaterThan(100);
            assertThat(seen.outputs).isPositive();
        }
    }

    @Test
    void aFullRingKeepsTheLastStepsAndOneHalfGoesOnFromTheOther() throws IOException {
        Running one = world.get(1);
        long newest = 0;
        while (newest < 5) {
            work(20);
            newest = readable(file(one)).halves().getLast().sequence();
        }
        world.run(World.MILLISECOND);

        Seen seen = replaysExactly(one);
        assertThat(one.disk.size(BoxLayout.FILE)).isEqualTo(World.BOX);
        assertThat(seen.halves).hasSize(2);
        assertThat(seen.halves.getLast().continues(seen.halves.getFirst())).isTrue();
    }

    @Test
    void aStateThatDoesNotFollowFromTheHalfBeforeIsToldOf() throws IOException {
        Running one = world.get(1);
        do {
            work(20);
        } while (readable(file(one)).halves().getLast().sequence() < 2);
        List<Recording.Half> halves = readable(file(one)).halves();
        Recording.Half second = halves.getLast();
        Recording.Half forged =
                new Recording.Half(
                        second.sequence(),
                        second.offset(),
                        second.self(),
                        second.settings(),
                        second.before(),
                        second.entries(),
                        halves.getFirst().state(),
                        List.of(),
                        second.end());
        Seen seen = new Seen();
        Replay.run(new Recording.Found(List.of(halves.getFirst(), forged), List.of()), seen);

        assertThat(seen.differences)
                .singleElement()
                .asString()
                .endsWith("the state is another than was recorded");
    }

    @Test
    void theHalfBeforeARestartIsStillThereAfterIt() throws IOException {
        work(20);
        Running before = world.get(1);
        Bytes last = before.member.state();
        Running again = world.restart(before);
        world.run(200 * World.MILLISECOND);

        Seen seen = replaysExactly(again);
        assertThat(seen.halves).hasSize(2);
        assertThat(seen.halves.getLast().before()).isEqualTo(-1);
        Seen first = new Seen();
        Replay.End end =
                Objects.requireNonNull(
                        Replay.run(
                                new Recording.Found(seen.halves.subList(0, 1), List.of()), first));
        assertThat(first.differences).isEmpty();
        assertThat(end.state()).isEqualTo(last);
    }

    @Test
    void aTornTailIsLeftOut() throws IOException {
        work(3);
        Bytes whole = file(world.get(1));
        List<Recording.Step> steps = readable(whole).halves().getFirst().steps();
        long end = readable(whole).halves().getFirst().end();
        for (int cut = 0; cut <= end; cut++) {
            switch (Recording.read(whole.slice(0, cut))) {
                case Recording.Unusable(String reason) ->
                        assertThat(reason).startsWith("offset ").contains(": ");
                case Recording.Found(var halves, _) -> {
                    List<Recording.Step> left = halves.getFirst().steps();
                    assertThat(left).isEqualTo(steps.subList(0, left.size()));
                    Seen seen = new Seen();
                    assertThat(Replay.run(readable(whole.slice(0, cut)), seen)).isNotNull();
                    assertThat(seen.differences).isEmpty();
                }
            }
        }
    }

    @Test
    void aChangedByteIsNoticedAndNeverStepped() throws IOException {
        work(2);
        Bytes whole = file(world.get(1));
        Recording.Half half = readable(whole).halves().getFirst();
        Set<Recording.Step> steps = new HashSet<>(half.steps());
        int start = (int) half.offset();
        int lastStep = (int) half.steps().getLast().offset();
        for (int at = start; at < half.end(); at++) {
            for (int bit : new int[] {0, 7}) {
                byte[] changed = whole.toArray();
                changed[at] ^= (byte) (1 << bit);
                switch (Recording.read(Bytes.owned(changed))) {
                    case Recording.Unusable(String reason) ->
                            assertThat(reason).startsWith("offset ");
                    case Recording.Found(var halves, var damages) -> {
                        assertThat(steps).containsAll(halves.getFirst().steps());
                        assertThat(halves.getFirst().end()).isLessThanOrEqualTo(at);
                        assertThat(damages).hasSize(at < lastStep ? 1 : 0);
                    }
                }
            }
        }
    }

    @Test
    void whatIsNoRecordingIsRefusedWithAReason() {
        for (int size : new int[] {0, 1, 27, 28, 8192}) {
            assertThat(Recording.read(Bytes.owned(new byte[size])))
                    .isInstanceOf(Recording.Unusable.class);
        }
        assertThat(Recording.read(Bytes.utf8("x".repeat(9000))))
                .isEqualTo(new Recording.Unusable("offset 0: this is no header of a black box"));
    }

    @Test
    void aDiskThatFailsSwitchesItOffAndTheMemberLivesOn() {
        Running one = world.leader();
        one.disk.boxFailing = true;
        work(20);

        assertThat(one.member.boxIsOff()).isTrue();
        assertThat(one.member.isLatched()).isFalse();
        assertThat(one.fatal).isEmpty();
        assertThat(one.member.status().standing()).isEqualTo(Standing.LEADER);
    }

    @Test
    void withoutTurnsItKeepsLittleAndLaterGoesOnFromAFreshState() throws IOException {
        Running one = world.get(1);
        one.boxStalls = true;
        for (int i = 0; i < 40; i++) {
            work(100);
        }
        assertThat(one.member.boxPending()).isBetween(1L, (long) World.BOX);
        one.boxStalls = false;
        work(20);

        Seen seen = replaysExactly(one);
        assertThat(seen.halves.getLast().before()).isEqualTo(-1);
    }

    @Test
    void aReplayThatGoesAnotherWaySaysWhere() throws IOException {
        work(5);
        Recording.Found recording = readable(file(world.leader()));
        Recording.Half half = recording.halves().getFirst();
        List<Recording.Step> steps = new ArrayList<>(half.steps());
        int at = 0;
        while (steps.get(at).outputs() == 0) {
            at++;
        }
        Recording.Step old = steps.get(at);
        steps.set(
                at,
                new Recording.Step(
                        old.offset(), new Input.HeartbeatDue(), List.of(), 9, 9, old.broken()));
        Seen seen = new Seen();
        Replay.run(
                new Recording.Found(
                        List.of(
                                new Recording.Half(
                                        half.sequence(),
                                        half.offset(),
                                        half.self(),
                                        half.settings(),
                                        half.before(),
                                        half.entries(),
                                        half.state(),
                                        steps,
                                        half.end())),
                        List.of()),
                seen);

        assertThat(seen.differences.getFirst()).startsWith("offset " + old.offset() + ": ");
    }

    @Test
    void ofSizeZeroThereIsNone() {
        HeapDisk disk = new HeapDisk();
        Config config = World.config(world.get(1).id, world.members()).withBlackBox(0);
        BlackBox box = new BlackBox(disk, config.blackBoxBytes(), config.self(), config.core());

        assertThat(box.isOff()).isTrue();
        assertThat(box.turn()).isFalse();
        assertThat(disk.list()).isEmpty();
    }

    private static Raft follower(BlackBox box, Entries log, Settings settings) {
        ServerId self = new ServerId(1);
        Members members = Members.of(self, new ServerId(2));
        HardState hard = new HardState(log.isEmpty() ? 1 : log.term(log.last()), null);
        Start start = Start.of(self, members, hard, log, log.last() + 1, 1);
        return new Raft(start, settings, box.noting((min, max) -> min), Probes.NONE);
    }

    private static Bytes file(HeapDisk disk) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) disk.size(BoxLayout.FILE));
        assertThat(disk.read(BoxLayout.FILE, 0, bytes)).isEqualTo(bytes.capacity());
        return Bytes.copyOf(bytes.flip());
    }

    @Test
    void theInputThatBreaksAnInvariantIsWrittenAtOnce() throws IOException {
        HeapDisk disk = new HeapDisk();
        Settings settings = Settings.of(100, 1000);
        BlackBox box = new BlackBox(disk, 1 << 16, new ServerId(1), settings);
        Raft raft = follower(box, Entries.none(1), settings);
        box.step(raft, new Input.Tick(7));
        assertThatThrownBy(() -> box.step(raft, new Input.Applied(9)))
                .isInstanceOf(IllegalStateException.class);

        Recording.Found recording = readable(file(disk));
        Recording.Step last = recording.halves().getLast().steps().getLast();
        assertThat(last.broken()).isTrue();
        assertThat(last.input()).isEqualTo(new Input.Applied(9));
        Seen seen = new Seen();
        Replay.End end = Objects.requireNonNull(Replay.run(recording, seen));
        assertThat(seen.differences).isEmpty();
        assertThat(end.status()).isEqualTo(raft.status());
    }

    @Test
    void howeverLongTheLogIsTheStateIsSmall() throws IOException {
        HeapDisk disk = new HeapDisk();
        Settings settings = Settings.of(100, 1000);
        BlackBox box = new BlackBox(disk, 8192, new ServerId(1), settings);
        int[] sizes = new int[1_000_000];
        Arrays.fill(sizes, 300);
        Raft raft = follower(box, Entries.of(1, 1, Sizes.of(sizes)), settings);
        for (int i = 0; i < 1_000; i++) {
            box.step(raft, new Input.Tick(i));
            box.turn();
        }
        Recording.Found recording = readable(file(disk));
        assertThat(recording.halves())
                .hasSize(2)
                .allSatisfy(half -> assertThat(half.entries()).isEqualTo(1_000_000))
                .allSatisfy(half -> assertThat(half.state().size()).isBetween(1, 1024));
        Seen seen = new Seen();
        Replay.End end = Objects.requireNonNull(Replay.run(recording, seen));
        assertThat(seen.differences).isEmpty();
        assertThat(end.status()).isEqualTo(raft.status());
    }

    @Test
    void withAStateThatIsTooLargeItKeepsInputsOnlyAndSaysSo() throws IOException {
        HeapDisk disk = new HeapDisk();
        Settings settings = Settings.of(100, 1000);
        BlackBox box = new BlackBox(disk, 8192, new ServerId(1), settings);
        long[] terms = new long[1_000];
        Arrays.setAll(terms, i -> i + 1);
        Entries log = Entries.of(1, terms, Sizes.of(new int[1_000]));
        Raft raft = follower(box, log, settings);
        box.step(raft, new Input.Tick(7));
        assertThat(box.turn()).isTrue();

        Recording.Found recording = readable(file(disk));
        Recording.Half half = recording.halves().getFirst();
        assertThat(half.entries()).isEqualTo(1_000);
        assertThat(half.state()).isEqualTo(Bytes.EMPTY);
        Seen seen = new Seen();
        assertThat(Replay.run(recording, seen)).isNull();
        assertThat(seen.steps).isEqualTo(1);
    }
}
