package io.jangada.transport;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.jangada.node.Frame;
import io.jangada.node.Transport.Receiver;
import io.jangada.raft.Bytes;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.transport.wire.MembersReply;
import io.jangada.transport.wire.MembersRequest;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The connections of the others to us. A stream delivers frames only after its hello was accepted;
 * a member has one stream per lane, and a newer one takes the place of an older.
 */
final class PeerService implements ServerCallHandler<Batch, Batch> {
    private final TransportLimits limits;
    private final Hellos hellos;
    private final Receiver receiver;
    private final Peers peers;
    private final Runnable met;
    private final Function<ServerId, Counters> counters;
    private final Complaints complaints;
    // Shared by the event loops of all connections.
    private final Map<Hellos.Accepted, Stream> streams = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** {@code met} is run when there is somebody new to talk to. */
    PeerService(
            TransportLimits limits,
            Hellos hellos,
            Receiver receiver,
            Peers peers,
            Runnable met,
            Function<ServerId, Counters> counters,
            Complaints complaints) {
        this.limits = limits;
        this.hellos = hellos;
        this.receiver = receiver;
        this.peers = peers;
        this.met = met;
        this.counters = counters;
        this.complaints = complaints;
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(Wire.SERVICE)
                .addMethod(Wire.FRAMES, this)
                .addMethod(Wire.MEMBERS, ServerCalls.asyncUnaryCall(this::members))
                .build();
    }

    /** Tells whoever wants to join who is there. */
    private void members(MembersRequest request, StreamObserver<MembersReply> out) {
        Members committed = peers.committed();
        if (committed == null || committed.all().isEmpty()) {
            out.onError(
                    Status.UNAVAILABLE
                            .withDescription("no configuration is known here yet")
                            .asRuntimeException());
            return;
        }
        out.onNext(hellos.members(committed));
        out.onCompleted();
    }

    /** Nothing is delivered any more. */
    void close() {
        closed = true;
    }

    /**
     * Ends the streams of those whom this member talks to no more, and of those who were met and
     * are members now: they come back, and their incarnation is remembered.
     */
    void forgetOthers() {
        for (Map.Entry<Hellos.Accepted, Stream> each : streams.entrySet()) {
            each.getValue().endIfOutOfDate();
        }
    }

    @Override
    public ServerCall.Listener<Batch> startCall(ServerCall<Batch, Batch> call, Metadata headers) {
        return switch (hellos.judge(headers)) {
            case Hellos.Refused refused -> refuse(call, refused);
            case Hellos.Accepted accepted -> accept(call, accepted, false);
            case Hellos.Met(ServerId from, Lane lane, List<String> urls, long belongs) -> {
                if (!peers.meet(from, urls, belongs)) {
                    yield refuse(call, new Hellos.Refused(urls + " lead nowhere"));
                }
                met.run();
                yield accept(call, new Hellos.Accepted(from, lane), true);
            }
        };
    }

    private ServerCall.Listener<Batch> refuse(
            ServerCall<Batch, Batch> call, Hellos.Refused refused) {
        complaints.say("refused the peer at " + address(call) + ": " + refused.why());
        Metadata trailers = new Metadata();
        if (refused.removed()) {
            trailers.put(Hellos.REMOVED, "yes");
        }
        call.close(Status.FAILED_PRECONDITION.withDescription(refused.why()), trailers);
        return new ServerCall.Listener<>() {};
    }

    private ServerCall.Listener<Batch> accept(
            ServerCall<Batch, Batch> call, Hellos.Accepted hello, boolean met) {
        Counters of = counters.apply(hello.from());
        Stream stream = new Stream(call, hello, met, of);
        call.sendHeaders(new Metadata());
        if (hello.lane().isOfProtocol()) {
            of.helloAt = System.nanoTime();
            of.activeIn.incrementAndGet();
        }
        Stream older = streams.put(hello, stream);
        if (older != null) {
            // Half open, most likely: the peer would not connect again if it still had it.
            older.end(Status.ABORTED.withDescription("a newer connection took over"));
        }
        call.request(1);
        stream.endIfOutOfDate(); // another configuration came since the hello was judged
        return stream;
    }

    private static String address(ServerCall<Batch, Batch> call) {
        return String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    }

    private final class Stream extends ServerCall.Listener<Batch> {
        private final ServerCall<Batch, Batch> call;
        private final Hellos.Accepted hello;
        private final boolean met;
        private final Counters of;
        // Guarded by this: ended by its own event loop or by that of the stream that takes over,
        // behind which nothing of this one may be delivered.
        private boolean ended;

        Stream(ServerCall<Batch, Batch> call, Hellos.Accepted hello, boolean met, Counters of) {
            this.call = call;
            this.hello = hello;
            this.met = met;
            this.of = of;
        }

        void endIfOutOfDate() {
            if (!peers.all().containsKey(hello.from())) {
                end(Status.ABORTED.withDescription("not a member any more"));
            } else if (met && peers.isMember(hello.from())) {
                end(Status.ABORTED.withDescription("a member now, which has to say who it is"));
            }
        }

        @Override
        public void onMessage(Batch batch) {
            switch (batch) {
                case Batch.Incoming incoming -> read(incoming.bytes());
                case Batch.Outgoing _ -> throw new IllegalStateException("made by parse alone");
            }
        }

        private void read(Bytes bytes) {
            List<Frame> frames;
            try {
                frames = FrameReader.read(bytes, hello.from(), limits);
            } catch (Malformed malformed) {
                complaints.say(
                        "closed the connection of peer "
                                + hello.from()
                                + " at "
                                + address(call)
                                + ": "
                                + malformed.what());
                end(Status.INVALID_ARGUMENT.withDescription(malformed.what()));
                return;
            }
            if (deliver(frames)) {
                of.receivedBytes.add(bytes.size());
                of.receivedFrames.add(frames.size());
                call.request(1);
            }
        }

        private synchronized boolean deliver(List<Frame> frames) {
            if (ended || closed) {
                return false;
            }
            of.refusedFrames.add(receiver.receive(hello.from(), frames));
            return true;
        }

        @Override
        public void onHalfClose() {
            end(Status.OK);
        }

        @Override
        public void onCancel() {
            leave();
        }

        void end(Status status) {
            if (leave()) {
                call.close(status, new Metadata());
            }
        }

        private boolean leave() {
            synchronized (this) {
                if (ended) {
                    return false;
                }
                ended = true;
            }
            if (hello.lane().isOfProtocol()) {
                of.activeIn.decrementAndGet();
            }
            streams.remove(hello, this);
            return true;
        }
    }
}
