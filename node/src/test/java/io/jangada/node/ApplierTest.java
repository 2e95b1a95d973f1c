package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Snapshot;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

class ApplierTest {
    private static final ServerId SELF = new ServerId(1);
    private static final long BOOT = 9;

    /** A mark after each third entry. */
    private static final SnapshotPolicy POLICY = new SnapshotPolicy(1 << 20, 3, 1000, 0, 0, 1, 1);

    private final Counter counter = new Counter();
    private final Proposals<Long> proposals = new Proposals<>(16, 1000);
    private final Reads reads = new Reads(16);
    private final Inbox inbox = new Inbox(16, 1000, () -> {});
    private final Applier<Long> applier =
            new Applier<>(
                    counter, proposals, reads, SELF, BOOT, inbox, new Marks(POLICY), () -> {});

    @Test
    void aReadWaitsUntilItsIndexIsApplied() {
        CompletableFuture<ReadOutcome> read = reads.offer(ReadMode.READ_INDEX);
        applier.read(2, reads.take(0).getFirst());
        applier.apply(1, List.of(Payload.NO_OP));
        applier.turn();
        assertThat(read).isNotDone();

        applier.apply(2, List.of(command(7, 1)));
        applier.turn();
        assertThat(read.join()).isEqualTo(new ReadOutcome.Ready(2));
        assertThat(counter.sum).isEqualTo(7);
    }

    @Test
    void aProposalCompletesWithTheResultOfItsOwnOrigin() {
        Proposals.Pending<Long> pending = new Proposals.Pending<>(Bytes.utf8("5"), 100);
        assertThat(proposals.offer(pending)).isNull();
        Payload other = new Origin(SELF, BOOT + 1, pending.sequence).wrap(Bytes.utf8("3"));
        applier.apply(1, List.of(other));
        applier.turn();
        assertThat(pending.future).isNotDone();

        applier.apply(2, List.of(command(5, pending.sequence)));
        applier.turn();
        assertThat(pending.future.join()).isEqualTo(new Outcome.Applied<>(2, 8L));
    }

    @Test
    void anExceptionOfTheStateMachineIsReportedAndNothingFollowsIt() {
        applier.apply(1, List.of(new Origin(SELF, BOOT, 1).wrap(Bytes.utf8("not a number"))));
        applier.turn();

        assertThat(inbox.drain())
                .singleElement()
                .isInstanceOfSatisfying(
                        Inbox.Failed.class,
                        failed -> assertThat(failed.what()).contains("applying index 1 failed"));
        assertThat(applier.lastApplied()).isZero();
    }

    private static Payload command(long amount, long sequence) {
        return new Origin(SELF, BOOT, sequence).wrap(Bytes.utf8(Long.toString(amount)));
    }

    private static Pieces pieces(long index) {
        return new Pieces(new Snapshot(index, 1, Members.of(SELF)), () -> {}, () -> {});
    }

    private static List<Bytes> pieces(@Nullable Image image) {
        Image taken = Objects.requireNonNull(image);
        List<Bytes> pieces = new ArrayList<>();
        for (Bytes piece = taken.next(); piece != null; piece = taken.next()) {
            pieces.add(piece);
        }
        return pieces;
    }

    private List<Inbox.ImageTaken> images() {
        return inbox.drain().stream()
                .filter(event -> event instanceof Inbox.ImageTaken)
                .map(event -> (Inbox.ImageTaken) event)
                .toList();
    }

    private void load(long index, List<Bytes> bytes) {
        Pieces pieces = pieces(index);
        bytes.forEach(pieces::put);
        pieces.end();
        applier.restore(pieces);
    }

    @Test
    void anImageIsTakenBehindEachMarkThoughTheRunGoesOn() {
        applier.apply(1, List.of(command(1, 1), command(2, 2), command(4, 3), command(8, 4)));
        applier.apply(5, List.of(command(16, 5), command(32, 6)));
        applier.turn();

        assertThat(counter.sum).isEqualTo(63);
        assertThat(images()).extracting(Inbox.ImageTaken::index).containsExactly(3L, 6L);
    }

