package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;

import io.grpc.StatusRuntimeException;
import io.jangada.api.etcdserverpb.DeleteRangeRequest;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.StatusRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is asked over plain HTTP, and what a member makes of a bad world. */
final class ProbesTest {
    @TempDir private Path directory;

    @Test
    void aHealthyMemberSaysSo() throws Exception {
        try (TestMember member = TestMember.start(directory)) {
            HttpResponse<String> health = member.http("GET", "/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
            assertThat(member.body("/health?serializable=true")).isEqualTo(health.body());
            assertThat(member.http("POST", "/health").statusCode()).isEqualTo(405);
            assertThat(member.http("POST", "/health").headers().firstValue("allow"))
                    .hasValue("GET");
            assertThat(member.body("/version"))
                    .isEqualTo(
                            "{\"etcdserver\":\"3.6.5\",\"etcdcluster\":\"3.6.0\",\"storage\":\"3.6.0\"}");
            assertThat(member.body("/livez")).isEqualTo("ok\n");
            assertThat(member.body("/readyz?verbose&exclude=non_learner"))
                    .isEqualTo(
                            """
                            [+]data_corruption ok
                            [+]serializable_read ok
                            [+]linearizable_read ok
                            ok
                            """);
            assertThat(member.body("/readyz/linearizable_read")).isEqualTo("ok\n");
        }
    }

    @Test
    void metricsHaveEtcdsNames() throws Exception {
        try (TestMember member = TestMember.start(directory)) {
            KVGrpc.newBlockingStub(member.channel())
                    .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build());
            String metrics = member.body("/metrics");
            assertThat(metrics.lines())
                    .contains(
                            "etcd_server_has_leader 1",
                            "etcd_server_is_leader 1",
                            "etcd_server_is_learner 0",
                            "etcd_server_version{server_version=\"3.6.5\"} 1",
                            "etcd_server_leader_changes_seen_total 1",
                            "etcd_server_proposals_pending 0",
                            "etcd_server_proposals_failed_total 0",
                            "# TYPE etcd_server_proposals_committed_total gauge",
                            "# TYPE etcd_disk_wal_fsync_duration_seconds histogram")
                    .anyMatch(line -> line.matches("etcd_server_id\\{server_id=\"[0-9a-f]+\"} 1"))
                    .anyMatch(line -> line.matches("etcd_server_proposals_applied_total [1-9].*"))
                    .anyMatch(
                            line -> line.matches("etcd_server_proposals_committed_total [1-9].*"));
            List<String> buckets =
                    metrics.lines()
                            .filter(line ->
                                    line.startsWith("etcd_disk_wal_fsync_duration_seconds_b"))
                            .toList();
            assertThat(buckets).hasSize(15);
            assertThat(buckets.getFirst()).contains("{le=\"0.001\"}");
            assertThat(buckets.get(13)).contains("{le=\"8.192\"}");
            assertThat(buckets.getLast()).contains("{le=\"+Inf\"}").doesNotEndWith(" 0");
        }
    }

    @Test
    void atItsQuotaAMemberTakesNoMorePutsAndSaysSo() throws Exception {
        try (TestMember member = TestMember.start(directory, "--quota-backend-bytes", "10000")) {
            KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(member.channel());
            ByteString key = ByteString.copyFromUtf8("a");
            PutRequest.Builder put = PutRequest.newBuilder().setKey(key);
            kv.put(put.setValue(ByteString.copyFrom(new byte[9_500])).build());
            PutRequest more = put.setValue(ByteString.copyFrom(new byte[1_000])).build();
            assertThatThrownBy(() -> kv.put(more))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessage("RESOURCE_EXHAUSTED: etcdserver: mvcc: database space exceeded");
            assertThatThrownBy(() -> kv.put(more)).isInstanceOf(StatusRuntimeException.class);
            kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(key).build());
            kv.range(RangeRequest.newBuilder().setKey(key).build());
            HttpResponse<String> health = member.http("GET", "/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body())
                    .isEqualTo("{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}");
            assertThat(member.http("GET", "/health?exclude=NOSPACE").statusCode()).isEqualTo(200);
            var status =
                    MaintenanceGrpc.newBlockingStub(member.channel())
                            .status(StatusRequest.getDefaultInstance());
            assertThat(status.getErrorsList())
                    .containsExactly(
                            "memberID:"
                                    + Long.toUnsignedString(status.getHeader().getMemberId())
                                    + " alarm:NOSPACE ");
        }
    }

    @Test
    void metricsAreAlsoServedWhereTheyAreWantedAlone() throws Exception {
        int port = TestMember.freePort();
        String url = "http://127.0.0.1:" + port;
        try (TestMember member = TestMember.start(directory, "--listen-metrics-urls=" + url)) {
            assertThat(member.http("GET", port, "/metrics").body())
                    .contains("\netcd_server_has_leader 1\n");
            assertThat(member.http("GET", port, "/health").body())
                    .isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
            assertThat(member.http("GET", "/metrics").statusCode()).isEqualTo(200);
            // No service for clients is there.
            assertThat(member.http("POST", port, "/etcdserverpb.KV/Range").statusCode())
                    .isEqualTo(404);
            assertThatThrownBy(() ->
                            start(
                                    TestMember.arguments(
                                            directory.resolve("b"),
                                            TestMember.freePort(),
                                            "--listen-metrics-urls=" + url)))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("cannot listen on " + url);
        }
    }

    @Test
    void garbageOnThePortHarmsNobody() throws Exception {
        try (TestMember member = TestMember.start(directory)) {
            Random random = new Random(4711);
            for (int i = 0; i < 50; i++) {
                byte[] garbage = new byte[1 + random.nextInt(4096)];
                random.nextBytes(garbage);
                send(member, garbage);
            }
            send(
                    member,
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxxxxx".getBytes(StandardCharsets.US_ASCII));
            assertThat(member.http("GET", "/health").statusCode()).isEqualTo(200);
        }
    }

    private static void send(TestMember member, byte[] garbage) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(member.address());
            socket.getOutputStream().write(garbage);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (SocketException _) {
            // Cut off at once is as good as an answer.
        }
    }

    @Test
    void dataOutlivesTheMemberAndBelongsToIt() throws Exception {
        int port = TestMember.freePort();
        List<String> flags = TestMember.arguments(directory, port);
        try (Member first = start(flags)) {
            assertThat(first.awaitReady()).isTrue();
            assertThatThrownBy(() -> start(TestMember.arguments(directory, port)))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use");
        }
        try (Member again = start(flags)) {
            assertThat(again.awaitReady()).isTrue();
        }
        List<String> other = TestMember.arguments(directory, port, "--initial-cluster-token=x");
        assertThatThrownBy(() -> start(other))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("cluster");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (TestMember member = TestMember.start(directory.resolve("a"))) {
            String url = "http://127.0.0.1:" + member.address().getPort();
            List<String> flags =
                    TestMember.arguments(
                            directory.resolve("b"),
                            TestMember.freePort(),
                            "--listen-client-urls=" + url);
            assertThatThrownBy(() -> start(flags))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("cannot listen on " + url)
                    .hasMessageContaining("Address already in use");
        }
    }

    private static Member start(List<String> flags) throws CannotStart {
        return Member.start(
                Config.of(Flags.read(flags, Map.of())),
                (reason, cause) -> {
                    throw new IllegalStateException(reason, cause);
                });
    }
}
