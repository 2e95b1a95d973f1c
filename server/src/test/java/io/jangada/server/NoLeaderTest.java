package io.jangada.server;

import static io.jangada.server.TestMember.refused;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.PutResponse;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.StatusRequest;
import io.jangada.api.health.HealthCheckRequest;
import io.jangada.api.health.HealthCheckResponse;
import io.jangada.api.health.HealthGrpc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a member says that has no leader and never gets one. */
final class NoLeaderTest {
    /** Together more bytes than may wait. */
    private static final int PUTS = 80;

    private static final int LARGE = 1 << 20;

    private static final ByteString KEY = ByteString.copyFromUtf8("a");
    private static final PutRequest PUT = PutRequest.newBuilder().setKey(KEY).build();
    private static final RangeRequest RANGE = RangeRequest.newBuilder().setKey(KEY).build();

    @TempDir private static Path directory;
    private static TestMember member;
    private static KVGrpc.KVBlockingStub kv;

    @BeforeAll
    static void start() throws Exception {
        member = TestMember.startAlone(directory);
        kv = KVGrpc.newBlockingStub(member.channel());
    }

    @AfterAll
    static void stop() {
        member.close();
    }

    /** Five seconds and two election time-outs after they began, as in etcd. */
    @Test
    void requestsTimeOut() {
        long begun = System.nanoTime();
        refused(() -> kv.put(PUT), Status.Code.UNAVAILABLE, "etcdserver: request timed out");
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(5_100_000_000L);
        refused(() -> kv.range(RANGE), Status.Code.UNAVAILABLE, "etcdserver: request timed out");
    }

    @Test
    void whoAsksForALeaderIsToldAtOnce() {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
        var asking =
                kv.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                        .withDeadlineAfter(3, TimeUnit.SECONDS);
        refused(() -> asking.put(PUT), Status.Code.UNAVAILABLE, "etcdserver: no leader");
        refused(() -> asking.range(RANGE), Status.Code.UNAVAILABLE, "etcdserver: no leader");
    }

    @Test
    void readsOfTheMembersOwnStateAreAnswered() {
        assertThat(kv.range(RANGE.toBuilder().setSerializable(true).build()).getCount()).isZero();
        var status =
                MaintenanceGrpc.newBlockingStub(member.channel())
                        .status(StatusRequest.getDefaultInstance());
        assertThat(status.getLeader()).isZero();
        assertThat(status.getErrorsList()).containsExactly("etcdserver: no leader");
    }

    @Test
    void probesSayWhatIsMissing() throws Exception {
        HttpResponse<String> health = member.http("GET", "/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).isEqualTo("{\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}");
        assertThat(member.http("GET", "/health?serializable=true").statusCode()).isEqualTo(200);
        assertThat(member.body("/metrics")).contains("\netcd_server_has_leader 0\n");
        assertThat(
                        HealthGrpc.newBlockingStub(member.channel())
                                .check(HealthCheckRequest.getDefaultInstance())
                                .getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.NOT_SERVING);
        HttpResponse<String> ready = member.http("GET", "/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .isEqualTo(
                        """
                        [+]data_corruption ok
                        [+]serializable_read ok
                        [-]linearizable_read failed: etcdserver: request timed out
                        [+]non_learner ok
                        """);
    }

    /** What is beyond the bound is refused while the rest still waits. */
    @Test
    void beyondItsBoundItIsBusy() {
        KVGrpc.KVStub stub = KVGrpc.newStub(member.channel());
        CompletableFuture<Throwable> first = new CompletableFuture<>();
        PutRequest large = PUT.toBuilder().setValue(ByteString.copyFrom(new byte[LARGE])).build();
        StreamObserver<PutResponse> out =
                new StreamObserver<>() {
                    @Override
                    public void onNext(PutResponse answer) {
                        first.completeExceptionally(new AssertionError(answer));
                    }

                    @Override
                    public void onError(Throwable refused) {
                        first.complete(refused);
                    }

                    @Override
                    public void onCompleted() {}
                };
        for (int i = 0; i < PUTS; i++) {
            stub.put(large, out);
        }
        Status refused = Status.fromThrowable(first.orTimeout(60, TimeUnit.SECONDS).join());
        assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getDescription()).isEqualTo("etcdserver: too many requests");
    }
}
