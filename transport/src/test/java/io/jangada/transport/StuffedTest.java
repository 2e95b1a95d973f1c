package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A peer that reads its control lane and never its append lane. */
class StuffedTest {
    private final BlockingQueue<Batch> control = new LinkedBlockingQueue<>();

    private ServerCall.Listener<Batch> accept(ServerCall<Batch, Batch> call, Hellos.Verdict hello) {
        boolean reads = hello instanceof Hellos.Accepted(var _, Lane lane) && lane == Lane.CONTROL;
        call.sendHeaders(new Metadata());
        if (reads) {
            call.request(1);
        }
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(Batch batch) {
                control.add(batch);
                call.request(1);
            }
        };
    }

    @Test
    void appendsAreDroppedWithinTheirBoundAndControlOvertakes()
            throws IOException, InterruptedException {
        int portB = Member.freePort();
        TransportSettings ofA = Member.settings(1, Member.freePort(), 2, portB);
        TransportSettings ofB = Member.settings(2, portB, 1, ofA.listen().getFirst().getPort());
        Member b = new Member(ofB);
        Hellos hellos = new Hellos(ofB, b);
        EventLoopGroup loops = Sockets.loops();
        Server deaf =
                Sockets.server(ofB, loops)
                        .addService(
                                ServerServiceDefinition.builder(Wire.SERVICE)
                                        .addMethod(
                                                Wire.FRAMES,
                                                (call, headers) ->
                                                        accept(call, hellos.judge(headers)))
                                        .build())
                        .build()
                        .start();
        try (Member a = new Member(ofA).start()) {
            a.connected();
            Member.await(() -> !a.send(2, Member.append(1, 100_000)));
            for (int i = 0; i < 1000; i++) {
                a.send(2, Member.append(1, 100_000));
                assertThat(a.transport.waitingBytes(Member.id(2)))
                        .isLessThanOrEqualTo(Member.LIMITS.bufferBytesMax());
            }
            assertThat(a.lost).isEmpty();
            assertThat(a.send(2, Member.heartbeat(1))).isTrue();
            assertThat(control.poll(20, TimeUnit.SECONDS)).isInstanceOf(Batch.Incoming.class);
            assertThat(a.traffic().droppedFrames()).isPositive();
        } finally {
            deaf.shutdownNow();
            b.close();
            assertThat(
                            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS)
                                    .awaitUninterruptibly(5, TimeUnit.SECONDS))
                    .isTrue();
        }
    }
}