    @Test
    void anImageBringsStateTableAndMarksToAnotherMember() {
        applier.apply(1, List.of(command(1, 1), command(2, 2), command(4, 3), command(8, 4)));
        applier.turn();
        List<Bytes> image = pieces(images().getFirst().image());
        Applier<Long> other =
                new Applier<>(
                        new Counter(),
                        proposals,
                        reads,
                        SELF,
                        BOOT,
                        inbox,
                        new Marks(POLICY),
                        () -> {});
        Pieces pieces = pieces(3);
        image.forEach(pieces::put);
        pieces.end();
        other.restore(pieces);
        other.apply(4, List.of(command(100, 3), command(8, 4), command(16, 5)));
        other.turn();

        Inbox.ImageTaken again = images().getLast();
        assertThat(again.index()).isEqualTo(6);
        applier.apply(5, List.of(command(100, 3), command(16, 5)));
        applier.turn();
        assertThat(pieces(again.image()))
                .as("the one that comes twice is dropped on both")
                .isEqualTo(pieces(images().getFirst().image()));
    }

    @Test
    void whileASnapshotIsLoadedNothingIsAppliedAndReadsWait() {
        applier.apply(1, List.of(command(1, 1), command(2, 2), command(4, 3)));
        applier.turn();
        List<Bytes> image = pieces(images().getFirst().image());
        CompletableFuture<ReadOutcome> read = reads.offer(ReadMode.READ_INDEX);
        applier.read(9, reads.take(0).getFirst());
        Pieces pieces = pieces(9);
        applier.restore(pieces);
        applier.apply(10, List.of(command(8, 10)));
        pieces.put(image.getFirst());
        applier.turn();
        assertThat(read).isNotDone();
        assertThat(applier.lastApplied()).isEqualTo(3);

        image.subList(1, image.size()).forEach(pieces::put);
        pieces.end();
        applier.turn();
        assertThat(read.join()).isEqualTo(new ReadOutcome.Ready(10));
        assertThat(counter.sum).isEqualTo(15);
    }

    @Test
    void anImageThatNobodyGaveStopsTheMember() {
        load(5, List.of(Bytes.utf8("not an image at all")));
        applier.turn();

        assertThat(inbox.drain())
                .singleElement()
                .isInstanceOfSatisfying(
                        Inbox.Failed.class,
                        failed -> assertThat(failed.what()).contains("loading the snapshot"));
        assertThat(applier.lastApplied()).isZero();
    }

    @Test
    void aProposalWhoseEffectCameInASnapshotEndsAsUnknownAndIsNeverHandedOverAgain() {
        Proposals.Pending<Long> inside = new Proposals.Pending<>(Bytes.utf8("1"), 100);
        Proposals.Pending<Long> behind = new Proposals.Pending<>(Bytes.utf8("2"), 100);
        assertThat(proposals.offer(inside)).isNull();
        assertThat(proposals.offer(behind)).isNull();
        inside.tried = true;
        behind.tried = true;
        Applier<Long> elsewhere =
                new Applier<>(
                        new Counter(),
                        new Proposals<>(16, 1000),
                        reads,
                        SELF,
                        BOOT,
                        inbox,
                        new Marks(POLICY),
                        () -> {});
        elsewhere.apply(1, List.of(command(1, inside.sequence), Payload.NO_OP, Payload.NO_OP));
        elsewhere.turn();
        Applier<Long> here =
                new Applier<>(
                        counter, proposals, reads, SELF, BOOT, inbox, new Marks(POLICY), () -> {});
        Pieces pieces = pieces(3);
        pieces(images().getFirst().image()).forEach(pieces::put);
        pieces.end();
        here.restore(pieces);
        here.turn();
        Proposals.Unsent<Long> unsent = proposals.unsent(Integer.MAX_VALUE);

        assertThat(unsent.unknown()).containsExactly(inside);
        assertThat(unsent.pending()).containsExactly(behind);
        assertThat(inside.future).as("its owner completes it").isNotDone();
    }
}
