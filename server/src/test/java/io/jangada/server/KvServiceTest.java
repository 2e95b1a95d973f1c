package io.jangada.server;

import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OUT_OF_RANGE;
import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;
import static io.grpc.Status.Code.UNIMPLEMENTED;
import static io.jangada.server.TestMember.refused;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.jangada.api.etcdserverpb.AlarmRequest;
import io.jangada.api.etcdserverpb.ClusterGrpc;
import io.jangada.api.etcdserverpb.CompactionRequest;
import io.jangada.api.etcdserverpb.Compare;
import io.jangada.api.etcdserverpb.DeleteRangeRequest;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.LeaseGrantRequest;
import io.jangada.api.etcdserverpb.LeaseGrpc;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.MemberListRequest;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.api.etcdserverpb.RequestOp;
import io.jangada.api.etcdserverpb.StatusRequest;
import io.jangada.api.etcdserverpb.StatusResponse;
import io.jangada.api.etcdserverpb.TxnRequest;
import io.jangada.api.etcdserverpb.TxnResponse;
import io.jangada.api.health.HealthCheckRequest;
import io.jangada.api.health.HealthCheckResponse;
import io.jangada.api.health.HealthGrpc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** The services of a member of one, over a real connection, a real journal and a real store. */
final class KvServiceTest {
    @TempDir private static Path directory;
    private static TestMember member;
    private static KVGrpc.KVBlockingStub kv;

    @BeforeAll
    static void start() throws Exception {
        member = TestMember.start(directory, "--max-txn-ops", "3");
        kv = KVGrpc.newBlockingStub(member.channel());
    }

