package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.jangada.node.Frame;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

class GrpcTransportTest {
    private TransportSettings ofA = Member.settings(1, 1, 2, 1);
    private TransportSettings ofB = ofA;
    private Member a = new Member(ofA);
    private Member b = a;

    @BeforeEach
    void begin() throws IOException {
        int portA = Member.freePort();
        int portB = Member.freePort();
        a.close();
        ofA = Member.settings(1, portA, 2, portB);
        ofB = Member.settings(2, portB, 1, portA);
        a = new Member(ofA).start();
        b = new Member(ofB).start();
        a.connected();
        b.connected();
    }

    @AfterEach
    void end() {
        a.close();
        b.close();
        assertThat(a.transport.waitingBytes(Member.id(2))).isZero();
    }

    @Test
    void framesOfALaneArriveInOrderAndWhole() throws InterruptedException {
        Random random = new Random(7);
        byte[] bytes = new byte[100_000];
        random.nextBytes(bytes);
        Payload first = new Payload(Payload.Kind.COMMAND, Bytes.copyOf(bytes));
        Payload second = new Payload(Payload.Kind.COMMAND, Bytes.utf8("x"));
        Frame forward =
                new Frame(
                        9,
                        new Message.Forward(4, Sizes.of(100_000, 0, 1)),
                        List.of(first, Payload.NO_OP, second));
        assertThat(a.send(2, forward)).isTrue();
        for (int i = 1; i <= 2000; i++) {
            int index = i;
            Member.await(() -> a.send(2, Member.append(index, index % 50)));
        }
        assertThat(b.next()).isEqualTo(new Member.Received(Member.id(1), forward));
        for (int i = 1; i <= 2000; i++) {
            assertThat(b.next())
                    .isEqualTo(new Member.Received(Member.id(1), Member.append(i, i % 50)));
        }
        assertThat(a.traffic().sentFrames()).isEqualTo(2001);
        assertThat(b.traffic().receivedFrames()).isEqualTo(2001);
        assertThat(b.traffic().receivedBytes()).isEqualTo(a.traffic().sentBytes());
    }

    @Test
    void bothDirectionsAreStreamsOfTheirOwn() throws InterruptedException {
        assertThat(b.send(1, Member.heartbeat(5))).isTrue();
        assertThat(a.next()).isEqualTo(new Member.Received(Member.id(2), Member.heartbeat(5)));
        assertThat(a.send(2, Member.heartbeat(6))).isTrue();
        assertThat(b.next().frame()).isEqualTo(Member.heartbeat(6));
    }

    @Test
    void whatIsSentBetweenTwoFlushesArrivesTogether() throws InterruptedException {
        for (int turn = 1; turn <= 100; turn++) {
            for (int i = 0; i < 8; i++) {
                assertThat(a.transport.send(Member.id(2), Member.append(turn, i))).isTrue();
            }
            a.transport.flush();
            for (int i = 0; i < 8; i++) {
                assertThat(b.next().frame()).isEqualTo(Member.append(turn, i));
            }
        }
        assertThat(b.handOvers).hasValue(100);
    }

    @Test
    void aFlushSendsToEveryPeerThatSomethingWaitsFor() throws IOException, InterruptedException {
        TreeMap<ServerId, List<InetSocketAddress>> peers = new TreeMap<>(ofA.peers());
        peers.put(Member.id(3), List.of(Member.loopback(Member.freePort())));
        a.close();
        TransportSettings threeOfA =
                new TransportSettings(
                        ofA.self(),
                        ofA.listen(),
                        peers,
                        ofA.clusterId(),
                        ofA.incarnation(),
                        ofA.initialCluster(),
                        ofA.limits());
        try (Member three = new Member(threeOfA).start()) {
            three.connected();
            for (int round = 1; round <= 10; round++) {
                assertThat(three.send(2, Member.heartbeat(round))).isTrue();
                assertThat(b.next().frame()).isEqualTo(Member.heartbeat(round));
            }
        }
    }

    @Test
    void aFrameForAStrangerOrTooLargeIsDropped() {
        assertThat(a.send(3, Member.heartbeat(1))).isFalse();
        int larger = Member.LIMITS.frameBytesMax();
        assertThat(a.send(2, Member.append(1, larger))).isFalse();
        assertThat(a.traffic().droppedFrames()).isEqualTo(1);
    }

    @Test
    void theLargestFrameArrives() throws InterruptedException {
        int bound = Member.LIMITS.frameBytesMax();
        int largest = bound - (int) (Parcel.of(Member.append(1, bound)).bytes() - bound);
        assertThat(a.send(2, Member.append(1, largest + 1))).isFalse();
        assertThat(a.send(2, Member.append(1, largest))).isTrue();
        assertThat(b.next().frame()).isEqualTo(Member.append(1, largest));
    }

    @Test
    void aBreakIsToldAndTheConnectionComesBack() throws InterruptedException {
        b.close();
        assertThat(a.nextLost()).isEqualTo(Member.id(2));
        Member.await(() -> a.traffic().activeOut() == 0);
        assertThat(a.send(2, Member.heartbeat(1))).isFalse();
        b = new Member(ofB).start();
        a.connected();
        assertThat(a.send(2, Member.heartbeat(2))).isTrue();
        assertThat(b.next().frame()).isEqualTo(Member.heartbeat(2));
        assertThat(a.traffic().failures()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aFullInboxCountsWhatItRefuses() {
        b.full.set(true);
        assertThat(a.send(2, Member.heartbeat(1))).isTrue();
        Member.await(() -> b.traffic().refusedFrames() == 1);
        assertThat(b.inbox).isEmpty();
    }

    @Test
    void nothingIsDeliveredAfterClose() {
        b.close();
        assertThat(b.send(1, Member.heartbeat(1))).isFalse();
        b.close();
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        TransportSettings same =
                Member.settings(2, ofA.listen().getFirst().getPort(), 1, Member.freePort());
        try (Member third = new Member(same)) {
            assertThatThrownBy(third::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("cannot listen for peers on")
                    .hasMessageContaining(String.valueOf(ofA.listen().getFirst().getPort()));
        }
    }

    @Test
    void aMemberAnnouncesWhatItSends() {
        Frame lies = new Frame(1, new Message.Forward(1, Sizes.of(1)), List.of(Payload.NO_OP));
        assertThatThrownBy(() -> a.transport.send(Member.id(2), lies))
                .hasMessage("payloads are as long as announced");
        Frame more = new Frame(1, new Message.TimeoutNow(1), List.of(Payload.NO_OP));
        assertThatThrownBy(() -> a.transport.send(Member.id(2), more))
                .hasMessage("a payload for each size");
    }

    @Test
    void eachLaneHasAThreadOfItsOwn() {
        EventLoopGroup loops = Sockets.loops();
        Set<EventLoop> different = new HashSet<>();
        for (int lane = 0; lane < Lane.values().length; lane++) {
            different.add(loops.next());
        }
        assertThat(different).hasSize(3);
        assertThat(loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5000))
                .isTrue();
    }

    @Test
    void waitsDoubleUpToTheLongest() {
        assertThat(Link.backoff(TransportLimits.DEFAULT, 0)).hasMillis(20);
        assertThat(Link.backoff(TransportLimits.DEFAULT, 3)).hasMillis(160);
        assertThat(Link.backoff(TransportLimits.DEFAULT, 6)).hasMillis(1000);
        assertThat(Link.backoff(TransportLimits.DEFAULT, 1_000_000)).hasMillis(1000);
    }
}
