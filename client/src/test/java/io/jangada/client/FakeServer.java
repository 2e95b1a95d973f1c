package io.jangada.client;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.PutResponse;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.api.etcdserverpb.ResponseHeader;
import io.jangada.api.etcdserverpb.ResponseOp;
import io.jangada.api.etcdserverpb.TxnRequest;
import io.jangada.api.etcdserverpb.TxnResponse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A gRPC server on loopback that answers as it is told and remembers what it was asked. */
final class FakeServer implements AutoCloseable {

    /** What it does with every call. */
    sealed interface Behaviour {
        /** Answer with this as the revision. */
        record Answer(long revision) implements Behaviour {}

        /** End the call with this status. */
        record Refuse(Status status) implements Behaviour {}

        /** Answer, and then end the call with an error all the same. */
        record AnswerThenFail() implements Behaviour {}

        /** Say nothing. */
        record Hang() implements Behaviour {}
    }

    /** How many parts without content the answer to a transaction has. */
    volatile int emptyParts;

    final int port;
    final List<PutRequest> puts = new CopyOnWriteArrayList<>();
    final List<RangeRequest> ranges = new CopyOnWriteArrayList<>();
    final List<TxnRequest> txns = new CopyOnWriteArrayList<>();
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch cancelled = new CountDownLatch(1);
    private final Server server;
    private final Behaviour behaviour;

    private FakeServer(int port, Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        this.port = port;
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .addService(new Store())
                        .build()
                        .start();
    }

    static FakeServer start(Behaviour behaviour) throws IOException {
        return new FakeServer(freePort(), behaviour);
    }

    static FakeServer startAt(int port, Behaviour behaviour) throws IOException {
        return new FakeServer(port, behaviour);
    }

    /** A port that nobody listens on now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String endpoint() {
        return "127.0.0.1:" + port;
    }

    /** Cuts every connection. */
    @Override
    public void close() {
        server.shutdownNow();
    }

    private ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }

    private <R> void behave(StreamObserver<R> observer, Function<ResponseHeader, R> response) {
        if (observer instanceof ServerCallStreamObserver<R> call) {
            call.setOnCancelHandler(cancelled::countDown);
        }
        asked.countDown();
        switch (behaviour) {
            case Behaviour.Answer answer -> {
                observer.onNext(response.apply(header(answer.revision())));
                observer.onCompleted();
            }
            case Behaviour.Refuse refuse -> observer.onError(refuse.status().asRuntimeException());
            case Behaviour.AnswerThenFail _ -> {
                observer.onNext(response.apply(header(1)));
                observer.onError(Status.INTERNAL.asRuntimeException());
            }
            case Behaviour.Hang _ -> {}
        }
    }

    private final class Store extends KVGrpc.KVImplBase {
        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> observer) {
            puts.add(request);
            behave(observer, header -> PutResponse.newBuilder().setHeader(header).build());
        }

        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
            ranges.add(request);
            behave(observer, header -> RangeResponse.newBuilder().setHeader(header).build());
        }

        @Override
        public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
            txns.add(request);
            TxnResponse.Builder response = TxnResponse.newBuilder();
            for (int i = 0; i < emptyParts; i++) {
                response.addResponses(ResponseOp.getDefaultInstance());
            }
            behave(observer, header -> response.setHeader(header).build());
        }
    }
}
