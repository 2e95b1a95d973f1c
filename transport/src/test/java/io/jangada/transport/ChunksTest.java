package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.jangada.node.Frame;
import io.jangada.raft.Message;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The connection for snapshots: the others do without it. */
class ChunksTest {
    private static final Set<Lane> NONE = EnumSet.noneOf(Lane.class);

    private TransportSettings ofA = Member.settings(1, 1, 2, 1);
    private TransportSettings ofB = ofA;

    @BeforeEach
    void begin() throws IOException {
        int portB = Member.freePort();
        ofA = Member.settings(1, Member.freePort(), 2, portB);
        ofB = Member.settings(2, portB, 1, ofA.listen().getFirst().getPort());
    }

    private static Frame question(long offset) {
        return new Frame(1, new Message.FetchSnapshot(3, 7, 2, offset), List.of());
    }

    @Test
    void questionsAndChunksArrive() throws InterruptedException {
        try (Member a = new Member(ofA).start();
                Member b = new Member(ofB).start()) {
            Member.await(() -> a.send(2, question(5)));
            assertThat(b.next().frame()).isEqualTo(question(5));
            Member.await(() -> b.send(1, Member.chunk(5, 300_000)));
            assertThat(a.next().frame()).isEqualTo(Member.chunk(5, 300_000));
        }
    }

    @Test
    void aBreakIsToldToNobodyAndThePeerStaysConnected() throws IOException, InterruptedException {
        try (FakePeer b = new FakePeer(ofB, NONE, NONE);
                Member a = new Member(ofA).start()) {
            a.connected();
            b.stream(Lane.SNAPSHOT)
                    .close(Status.ABORTED.withDescription("broken on purpose"), new Metadata());
            b.stream(Lane.SNAPSHOT);
            assertThat(a.lost).isEmpty();
            assertThat(a.traffic().failures()).isEqualTo(1);
            Member.await(() -> a.send(2, question(1)));
            assertThat(b.next(Lane.SNAPSHOT)).isEqualTo(question(1));
            assertThat(a.traffic().activeOut()).isEqualTo(2);
        }
    }

    /** As one does from before there was such a connection. */
    @Test
    void aPeerThatDoesNotKnowTheLaneGetsChunksWithTheAppendsUntilItDoes()
            throws IOException, InterruptedException {
        try (FakePeer b = new FakePeer(ofB, NONE, EnumSet.of(Lane.SNAPSHOT));
                Member a = new Member(ofA).start()) {
            a.connected();
            Member.await(() -> a.send(2, Member.chunk(0, 100)));
            assertThat(b.next(Lane.APPEND)).isEqualTo(Member.chunk(0, 100));
            assertThat(a.lost).isEmpty();
            b.upgrade();
            b.stream(Lane.SNAPSHOT);
            Member.await(() -> {
                a.send(2, Member.chunk(0, 100));
                return !Member.required(b.read.get(Lane.SNAPSHOT)).isEmpty();
            });
            assertThat(a.lost).isEmpty();
        }
    }
}
