package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jangada.api.etcdserverpb.ClusterGrpc;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.Member;
import io.jangada.api.etcdserverpb.MemberAddRequest;
import io.jangada.api.etcdserverpb.MemberListRequest;
import io.jangada.api.etcdserverpb.MemberPromoteRequest;
import io.jangada.api.etcdserverpb.MemberRemoveRequest;
import io.jangada.api.etcdserverpb.MoveLeaderRequest;
import io.jangada.api.etcdserverpb.MoveLeaderResponse;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.SnapshotRequest;
import io.jangada.api.etcdserverpb.StatusRequest;
import io.jangada.api.etcdserverpb.StatusResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A second member joins a cluster of one, as a learner first. */
final class JoiningTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    /** So that nobody leads but who is told to, however slow the machine is. */
    private static final String[] PATIENT = {"--heartbeat-interval=100", "--election-timeout=1000"};

    private static TestMember join(Path directory, String own, String first) throws Exception {
        return TestMember.start(
                directory,
                "--name=second",
                "--listen-peer-urls=" + own,
                "--initial-advertise-peer-urls=" + own,
                "--initial-cluster=default=" + first + ",second=" + own,
                "--initial-cluster-state=existing",
                PATIENT[0],
                PATIENT[1]);
    }

    private static List<Member> list(TestMember of) {
        return ClusterGrpc.newBlockingStub(of.channel())
                .memberList(MemberListRequest.newBuilder().setLinearizable(true).build())
                .getMembersList();
    }

    @Test
    void aLearnerAnswersWhatItHasAndIsPromoted(@TempDir Path folder) throws Exception {
        String own = "http://127.0.0.1:" + TestMember.freePort();
        try (TestMember first = TestMember.start(folder.resolve("a"), PATIENT)) {
            KVGrpc.newBlockingStub(first.channel())
                    .put(PutRequest.newBuilder().setKey(KEY).build());
            ClusterGrpc.ClusterBlockingStub cluster = ClusterGrpc.newBlockingStub(first.channel());
            String peer = list(first).getFirst().getPeerURLs(0);
            Member added =
                    cluster.memberAdd(
                                    MemberAddRequest.newBuilder()
                                            .addPeerURLs(own)
                                            .setIsLearner(true)
                                            .build())
                            .getMember();
            try (TestMember second = join(folder.resolve("b"), own, peer)) {
                assertThat(list(first))
                        .extracting(Member::getName)
                        .containsExactlyInAnyOrder("default", "second");
                onlyListens(second);
                promote(cluster, added.getID());
                assertThat(list(second)).noneMatch(Member::getIsLearner);
                KVGrpc.newBlockingStub(second.channel())
                        .put(PutRequest.newBuilder().setKey(KEY).build());
                leads(first, second);
            }
        }
    }

    private static void onlyListens(TestMember learner) {
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(learner.channel());
        RangeRequest range = RangeRequest.newBuilder().setKey(KEY).build();
        assertThat(kv.range(range.toBuilder().setSerializable(true).build()).getCount()).isOne();
        assertThat(
                        MaintenanceGrpc.newBlockingStub(learner.channel())
                                .status(StatusRequest.getDefaultInstance())
                                .getIsLearner())
                .isTrue();
        assertThat(
                        MaintenanceGrpc.newBlockingStub(learner.channel())
                                .snapshot(SnapshotRequest.getDefaultInstance()))
                .toIterable()
                .isNotEmpty();
        String words = "etcdserver: rpc not supported for learner";
        Status.Code code = Status.Code.FAILED_PRECONDITION;
        TestMember.refused(() -> kv.range(range), code, words);
        TestMember.refused(() -> kv.put(PutRequest.newBuilder().setKey(KEY).build()), code, words);
        TestMember.refused(() -> list(learner), code, words);
        TestMember.refused(() -> move(learner, 1), code, words);
        ClusterGrpc.ClusterBlockingStub cluster = ClusterGrpc.newBlockingStub(learner.channel());
        TestMember.refused(
                () -> cluster.memberList(MemberListRequest.getDefaultInstance()), code, words);
        TestMember.refused(
                () ->
                        cluster.memberAdd(
                                MemberAddRequest.newBuilder()
                                        .addPeerURLs("http://127.0.0.1:7")
                                        .build()),
                code,
                words);
    }

    private static void move(TestMember asked, long target) {
        MoveLeaderResponse answer =
                MaintenanceGrpc.newBlockingStub(asked.channel())
                        .moveLeader(MoveLeaderRequest.newBuilder().setTargetID(target).build());
        assertThat(answer).isEqualTo(MoveLeaderResponse.getDefaultInstance());
    }

    private static StatusResponse status(TestMember of) {
        return MaintenanceGrpc.newBlockingStub(of.channel())
                .status(StatusRequest.getDefaultInstance());
    }

    private static void leads(TestMember first, TestMember second) {
        long one = status(first).getHeader().getMemberId();
        long two = status(second).getHeader().getMemberId();
        Status.Code code = Status.Code.FAILED_PRECONDITION;
        TestMember.refused(() -> move(second, two), code, "etcdserver: not leader");
        for (long unknown : new long[] {0, 7}) {
            TestMember.refused(
                    () -> move(first, unknown), code, "etcdserver: bad leader transferee");
        }
        move(first, one);
        assertThat(status(first).getLeader()).isEqualTo(one);
        move(first, two);
        assertThat(status(first).getLeader()).isEqualTo(two);
        TestMember.refused(() -> move(first, one), code, "etcdserver: not leader");
    }

    /** It has caught up when its last round was short enough. */
    private static void promote(ClusterGrpc.ClusterBlockingStub cluster, long id) {
        MemberPromoteRequest request = MemberPromoteRequest.newBuilder().setID(id).build();
        for (int attempt = 1; ; attempt++) {
            try {
                assertThat(cluster.memberPromote(request).getMembersList())
                        .noneMatch(Member::getIsLearner);
                return;
            } catch (StatusRuntimeException notYet) {
                assertThat(notYet).hasMessageContaining("member which is in sync with leader");
                assertThat(attempt).isLessThan(1000);
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    /** It has a directory that says who it is, and no member ever spoke to it. */
    @Test
    void whoWasRemovedBeforeItHeardAnythingIsTold(@TempDir Path folder) throws Exception {
        String own = "http://127.0.0.1:" + TestMember.freePort();
        Config config;
        try (TestMember first = TestMember.start(folder.resolve("a"))) {
            ClusterGrpc.ClusterBlockingStub cluster = ClusterGrpc.newBlockingStub(first.channel());
            String peer = list(first).getFirst().getPeerURLs(0);
            long id =
                    cluster.memberAdd(
                                    MemberAddRequest.newBuilder()
                                            .addPeerURLs(own)
                                            .setIsLearner(true)
                                            .build())
                            .getMember()
                            .getID();
            config =
                    Config.of(
                            Flags.read(
                                    List.of(
                                            "--name=second",
                                            "--data-dir=" + folder.resolve("b"),
                                            "--initial-advertise-peer-urls=" + own,
                                            "--initial-cluster=default=" + peer + ",second=" + own,
                                            "--initial-cluster-state=existing"),
                                    Map.of()));
            DataDirectory.open(config).storage().journal().close();
            DataDirectory.open(config).storage().journal().close();
            cluster.memberRemove(MemberRemoveRequest.newBuilder().setID(id).build());
            Config again = config;
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> DataDirectory.open(again))
                        .isInstanceOf(CannotStart.class)
                        .hasMessage(
                                "member %s was removed from the cluster before it had any data; delete %s and add the member again"
                                        .formatted(Long.toHexString(id), folder.resolve("b")));
            }
        }
        DataDirectory.open(config).storage().journal().close();
    }

    @Test
    void whoWasNotAddedIsToldWhatToDo(@TempDir Path folder) throws Exception {
        String own = "http://127.0.0.1:" + TestMember.freePort();
        try (TestMember first = TestMember.start(folder.resolve("a"))) {
            String peer = list(first).getFirst().getPeerURLs(0);
            assertThatThrownBy(() -> join(folder.resolve("b"), own, peer))
                    .isInstanceOf(CannotStart.class)
                    .hasMessage(
                            "%s knows no member with the peer URLs [%s]; add this member first:"
                                            .formatted(peer, own)
                                    + " jangada member add second --peer-urls="
                                    + own);
            assertThat(folder.resolve("b")).doesNotExist();
        }
    }
}
