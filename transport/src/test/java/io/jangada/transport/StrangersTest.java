package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.jangada.raft.Bytes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;

/** Whatever reaches the port, the member stays well and keeps talking to its peer. */
class StrangersTest {
    private final EventLoopGroup loops = Sockets.loops();
    private TransportSettings ofA = Member.settings(1, 1, 2, 1);
    private Member b = new Member(ofA);
    private ManagedChannel channel = Sockets.channel(ofA, Member.loopback(1), loops.next()).build();

    @BeforeEach
    void begin() throws IOException {
        int portB = Member.freePort();
        ofA = Member.settings(1, Member.freePort(), 2, portB);
        b.close();
        channel.shutdownNow();
        TransportSettings ofB = Member.settings(2, portB, 1, ofA.listen().getFirst().getPort());
        b = new Member(ofB).start();
        channel = Sockets.channel(ofA, Member.loopback(portB), loops.next()).build();
    }

    @AfterEach
    void end() throws InterruptedException {
        try (Member a = new Member(ofA).start()) {
            a.connected();
            assertThat(a.send(2, Member.heartbeat(77))).isTrue();
            assertThat(b.next().frame()).isEqualTo(Member.heartbeat(77));
        }
        channel.shutdownNow();
        b.close();
        assertThat(
                        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS)
                                .awaitUninterruptibly(5, TimeUnit.SECONDS))
                .isTrue();
    }

    private void closes(byte[] garbage) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(20_000);
            socket.connect(b.settings.listen().getFirst());
            OutputStream out = socket.getOutputStream();
            out.write(garbage);
            out.flush();
            InputStream in = socket.getInputStream();
            try {
                while (in.read() >= 0) {
                    // The server may say why before it closes.
                    assertThat(socket.isClosed()).isFalse();
                }
            } catch (SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
        }
    }

    /** How a stream with these headers and messages ends. */
    private Status ends(
            MethodDescriptor<Batch, Batch> method, Metadata headers, byte[]... messages) {
        CompletableFuture<Status> end = new CompletableFuture<>();
        ClientCall<Batch, Batch> call = open(method, headers, end);
        call.request(1);
        for (byte[] message : messages) {
            call.sendMessage(new Batch.Incoming(Bytes.copyOf(message)));
        }
        return end.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private ClientCall<Batch, Batch> open(
            MethodDescriptor<Batch, Batch> method,
            Metadata headers,
            CompletableFuture<Status> end) {
        ClientCall<Batch, Batch> call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                headers);
        return call;
    }

    private Metadata hello() {
        return Member.hellos(ofA, b).to(Member.id(2), Lane.CONTROL);
    }

    @Test
    void randomBytesAndHttpOneAreClosed() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[1000];
            random.nextBytes(garbage);
            closes(garbage);
        }
        closes("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void anotherMethodIsUnimplemented() {
        MethodDescriptor<Batch, Batch> other =
                Wire.FRAMES.toBuilder().setFullMethodName("etcdserverpb.KV/Range").build();
        assertThat(ends(other, hello()).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void framesBeforeAHelloAreRefused() {
        Status end = ends(Wire.FRAMES, new Metadata(), new byte[100]);
        assertThat(end.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(end.getDescription()).isEqualTo("no hello before the first frame");
        assertThat(b.inbox).isEmpty();
    }

    @Test
    void anotherClusterIsRefusedWithTheDifference() {
        TransportSettings other =
                new TransportSettings(
                        ofA.self(), ofA.listen(), ofA.peers(), 5, 6, "a=1", ofA.limits());
        Status end = ends(Wire.FRAMES, Member.hellos(other, b).to(Member.id(2), Lane.APPEND));
        assertThat(end.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(end.getDescription())
                .isEqualTo("cluster id differs: this member has c1, the peer says 5");
    }

    @Test
    void malformedFramesEndTheStreamAndDeliverNothing() throws IOException {
        byte[] good = FrameReaderTest.batch(Member.heartbeat(1), Member.heartbeat(2));
        byte[] second = good.clone();
        second[second.length - 5] = 99;
        for (byte[] bad :
                List.of(
                        new byte[0],
                        new byte[9],
                        new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 1, -1},
                        Arrays.copyOf(good, good.length - 1),
                        second)) {
            Status end = ends(Wire.FRAMES, hello(), bad);
            assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        assertThat(b.inbox).isEmpty();
    }

    @Test
    void aNewerStreamTakesOverFromOneThatIsHalfOpen() {
        CompletableFuture<Status> older = new CompletableFuture<>();
        open(Wire.FRAMES, hello(), older).request(1);
        Member.await(() -> b.traffic().activeIn() == 1);
        CompletableFuture<Status> newer = new CompletableFuture<>();
        ClientCall<Batch, Batch> call = open(Wire.FRAMES, hello(), newer);
        Status end = older.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(end.getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(b.traffic().activeIn()).isEqualTo(1);
        call.cancel("done", null);
        Member.await(() -> b.traffic().activeIn() == 0);
    }

    @Test
    void anOversizedMessageEndsTheStream() {
        byte[] large = new byte[Member.LIMITS.messageBytesMax() + 1];
        Status end = ends(Wire.FRAMES, hello(), large);
        // Cut off, and not read to be found malformed.
        assertThat(end.getCode()).isEqualTo(Status.Code.CANCELLED);
        assertThat(b.inbox).isEmpty();
        Member.await(() -> b.traffic().activeIn() == 0);
    }

    @Test
    void aFloodOfGarbageIsOneLineASecondWithoutTraces() {
        LogRecord line = new LogRecord(Level.INFO, "Transport failed");
        line.setThrown(new IOException("x\ny"));
        Member.await(() -> GarbageLog.passes(line));
        assertThat(line.getMessage()).isEqualTo("Transport failed: java.io.IOException: x?y");
        assertThat(line.getThrown()).isNull();
        long passed = Stream.generate(() -> line).limit(1000).filter(GarbageLog::passes).count();
        assertThat(passed).isLessThanOrEqualTo(1);
    }
}
