package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;

/** Connections that break, fall silent or never come about. */
class BreaksTest {
    private static final int FRAMES = 20_000;

    private int portA;
    private int portB;

    @BeforeEach
    void begin() throws IOException {
        portA = Member.freePort();
        portB = Member.freePort();
    }

    private Member b = new Member(Member.settings(2, 1, 1, 1));

    @AfterEach
    void end() {
        b.close();
    }

    private Member startB() {
        b.close();
        b = new Member(Member.settings(2, portB, 1, portA)).start();
        return b;
    }

    @Test
    void aResetRepeatsAndReordersNothing() throws IOException, InterruptedException {
        startB();
        try (Cable cable = new Cable(portB);
                Member a = new Member(Member.settings(1, portA, 2, cable.port())).start()) {
            a.connected();
            long taken = 0;
            for (int i = 1; i < FRAMES; i++) {
                taken += a.send(2, Member.append(i, 10)) ? 1 : 0;
                if (i % 2000 == 0) {
                    cable.cut();
                    assertThat(a.nextLost()).isEqualTo(Member.id(2));
                    Member.await(() -> a.traffic().activeOut() < 2);
                    a.connected();
                }
            }
            Member.await(() -> a.send(2, Member.append(FRAMES, 10)));
            long last = 0;
            long arrived = 0;
            while (last < FRAMES) {
                long index = index(b.next());
                assertThat(index).isGreaterThan(last);
                last = index;
                arrived++;
            }
            assertThat(arrived).isBetween(1000L, taken + 1);
            assertThat(a.traffic().failures()).isGreaterThanOrEqualTo(9);
        }
    }

    private static long index(Member.Received received) {
        return received.frame().message() instanceof Message.AppendEntries append
                ? append.entries().first()
                : 0;
    }

    /** No packet says so: only the pings of both ends can find out. */
    @Tag("slow")
    @Test
    void aPeerThatFallsSilentIsGivenUpByBothEnds() throws IOException, InterruptedException {
        startB();
        try (Cable cable = new Cable(portB);
                Member a = new Member(Member.settings(1, portA, 2, cable.port())).start()) {
            a.connected();
            Member.await(() -> b.traffic().activeIn() == 2);
            cable.swallow();
            Member.await(() -> b.traffic().activeIn() == 0);
            assertThat(a.nextLost()).isEqualTo(Member.id(2));
            Member.await(() -> a.traffic().activeOut() == 0);
            assertThat(a.send(2, Member.heartbeat(1))).isFalse();
        }
    }

    @Test
    void aPeerThatNeverAnswersTheHelloIsGivenUp() throws IOException {
        try (ServerSocket mute = new ServerSocket(portB, 50, InetAddress.getLoopbackAddress());
                Member a = new Member(Member.settings(1, portA, 2, portB)).start()) {
            assertThat(mute.isBound()).isTrue();
            Member.await(() -> a.traffic().failures() >= 2);
            assertThat(a.traffic().activeOut()).isZero();
            assertThat(a.send(2, Member.heartbeat(1))).isFalse();
            assertThat(a.lost).isEmpty();
        }
    }

    @Test
    void aPeerThatIsNotThereIsAskedMoreAndMoreSeldom() {
        long start = System.nanoTime();
        try (Member a = new Member(Member.settings(1, portA, 2, portB)).start()) {
            Member.await(() -> a.traffic().failures() >= 12L * Lane.values().length);
            // On each lane waits of 5, 10, 20, 40 ms and seven of 50 ms, or half of each.
            assertThat(System.nanoTime() - start)
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos((75 + 7 * 50) / 2));
            startB();
            a.connected();
        }
    }
}
