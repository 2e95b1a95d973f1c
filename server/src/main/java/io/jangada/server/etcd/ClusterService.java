package io.jangada.server.etcd;

import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.ClusterGrpc;
import io.jangada.api.etcdserverpb.Member;
import io.jangada.api.etcdserverpb.MemberListRequest;
import io.jangada.api.etcdserverpb.MemberListResponse;
import io.jangada.kv.Result;

import java.util.List;

/** Who the members are. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {
    private final Calls calls;

    ClusterService(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> out) {
        if (request.getLinearizable()) {
            calls.read(true, ClusterService::nothing, out, _ -> members());
        } else {
            out.onNext(members());
            out.onCompleted();
        }
    }

    /** The list is no part of the store: it is read when the answer is made. */
    private static Result nothing() {
        return new Result.RangeResult(0, List.of(), false, 0);
    }

    private MemberListResponse members() {
        MemberListResponse.Builder answer =
                MemberListResponse.newBuilder().setHeader(calls.header(0));
        for (Roster.Entry entry : calls.replica().roster().entries()) {
            answer.addMembers(
                    Member.newBuilder()
                            .setID(entry.id().value())
                            .setName(entry.name())
                            .addAllPeerURLs(entry.peerUrls())
                            .addAllClientURLs(entry.clientUrls()));
        }
        return answer.build();
    }
}
