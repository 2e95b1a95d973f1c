package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.QuietListener;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;
import io.jangada.raft.Snapshot;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Files of snapshots, as the driver asks for them: written, served, pulled, given up. */
final class ImagesTest {
    private static final ServerId S1 = new ServerId(1);
    private static final ServerId S2 = new ServerId(2);
    private static final ServerId S3 = new ServerId(3);
    private static final Members THREE = Members.of(S1, S2, S3);
    private static final long PATIENCE = 1_000;
    private static final SnapshotPolicy POLICY =
            new SnapshotPolicy(1 << 20, 100, 1 << 20, 0, 0, 1L << 40, PATIENCE);

    /** Chunks of 4 KiB. */
    private static final Limits LIMITS =
            new Limits(256 << 10, 16 << 10, 1 << 17, 1 << 20, 1 << 16, 4 << 10, 64, 4 << 10);

    /** Of several chunks. */
    private static final String STATE = "0123456789abcdef".repeat(1_000) + "end";

    private final Side writer = new Side(S1);
    private final Side puller = new Side(S2);
    private long now;

    /** One member's files, with what its driver would be told. */
    private final class Side {
        final Images images;
        final List<Inbox.Event> told = new ArrayList<>();
        private final Inbox inbox = new Inbox(100, 1 << 20, () -> {});

        Side(ServerId self) {
            this(self, POLICY);
        }

        Side(ServerId self, SnapshotPolicy policy) {
            this.images =
                    new Images(
                            journal(self, new HeapDisk()).snapshots(),
                            policy,
                            () -> now,
                            inbox,
                            () -> {});
        }

        void turn() {
            boolean worked = true;
            while (worked) {
                worked = images.turn();
                told.addAll(inbox.drain());
            }
        }

        Snapshot write(long index) {
            Snapshot snapshot = new Snapshot(index, 1, THREE);
            images.write(snapshot, Codec.encode(THREE), new Counted(index + ":" + STATE));
            turn();
            assertThat(told).contains(new Inbox.SnapshotWritten(index));
            return snapshot;
        }

        /** What is to be sent, each once. */
        List<Inbox.ToSend> sent() {
            List<Inbox.ToSend> sent = new ArrayList<>();
            for (Inbox.Event event : told) {
                if (event instanceof Inbox.ToSend frame) {
                    sent.add(frame);
                }
            }
            told.removeAll(sent);
            return sent;
        }

        Message.SnapshotChunk answer(Message.FetchSnapshot question) {
            images.asked(S3, question);
            turn();
            return (Message.SnapshotChunk) sent().getFirst().message();
        }
    }

    /** An image that says whether it was closed, and complains when it is closed twice. */
    private final class Counted implements Image {
        private final Image whole;
        private boolean open = true;

        Counted(String state) {
            whole = Image.of(Bytes.utf8(state));
            opened++;
        }

        @Override
        public @Nullable Bytes next() {
            return whole.next();
        }

        @Override
        public void close() {
            assertThat(open).as("closed once").isTrue();
            open = false;
            opened--;
        }
    }

    /** How many images are not closed. */
    private int opened;

    private static Journal journal(ServerId self, HeapDisk disk) {
        Identity identity = Identity.expected(7, self, self.value(), "test");
        if (!(Recovery.open(disk, identity, false, LIMITS) instanceof Opening.Recovered found)) {
            throw new AssertionError("a new directory opens");
        }
        found.journal().start(new QuietListener(), () -> 0);
        return found.journal();
    }

    /** Carries questions and chunks until nobody has anything to say. */
    private void carry() {
        boolean more = true;
        for (int rounds = 0; more; rounds++) {
            assertThat(rounds).as("nobody is asked for ever").isLessThan(100);
            puller.turn();
            List<Inbox.ToSend> questions = puller.sent();
            for (Inbox.ToSend question : questions) {
                Side of = question.to().equals(S1) ? writer : null;
                Message.FetchSnapshot asked = (Message.FetchSnapshot) question.message();
                if (of == null) {
                    Message.SnapshotChunk gone =
                            new Message.SnapshotChunk(
                                    1, asked.lastIncludedIndex(), 1, -1, Sizes.NONE);
                    puller.images.arrived(question.to(), gone, List.of());
                } else {
                    of.images.asked(S2, asked);
                    of.turn();
                    for (Inbox.ToSend answer : of.sent()) {
                        puller.images.arrived(
                                S1, (Message.SnapshotChunk) answer.message(), answer.payloads());
                    }
                }
            }
            more = !questions.isEmpty();
        }
    }

