package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import org.junit.jupiter.api.Test;

import java.util.List;

class InboxTest {
    private static final ServerId PEER = new ServerId(2);

    private int wakes;
    private final Inbox inbox = new Inbox(3, 100, () -> wakes++);

    private boolean takes(Frame frame) {
        return inbox.receive(PEER, List.of(frame)) == 0;
    }

    @Test
    void controlAndOwnReportsOvertakeAppends() {
        Frame append = append(10);
        assertThat(takes(append)).isTrue();
        assertThat(takes(heartbeat())).isTrue();
        inbox.report(new Inbox.Persisted(1));

        assertThat(inbox.drain())
                .containsExactly(
                        new Inbox.Received(PEER, heartbeat()),
                        new Inbox.Persisted(1),
                        new Inbox.Received(PEER, append));
        assertThat(inbox.drain()).isEmpty();
        assertThat(wakes).isEqualTo(3);
    }

    @Test
    void appendsAreBoundedByBytes() {
        assertThat(takes(append(60))).isTrue();
        assertThat(takes(append(41))).isFalse();
        assertThat(takes(heartbeat())).isTrue();
        assertThat(inbox.dropped()).isEqualTo(1);

        inbox.drain();
        assertThat(takes(append(41))).isTrue();
    }

    @Test
    void aSingleLargeAppendFitsWhenNothingWaits() {
        assertThat(takes(append(1000))).isTrue();
    }

    @Test
    void eachLaneIsBoundedByCount() {
        for (int i = 0; i < 3; i++) {
            assertThat(takes(append(0))).isTrue();
            assertThat(takes(heartbeat())).isTrue();
        }
        assertThat(takes(append(0))).isFalse();
        assertThat(takes(heartbeat())).isFalse();
    }

    @Test
    void chunksTakeNoRoomFromAppendsAndComeAfterThem() {
        assertThat(takes(chunk(90))).isTrue();
        assertThat(takes(question())).isTrue();
        assertThat(takes(append(60))).isTrue();
        assertThat(takes(append(40))).isTrue();
        assertThat(inbox.drain())
                .extracting(event -> ((Inbox.Received) event).frame())
                .containsExactly(append(60), append(40), chunk(90), question());
    }

    @Test
    void chunksAreBoundedByBytesAndCount() {
        assertThat(takes(chunk(60))).isTrue();
        assertThat(takes(chunk(41))).isFalse();
        assertThat(inbox.chunkBytes()).isEqualTo(60);
        assertThat(takes(question())).isTrue();
        assertThat(takes(question())).isTrue();
        assertThat(takes(question())).isFalse();
        assertThat(inbox.chunkFrames()).isEqualTo(3);

        inbox.drain();
        assertThat(inbox.chunkBytes()).isZero();
        assertThat(takes(chunk(1000))).isTrue();
    }

    @Test
    void framesThatArrivedTogetherWakeOnceAndTheRestIsCounted() {
        List<Frame> batch = List.of(append(1), heartbeat(), append(2), append(3), append(4));
        assertThat(inbox.receive(PEER, batch)).isEqualTo(1);
        assertThat(wakes).isEqualTo(1);
        assertThat(inbox.dropped()).isEqualTo(1);
        assertThat(inbox.drain())
                .extracting(event -> ((Inbox.Received) event).frame())
                .containsExactly(heartbeat(), append(1), append(2), append(3));

        inbox.receive(PEER, List.of(append(1), append(2), append(3)));
        assertThat(inbox.receive(PEER, List.of(append(4)))).isEqualTo(1);
        assertThat(wakes).isEqualTo(2);
    }

    @Test
    void ownReportsAreNeverDropped() {
        for (int i = 0; i < 50; i++) {
            inbox.report(new Inbox.Persisted(i));
        }
        assertThat(inbox.drain()).hasSize(50);
    }

    private static Frame heartbeat() {
        return new Frame(1, new Message.Heartbeat(1, 0, 0, 1), List.of());
    }

    private static Frame question() {
        return new Frame(1, new Message.FetchSnapshot(1, 1, 1, 0), List.of());
    }

    private static Frame chunk(int bytes) {
        Payload payload = new Payload(Payload.Kind.COMMAND, Bytes.owned(new byte[bytes]));
        Message.SnapshotChunk message = new Message.SnapshotChunk(1, 1, 1, 0, Sizes.of(bytes));
        return new Frame(1, message, List.of(payload));
    }

    private static Frame append(int bytes) {
        Payload payload = new Payload(Payload.Kind.COMMAND, Bytes.owned(new byte[bytes]));
        Entries entries = Entries.of(1, 1, Sizes.of(bytes));
        return new Frame(1, new Message.AppendEntries(1, 0, 0, 0, entries), List.of(payload));
    }
}
