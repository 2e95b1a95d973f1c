package io.jangada.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.CompactionRequest;
import io.jangada.api.etcdserverpb.CompactionResponse;
import io.jangada.api.etcdserverpb.DeleteRangeRequest;
import io.jangada.api.etcdserverpb.DeleteRangeResponse;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.PutResponse;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.api.etcdserverpb.TxnRequest;
import io.jangada.api.etcdserverpb.TxnResponse;
import io.jangada.server.etcd.Services;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Calls to services that answer when they are told to. */
class DoorkeeperTest {
    private static final String WORDS = "etcdserver: too many requests";

    private boolean writesRefused;
    private final Doorkeeper doorkeeper =
            new Doorkeeper(() -> writesRefused, Services::tooManyRequests);
    private final BlockingQueue<Runnable> inside = new LinkedBlockingQueue<>();
    private Server server;
    private ManagedChannel channel;
    private KVGrpc.KVStub kv;

    @BeforeEach
    void start() {
        server =
                Server.builder()
                        .http(0)
                        .service(
                                GrpcService.builder().addService(new Waiting()).build(),
                                doorkeeper::guard)
                        .build();
        server.start().join();
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.activeLocalPort())
                        .usePlaintext()
                        .build();
        kv = KVGrpc.newStub(channel);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        doorkeeper.close();
        server.stop().join();
    }

    @Test
    void whenWritesAreRefusedReadsAndTheRestAreLetIn() throws Exception {
        writesRefused = true;

        assertThat(put().join()).isEqualTo(WORDS);
        assertThat(this.<DeleteRangeResponse>call(out -> kv.deleteRange(delete(), out)).join())
                .isEqualTo(WORDS);
        assertThat(this.<TxnResponse>call(out -> kv.txn(txn(), out)).join()).isEqualTo(WORDS);
        assertThat(doorkeeper.refused()).isEqualTo(3);
        CompletableFuture<String> range = range();
        CompletableFuture<String> compact =
                this.<CompactionResponse>call(
                        out -> kv.compact(CompactionRequest.getDefaultInstance(), out));
        next().run();
        next().run();
        assertThat(range.join()).isEqualTo("done");
        assertThat(compact.join()).isEqualTo("done");

        writesRefused = false;
        CompletableFuture<String> put = put();
        next().run();
        assertThat(put.join()).isEqualTo("done");
    }

    @Test
    void whenLoopsAreLateOnlySoManyAreLetInAtATime() throws Exception {
        for (int i = 0; i < 20; i++) {
            doorkeeper.look(5 * Limit.LATE);
        }
        assertThat(doorkeeper.limit()).isEqualTo(Limit.LEAST);
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        List<Runnable> let = new ArrayList<>();
        for (int i = 0; i < Limit.LEAST; i++) {
            waiting.add(i % 2 == 0 ? put() : range());
            let.add(next());
        }

        assertThat(put().join()).isEqualTo(WORDS);
        assertThat(range().join()).isEqualTo(WORDS);
        assertThat(inside).as("what nobody read").isEmpty();
        CompletableFuture<String> compact =
                this.<CompactionResponse>call(
                        out -> kv.compact(CompactionRequest.getDefaultInstance(), out));
        next().run();
        assertThat(compact.join()).isEqualTo("done");

        let.getFirst().run();
        waiting.getFirst().join();
        awaitUnderWay(Limit.LEAST - 1);
        CompletableFuture<String> later = put();
        next().run();
        assertThat(later.join()).isEqualTo("done");
        let.subList(1, let.size()).forEach(Runnable::run);
        waiting.forEach(each -> assertThat(each.join()).isEqualTo("done"));
    }

    @Test
    void whoGoesAwayMakesRoomToo() throws Exception {
        for (int i = 0; i < 20; i++) {
            doorkeeper.look(5 * Limit.LATE);
        }
        for (int i = 0; i < Limit.LEAST; i++) {
            CompletableFuture<String> _ = put();
            next();
        }
        assertThat(put().join()).isEqualTo(WORDS);

        channel.shutdownNow();

        awaitUnderWay(0);
    }

    private void awaitUnderWay(int most) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (doorkeeper.underWay() > most && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(doorkeeper.underWay()).isLessThanOrEqualTo(most);
    }

    private Runnable next() throws InterruptedException {
        Runnable next = inside.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("a call that was let in").isNotNull();
        return next;
    }

    private CompletableFuture<String> put() {
        PutRequest put =
                PutRequest.newBuilder().setValue(ByteString.copyFrom(new byte[100_000])).build();
        return this.<PutResponse>call(out -> kv.put(put, out));
    }

    private CompletableFuture<String> range() {
        return this.<RangeResponse>call(out -> kv.range(RangeRequest.getDefaultInstance(), out));
    }

    private static DeleteRangeRequest delete() {
        return DeleteRangeRequest.getDefaultInstance();
    }

    private static TxnRequest txn() {
        return TxnRequest.getDefaultInstance();
    }

    /** "done", or the words of the refusal. */
    private <T> CompletableFuture<String> call(Consumer<StreamObserver<T>> call) {
        CompletableFuture<String> told = new CompletableFuture<>();
        call.accept(
                new StreamObserver<>() {
                    @Override
                    public void onNext(T answer) {}

                    @Override
                    public void onError(Throwable error) {
                        Status status = Status.fromThrowable(error);
                        boolean busy = status.getCode() == Status.Code.RESOURCE_EXHAUSTED;
                        told.complete(
                                busy ? String.valueOf(status.getDescription()) : error.toString());
                    }

                    @Override
                    public void onCompleted() {
                        told.complete("done");
                    }
                });
        return told.orTimeout(20, TimeUnit.SECONDS);
    }

    private final class Waiting extends KVGrpc.KVImplBase {
        private <T> void wait(T answer, StreamObserver<T> out) {
            inside.add(() -> {
                out.onNext(answer);
                out.onCompleted();
            });
        }

        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> out) {
            wait(PutResponse.getDefaultInstance(), out);
        }

        @Override
        public void deleteRange(
                DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> out) {
            wait(DeleteRangeResponse.getDefaultInstance(), out);
        }

        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> out) {
            wait(RangeResponse.getDefaultInstance(), out);
        }

        @Override
        public void txn(TxnRequest request, StreamObserver<TxnResponse> out) {
            wait(TxnResponse.getDefaultInstance(), out);
        }

        @Override
        public void compact(CompactionRequest request, StreamObserver<CompactionResponse> out) {
            wait(CompactionResponse.getDefaultInstance(), out);
        }
    }
}
