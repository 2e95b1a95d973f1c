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

    @Test
    void controlAndOwnReportsOvertakeAppends() {
        Frame append = append(10);
        inbox.receive(PEER, append);
        inbox.receive(PEER, heartbeat());
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
        assertThat(inbox.receive(PEER, append(60))).isTrue();
        assertThat(inbox.receive(PEER, append(41))).isFalse();
        assertThat(inbox.receive(PEER, heartbeat())).isTrue();
        assertThat(inbox.dropped()).isEqualTo(1);

        inbox.drain();
        assertThat(inbox.receive(PEER, append(41))).isTrue();
    }

    @Test
    void aSingleLargeAppendFitsWhenNothingWaits() {
        assertThat(inbox.receive(PEER, append(1000))).isTrue();
    }

    @Test
    void eachLaneIsBoundedByCount() {
        for (int i = 0; i < 3; i++) {
            assertThat(inbox.receive(PEER, append(0))).isTrue();
            assertThat(inbox.receive(PEER, heartbeat())).isTrue();
        }
        assertThat(inbox.receive(PEER, append(0))).isFalse();
        assertThat(inbox.receive(PEER, heartbeat())).isFalse();
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

    private static Frame append(int bytes) {
        Payload payload = new Payload(Payload.Kind.COMMAND, Bytes.owned(new byte[bytes]));
        Entries entries = Entries.of(1, 1, Sizes.of(bytes));
        return new Frame(1, new Message.AppendEntries(1, 0, 0, 0, entries), List.of(payload));
    }
}
