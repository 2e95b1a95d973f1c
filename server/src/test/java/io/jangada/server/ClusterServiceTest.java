package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.jangada.api.etcdserverpb.ClusterGrpc;
import io.jangada.api.etcdserverpb.Member;
import io.jangada.api.etcdserverpb.MemberAddRequest;
import io.jangada.api.etcdserverpb.MemberAddResponse;
import io.jangada.api.etcdserverpb.MemberListRequest;
import io.jangada.api.etcdserverpb.MemberPromoteRequest;
import io.jangada.api.etcdserverpb.MemberRemoveRequest;
import io.jangada.api.etcdserverpb.MemberUpdateRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** A cluster of one changes its members; nobody else ever starts. */
final class ClusterServiceTest {
    private static final String FREE = "http://127.0.0.1:7";

    @TempDir private Path directory;

    private TestMember member;
    private ClusterGrpc.ClusterBlockingStub cluster;

    @BeforeEach
    void start() throws Exception {
        member = TestMember.start(directory);
        cluster = ClusterGrpc.newBlockingStub(member.channel());
    }

    @AfterEach
    void stop() {
        member.close();
    }

    private MemberAddResponse add(boolean learner, String... urls) {
        return cluster.memberAdd(
                MemberAddRequest.newBuilder()
                        .addAllPeerURLs(List.of(urls))
                        .setIsLearner(learner)
                        .build());
    }

    private List<Member> list() {
        return cluster.memberList(MemberListRequest.newBuilder().setLinearizable(true).build())
                .getMembersList();
    }

    private void remove(long id) {
        assertThat(
                        cluster.memberRemove(MemberRemoveRequest.newBuilder().setID(id).build())
                                .getMembersList())
                .noneMatch(one -> one.getID() == id);
    }

    @Test
    void aLearnerIsListedUntilItIsRemoved() {
        long self = list().getFirst().getID();
        MemberAddResponse added = add(true, FREE);
        long id = added.getMember().getID();
        assertThat(added.getHeader().getRevision()).isZero();
        assertThat(added.getHeader().getMemberId()).isEqualTo(self);
        assertThat(added.getMember().getIsLearner()).isTrue();
        assertThat(added.getMember().getName()).isEmpty();
        assertThat(added.getMember().getPeerURLsList()).containsExactly(FREE);
        assertThat(added.getMembersList()).hasSize(2).contains(added.getMember());
        assertThat(list()).isEqualTo(added.getMembersList());
        TestMember.refused(
                () -> add(true, "http://127.0.0.1:8"),
                Status.Code.FAILED_PRECONDITION,
                "etcdserver: too many learner members in cluster");
        TestMember.refused(
                () -> cluster.memberPromote(MemberPromoteRequest.newBuilder().setID(id).build()),
                Status.Code.FAILED_PRECONDITION,
                "etcdserver: can only promote a learner member which is in sync with leader");
        remove(id);
        assertThat(list()).hasSize(1);
    }

    /** In etcd the second member that never comes costs the majority; here nothing. */
    @Test
    void aMemberThatNeverComesStopsNobody() {
        MemberAddResponse added = add(false, FREE);
        assertThat(added.getMember().getIsLearner()).isFalse();
        assertThat(list()).isEqualTo(added.getMembersList());
        TestMember.refused(
                () -> add(false, "http://127.0.0.1:8"),
                Status.Code.FAILED_PRECONDITION,
                "etcdserver: re-configuration failed due to not enough started members");
        remove(added.getMember().getID());
        assertThat(list()).hasSize(1);
    }

    @Test
    void aMemberIsReachedElsewhere() {
        long id = add(true, FREE).getMember().getID();
        String elsewhere = "http://127.0.0.1:9";
        List<Member> updated =
                cluster.memberUpdate(
                                MemberUpdateRequest.newBuilder()
                                        .setID(id)
                                        .addPeerURLs(elsewhere)
                                        .build())
                        .getMembersList();
        assertThat(updated).isEqualTo(list());
        assertThat(updated)
                .filteredOn(one -> one.getID() == id)
                .singleElement()
                .satisfies(one -> assertThat(one.getPeerURLsList()).containsExactly(elsewhere));
    }

    @Test
    void whatCannotBeIsRefusedInEtcdsWords() {
        Member self = list().getFirst();
        for (String[] bad : new String[][] {{}, {""}, {"127.0.0.1:7"}, {FREE, "http://a"}}) {
            TestMember.refused(
                    () -> add(false, bad),
                    Status.Code.INVALID_ARGUMENT,
                    "etcdserver: given member URLs are invalid");
        }
        TestMember.refused(
                () -> add(false, self.getPeerURLs(0)),
                Status.Code.FAILED_PRECONDITION,
                "etcdserver: Peer URLs already exists");
        for (long id : new long[] {0, 1}) {
            TestMember.refused(
                    () -> remove(id), Status.Code.NOT_FOUND, "etcdserver: member not found");
            TestMember.refused(
                    () ->
                            cluster.memberPromote(
                                    MemberPromoteRequest.newBuilder().setID(id).build()),
                    Status.Code.NOT_FOUND,
                    "etcdserver: member not found");
        }
        TestMember.refused(
                () -> remove(self.getID()),
                Status.Code.FAILED_PRECONDITION,
                "etcdserver: re-configuration failed due to not enough started members");
        TestMember.refused(
                () ->
                        cluster.memberPromote(
                                MemberPromoteRequest.newBuilder().setID(self.getID()).build()),
                Status.Code.FAILED_PRECONDITION,
                "etcdserver: can only promote a learner member");
        assertThat(list()).containsExactly(self);
    }

    @Test
    void whatWasChangedIsThereAfterARestartUnderAnotherName() throws Exception {
        String own = list().getFirst().getPeerURLs(0);
        long id = add(true, FREE).getMember().getID();
        member.close();
        member =
                TestMember.start(
                        directory,
                        "--name=another",
                        "--listen-peer-urls=" + own,
                        "--initial-advertise-peer-urls=" + own,
                        "--initial-cluster=another=" + own);
        cluster = ClusterGrpc.newBlockingStub(member.channel());
        for (Member one : list()) {
            boolean learner = one.getID() == id;
            assertThat(one.getIsLearner()).isEqualTo(learner);
            assertThat(one.getPeerURLsList()).containsExactly(learner ? FREE : own);
            assertThat(one.getName()).isEqualTo(learner ? "" : "another");
        }
        assertThat(list()).hasSize(2);
    }
}
