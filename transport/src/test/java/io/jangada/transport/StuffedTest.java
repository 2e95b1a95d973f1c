package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.Frame;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongFunction;

/** A peer that never reads one of its lanes. */
class StuffedTest {
    private static final Set<Lane> NONE = EnumSet.noneOf(Lane.class);

    private TransportSettings ofA = Member.settings(1, 1, 2, 1);
    private TransportSettings ofB = ofA;

    @BeforeEach
    void begin() throws IOException {
        int portB = Member.freePort();
        ofA = Member.settings(1, Member.freePort(), 2, portB);
        ofB = Member.settings(2, portB, 1, ofA.listen().getFirst().getPort());
    }

    /** Until a frame is dropped, and then some more. */
    private static void stuff(Member a, LongFunction<Frame> frame) {
        Member.await(() -> !a.send(2, frame.apply(1)));
        for (int i = 0; i < 1000; i++) {
            a.send(2, frame.apply(1));
            assertThat(a.transport.waitingBytes(Member.id(2)))
                    .isLessThanOrEqualTo(Member.LIMITS.bufferBytesMax());
        }
        assertThat(a.lost).isEmpty();
        assertThat(a.traffic().droppedFrames()).isPositive();
    }

    @Test
    void appendsAreDroppedWithinTheirBoundAndControlOvertakes()
            throws IOException, InterruptedException {
        try (FakePeer b = new FakePeer(ofB, EnumSet.of(Lane.APPEND), NONE);
                Member a = new Member(ofA).start()) {
            a.connected();
            stuff(a, index -> Member.append(index, 100_000));
            assertThat(a.send(2, Member.heartbeat(1))).isTrue();
            assertThat(b.next(Lane.CONTROL)).isEqualTo(Member.heartbeat(1));
        }
    }

    @Test
    void chunksAreDroppedWithinTheirBoundAndAllElseOvertakes()
            throws IOException, InterruptedException {
        try (FakePeer b = new FakePeer(ofB, EnumSet.of(Lane.SNAPSHOT), NONE);
                Member a = new Member(ofA).start()) {
            a.connected();
            b.stream(Lane.SNAPSHOT);
            Member.await(() -> a.send(2, Member.chunk(0, 1)));
            stuff(a, offset -> Member.chunk(offset, 100_000));
            assertThat(a.send(2, Member.heartbeat(1))).isTrue();
            assertThat(b.next(Lane.CONTROL)).isEqualTo(Member.heartbeat(1));
            assertThat(a.send(2, Member.append(1, 100_000))).isTrue();
            assertThat(b.next(Lane.APPEND)).isEqualTo(Member.append(1, 100_000));
        }
    }
}