    @Test
    void anImageIsWrittenAndClosed() {
        writer.write(5);

        assertThat(opened).isZero();
    }

    @Test
    void anImageIsWrittenAndReadAgainAtItsPace() {
        long second = 1_000_000_000;
        long pace = 10_000;
        Side slow = new Side(S1, new SnapshotPolicy(1, 1, 1, 0, 0, pace, PATIENCE));
        slow.images.write(
                new Snapshot(5, 1, THREE), Codec.encode(THREE), new Counted("5:" + STATE));
        while (slow.told.isEmpty()) {
            now += second / 100;
            slow.turn();
        }

        assertThat(now).isGreaterThan(2 * second * STATE.length() / pace - second);
        assertThat(slow.told).containsExactly(new Inbox.SnapshotWritten(5));
    }

    @Test
    void anOlderImageThanTheNewestIsNotWritten() {
        writer.write(5);
        writer.told.clear();
        writer.images.write(
                new Snapshot(4, 1, THREE), Codec.encode(THREE), new Counted("4:" + STATE));
        writer.turn();

        assertThat(writer.told).isEmpty();
        assertThat(opened).isZero();
    }

    @Test
    void whatMembersAskForIsGivenOrSaidToBeGone() {
        writer.write(5);

        assertThat(writer.answer(new Message.FetchSnapshot(1, 5, 1, Fetching.MANIFEST)).sizes())
                .isNotEqualTo(Sizes.NONE);
        assertThat(writer.answer(new Message.FetchSnapshot(1, 5, 1, 4 << 10)).sizes().total())
                .isEqualTo(4 << 10);
        assertThat(writer.answer(new Message.FetchSnapshot(1, 4, 1, 0)).sizes())
                .as("another index")
                .isEqualTo(Sizes.NONE);
        assertThat(writer.answer(new Message.FetchSnapshot(1, 5, 2, 0)).sizes())
                .as("another term")
                .isEqualTo(Sizes.NONE);
        assertThat(writer.answer(new Message.FetchSnapshot(1, 5, 1, 1 << 30)).sizes())
                .as("behind the end")
                .isEqualTo(Sizes.NONE);
    }

    @Test
    void aSnapshotIsPulledFromWhoHasIt() {
        Snapshot wanted = writer.write(5);
        puller.images.fetch(S1, wanted, List.of(S3, S1));
        carry();

        assertThat(puller.told).containsExactly(new Inbox.SnapshotReceived(wanted));
        assertThat(puller.answer(new Message.FetchSnapshot(1, 5, 1, Fetching.MANIFEST)).sizes())
                .as("now it has it too")
                .isNotEqualTo(Sizes.NONE);
    }

    @Test
    void whatIsHereAlreadyIsNotPulledAgain() {
        Snapshot wanted = writer.write(5);
        puller.images.fetch(S1, wanted, List.of(S1));
        carry();
        puller.told.clear();
        puller.images.fetch(S1, wanted, List.of(S1));
        puller.turn();

        assertThat(puller.told).containsExactly(new Inbox.SnapshotReceived(wanted));
    }

    @Test
    void whoIsOfferedLessThanItHasIsToldOfWhatItHas() {
        puller.write(9);
        puller.told.clear();
        puller.images.fetch(S1, new Snapshot(5, 1, THREE), List.of(S1));
        puller.turn();

        assertThat(puller.told)
                .containsExactly(new Inbox.SnapshotReceived(new Snapshot(9, 1, THREE)));
    }

    @Test
    void whatNobodyHasIsGivenUpUntilItIsOfferedAgain() {
        Snapshot wanted = new Snapshot(5, 1, THREE);
        puller.images.fetch(S1, wanted, List.of(S3, S1));
        carry();
        assertThat(puller.told).isEmpty();

        writer.write(5);
        puller.images.fetch(S1, wanted, List.of(S3, S1));
        carry();
        assertThat(puller.told).containsExactly(new Inbox.SnapshotReceived(wanted));
    }

    @Test
    void imagesThatAreNotAtTheirEndAreClosedAtTheStop() {
        writer.images.write(
                new Snapshot(5, 1, THREE), Codec.encode(THREE), new Counted("5:" + STATE));
        writer.images.turn();
        writer.images.write(
                new Snapshot(6, 1, THREE), Codec.encode(THREE), new Counted("6:" + STATE));
        assertThat(opened).isPositive();
        writer.images.close();

        assertThat(opened).isZero();
    }
}
