package io.jangada.transport;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.jangada.node.Frame;
import io.jangada.raft.Bytes;
import io.jangada.raft.Malformed;
import io.jangada.raft.ServerId;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A peer that is deaf on some lanes, refuses others, and breaks them when it is told to. */
final class FakePeer implements AutoCloseable {
    final Map<Lane, BlockingQueue<Frame>> read = new ConcurrentHashMap<>();
    final Map<Lane, BlockingQueue<ServerCall<Batch, Batch>>> streams = new ConcurrentHashMap<>();
    private final Set<Lane> deaf;
    private volatile Set<Lane> unknown;
    private final ServerId from;
    private final Member member;
    private final EventLoopGroup loops = Sockets.loops();
    private final Server server;

    FakePeer(TransportSettings settings, Set<Lane> deaf, Set<Lane> unknown) throws IOException {
        this.deaf = deaf;
        this.unknown = unknown;
        from = settings.peers().firstKey();
        for (Lane lane : Lane.values()) {
            read.put(lane, new LinkedBlockingQueue<>());
            streams.put(lane, new LinkedBlockingQueue<>());
        }
        member = new Member(settings);
        Hellos hellos = Member.hellos(settings, member);
        server =
                Sockets.server(settings, loops)
                        .addService(
                                ServerServiceDefinition.builder(Wire.SERVICE)
                                        .addMethod(
                                                Wire.FRAMES,
                                                (call, headers) ->
                                                        judge(call, hellos.judge(headers)))
                                        .build())
                        .build()
                        .start();
    }

    private ServerCall.Listener<Batch> judge(
            ServerCall<Batch, Batch> call, Hellos.Verdict verdict) {
        return switch (verdict) {
            case Hellos.Accepted(_, Lane lane) when !unknown.contains(lane) -> accept(call, lane);
            case Hellos.Accepted(_, Lane lane) ->
                    refuse(call, "lane " + lane.code() + " is unknown");
            case Hellos.Refused refused -> refuse(call, refused.why());
            case Hellos.Met met -> refuse(call, met + " is unknown");
        };
    }

    private static ServerCall.Listener<Batch> refuse(ServerCall<Batch, Batch> call, String why) {
        call.close(Status.FAILED_PRECONDITION.withDescription(why), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private ServerCall.Listener<Batch> accept(ServerCall<Batch, Batch> call, Lane lane) {
        call.sendHeaders(new Metadata());
        if (!deaf.contains(lane)) {
            call.request(1);
        }
        of(streams, lane).add(call);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(Batch batch) {
                of(read, lane).addAll(frames(batch));
                call.request(1);
            }
        };
    }

    private List<Frame> frames(Batch batch) {
        try {
            return batch instanceof Batch.Incoming(Bytes bytes)
                    ? FrameReader.read(bytes, from, Member.LIMITS)
                    : List.of();
        } catch (Malformed malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static <T> BlockingQueue<T> of(Map<Lane, BlockingQueue<T>> queues, Lane lane) {
        return Member.required(queues.get(lane));
    }

    /** The next frame that came on {@code lane}. */
    Frame next(Lane lane) throws InterruptedException {
        return Member.required(of(read, lane).poll(20, TimeUnit.SECONDS));
    }

    /** The next stream on {@code lane}. */
    ServerCall<Batch, Batch> stream(Lane lane) throws InterruptedException {
        return Member.required(of(streams, lane).poll(20, TimeUnit.SECONDS));
    }

    /** From now on it knows every lane. */
    void upgrade() {
        unknown = EnumSet.noneOf(Lane.class);
    }

    @Override
    public void close() {
        server.shutdownNow();
        member.close();
        boolean ended =
                loops.shutdownGracefully(0, 1, TimeUnit.SECONDS)
                        .awaitUninterruptibly(5, TimeUnit.SECONDS);
        if (!ended) {
            throw new AssertionError("the connections of a fake peer did not end in time");
        }
    }
}