    @AfterAll
    static void stop() {
        member.close();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    private static RangeRequest get(String key) {
        return RangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    private static RequestOp puts(String key) {
        return RequestOp.newBuilder().setRequestPut(put(key, "")).build();
    }

    @Test
    void whatWasPutIsThereWithItsRevisions() {
        long revision = kv.put(put("a", "1")).getHeader().getRevision();
        var second = kv.put(put("a", "2").toBuilder().setPrevKv(true).build());
        assertThat(second.getHeader().getRevision()).isEqualTo(revision + 1);
        assertThat(second.getPrevKv().getValue()).isEqualTo(bytes("1"));
        RangeResponse range = kv.range(get("a"));
        assertThat(range.getCount()).isEqualTo(1);
        assertThat(range.getKvs(0).getValue()).isEqualTo(bytes("2"));
        assertThat(range.getKvs(0).getModRevision()).isEqualTo(revision + 1);
        assertThat(range.getKvs(0).getVersion()).isEqualTo(2);
        assertThat(range.getHeader().getMemberId()).isNotZero();
        assertThat(range.getHeader().getClusterId()).isNotZero();
        assertThat(range.getHeader().getRaftTerm()).isPositive();
        RangeResponse own = kv.range(get("a").toBuilder().setSerializable(true).build());
        assertThat(own.getKvs(0).getValue()).isEqualTo(bytes("2"));
    }

    @Test
    void aPrefixIsReadOffTheEventLoop() {
        kv.put(put("p/1", "x"));
        kv.put(put("p/2", "y"));
        RangeRequest prefix =
                RangeRequest.newBuilder().setKey(bytes("p/")).setRangeEnd(bytes("p0")).build();
        assertThat(kv.range(prefix).getKvsCount()).isEqualTo(2);
        assertThat(kv.range(prefix.toBuilder().setSerializable(true).setLimit(1).build()))
                .satisfies(cut -> assertThat(cut.getMore()).isTrue())
                .satisfies(cut -> assertThat(cut.getCount()).isEqualTo(2));
        DeleteRangeRequest delete =
                DeleteRangeRequest.newBuilder()
                        .setKey(bytes("p/"))
                        .setRangeEnd(bytes("p0"))
                        .setPrevKv(true)
                        .build();
        assertThat(kv.deleteRange(delete).getPrevKvsCount()).isEqualTo(2);
        long revision = kv.range(prefix).getHeader().getRevision();
        assertThat(kv.deleteRange(delete).getHeader().getRevision()).isEqualTo(revision);
    }

    @Test
    void aTransactionAnswersEachOperationWithItsRevision() {
        kv.put(put("t", "1"));
        TxnRequest txn =
                TxnRequest.newBuilder()
                        .addCompare(
                                Compare.newBuilder()
                                        .setKey(bytes("t"))
                                        .setTarget(Compare.CompareTarget.VALUE)
                                        .setValue(bytes("1")))
                        .addSuccess(puts("t"))
                        .addSuccess(RequestOp.newBuilder().setRequestRange(get("t")))
                        .addSuccess(
                                RequestOp.newBuilder()
                                        .setRequestTxn(TxnRequest.getDefaultInstance()))
                        .build();
        TxnResponse answer = kv.txn(txn);
        assertThat(answer.getSucceeded()).isTrue();
        long revision = answer.getHeader().getRevision();
        assertThat(answer.getResponses(0).getResponsePut().getHeader().getRevision())
                .isEqualTo(revision);
        assertThat(answer.getResponses(1).getResponseRange().getHeader().getRevision())
                .isEqualTo(revision);
        assertThat(answer.getResponses(1).getResponseRange().getHeader().getMemberId()).isZero();
        assertThat(answer.getResponses(2).getResponseTxn().hasHeader()).isTrue();
        assertThat(kv.txn(txn).getSucceeded()).isFalse();
    }

    @Test
    void aTransactionThatOnlyReadsTakesNoPlaceInTheLog() {
        var maintenance = MaintenanceGrpc.newBlockingStub(member.channel());
        StatusRequest status = StatusRequest.getDefaultInstance();
        long before = maintenance.status(status).getRaftIndex();
        TxnRequest reads =
                TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder().setRequestRange(get("a")))
                        .build();
        kv.txn(reads);
        assertThat(maintenance.status(status).getRaftIndex()).isEqualTo(before);
    }

    @Test
    void malformedRequestsAreRefusedInEtcdsWords() {
        refused(() -> kv.put(put("", "")), INVALID_ARGUMENT, "etcdserver: key is not provided");
        refused(() -> kv.range(get("")), INVALID_ARGUMENT, "etcdserver: key is not provided");
        PutRequest keepValue = put("gone", "").toBuilder().setIgnoreValue(true).build();
        refused(() -> kv.put(keepValue), INVALID_ARGUMENT, "etcdserver: key not found");
        refused(
                () -> kv.put(keepValue.toBuilder().setValue(bytes("x")).build()),
                INVALID_ARGUMENT,
                "etcdserver: value is provided");
        refused(
                () -> kv.put(put("k", "").toBuilder().setIgnoreLease(true).setLease(1).build()),
                INVALID_ARGUMENT,
                "etcdserver: lease is provided");
        refused(
                () -> kv.put(put("k", "").toBuilder().setLease(77).build()),
                NOT_FOUND,
                "etcdserver: requested lease not found");
        refused(
                () -> kv.range(get("k").toBuilder().setSortOrderValue(9).build()),
                INVALID_ARGUMENT,
                "etcdserver: invalid sort option");
    }

    @Test
    void malformedTransactionsAreRefusedInEtcdsWords() {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        refused(
                () -> kv.txn(txn.clone().addSuccess(RequestOp.getDefaultInstance()).build()),
                INVALID_ARGUMENT,
                "etcdserver: key not found");
        refused(
                () -> kv.txn(txn.clone().addSuccess(puts("d")).addSuccess(puts("d")).build()),
                INVALID_ARGUMENT,
                "etcdserver: duplicate key given in txn request");
        TxnRequest.Builder long4 = txn.clone();
        for (String key : new String[] {"1", "2", "3", "4"}) {
            long4.addFailure(puts(key));
        }
        refused(
                () -> kv.txn(long4.build()),
                INVALID_ARGUMENT,
                "etcdserver: too many operations in txn request");
    }

    @Test
    void revisionsThatAreNotThereAreRefused() {
        long revision = kv.put(put("r", "1")).getHeader().getRevision();
        kv.put(put("r", "2"));
        String compacted = "etcdserver: mvcc: required revision has been compacted";
        String future = "etcdserver: mvcc: required revision is a future revision";
        CompactionRequest compact =
                CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
        assertThat(kv.compact(compact).getHeader().getRevision()).isPositive();
        refused(() -> kv.compact(compact), OUT_OF_RANGE, compacted);
        refused(
                () -> kv.compact(compact.toBuilder().setRevision(1L << 40).build()),
                OUT_OF_RANGE,
                future);
        refused(
                () -> kv.range(get("r").toBuilder().setRevision(revision - 1).build()),
                OUT_OF_RANGE,
                compacted);
        refused(
                () -> kv.range(get("r").toBuilder().setRevision(1L << 40).build()),
                OUT_OF_RANGE,
                future);
        assertThat(kv.range(get("r").toBuilder().setRevision(revision).build()).getKvs(0))
                .satisfies(kv -> assertThat(kv.getValue()).isEqualTo(bytes("1")));
    }

    @Test
    void largeRequestsAreRefusedByTheServiceAndLargerOnesByTheConnection() {
        PutRequest large =
                PutRequest.newBuilder()
                        .setKey(bytes("large"))
                        .setValue(ByteString.copyFrom(new byte[1_572_864]))
                        .build();
        refused(() -> kv.put(large), INVALID_ARGUMENT, "etcdserver: request is too large");
        PutRequest larger =
                large.toBuilder().setValue(ByteString.copyFrom(new byte[2_097_153])).build();
        refused(
                () -> kv.put(larger),
                RESOURCE_EXHAUSTED,
                "grpc: received message larger than max ("
                        + larger.getSerializedSize()
                        + " vs. 2097152)");
        kv.put(put("large", "still alive"));
    }

    @Test
    void whatIsNotBuiltSaysItsName() {
        var lease = LeaseGrpc.newBlockingStub(member.channel());
        refused(
                () -> lease.leaseGrant(LeaseGrantRequest.getDefaultInstance()),
                UNIMPLEMENTED,
                "Method etcdserverpb.Lease/LeaseGrant is unimplemented");
    }

    @Test
    void statusAndMembersAreThoseOfThisMember() {
        var maintenance = MaintenanceGrpc.newBlockingStub(member.channel());
        StatusResponse status = maintenance.status(StatusRequest.getDefaultInstance());
        assertThat(status.getVersion()).isEqualTo("3.6.5");
        assertThat(status.getStorageVersion()).isEqualTo("3.6.0");
        assertThat(status.getLeader()).isEqualTo(status.getHeader().getMemberId());
        assertThat(status.getDbSizeInUse()).isPositive().isLessThanOrEqualTo(status.getDbSize());
        assertThat(status.getRaftAppliedIndex()).isLessThanOrEqualTo(status.getRaftIndex());
        assertThat(status.getErrorsList()).isEmpty();
        assertThat(maintenance.alarm(AlarmRequest.getDefaultInstance()).getAlarmsList()).isEmpty();
        var cluster = ClusterGrpc.newBlockingStub(member.channel());
        var members =
                cluster.memberList(MemberListRequest.newBuilder().setLinearizable(true).build());
        assertThat(members.getHeader().getRevision()).isZero();
        assertThat(members.getMembersCount()).isEqualTo(1);
        assertThat(members.getMembers(0).getID()).isEqualTo(status.getHeader().getMemberId());
        assertThat(members.getMembers(0).getName()).isEqualTo("default");
        assertThat(members.getMembers(0).getClientURLsList()).containsExactly("http://127.0.0.1:9");
    }

    @Test
    void aCallThatAsksForALeaderGetsThroughWhenThereIsOne() {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
        var asking = kv.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
        assertThat(asking.range(get("none")).getCount()).isZero();
    }

    @Test
    void grpcHealthIsThatOfTheWholeServer() {
        var health = HealthGrpc.newBlockingStub(member.channel());
        HealthCheckRequest all = HealthCheckRequest.getDefaultInstance();
        assertThat(health.check(all).getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertThat(health.watch(all).next().getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        refused(
                () -> health.check(all.toBuilder().setService("x").build()),
                Status.Code.NOT_FOUND,
                "unknown service");
    }
}
