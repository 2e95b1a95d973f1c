package io.jangada.server.etcd;

import com.linecorp.armeria.server.ServiceRequestContext;

import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.ClusterGrpc;
import io.jangada.api.etcdserverpb.Member;
import io.jangada.api.etcdserverpb.MemberAddRequest;
import io.jangada.api.etcdserverpb.MemberAddResponse;
import io.jangada.api.etcdserverpb.MemberListRequest;
import io.jangada.api.etcdserverpb.MemberListResponse;
import io.jangada.api.etcdserverpb.MemberPromoteRequest;
import io.jangada.api.etcdserverpb.MemberPromoteResponse;
import io.jangada.api.etcdserverpb.MemberRemoveRequest;
import io.jangada.api.etcdserverpb.MemberRemoveResponse;
import io.jangada.api.etcdserverpb.MemberUpdateRequest;
import io.jangada.api.etcdserverpb.MemberUpdateResponse;
import io.jangada.kv.Result;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Who the members are, and who is to be one. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {
    private final Calls calls;
    private final Lineup lineup;
    private final Reconfiguring reconfiguring;

    ClusterService(Calls calls, Reconfiguring reconfiguring) {
        this.calls = calls;
        this.lineup = calls.replica().lineup();
        this.reconfiguring = reconfiguring;
    }

    @Override
    public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> out) {
        List<String> urls = MemberChange.urls(request.getPeerURLsList());
        if (urls.isEmpty()) {
            out.onError(Words.BAD_URLS.exception());
            return;
        }
        MemberChange.Add add = MemberChange.Add.at(Instant.now(), urls, request.getIsLearner());
        change(
                add,
                out,
                now -> {
                    List<Member> all = members(now);
                    return MemberAddResponse.newBuilder()
                            .setHeader(calls.header(0))
                            .setMember(
                                    all.stream()
                                            .filter(one -> one.getID() == add.id().value())
                                            .findAny()
                                            .orElseThrow())
                            .addAllMembers(all)
                            .build();
                });
    }

    @Override
    public void memberRemove(
            MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> out) {
        if (request.getID() == 0) {
            out.onError(Words.MEMBER_NOT_FOUND.exception());
            return;
        }
        change(
                new MemberChange.Remove(new ServerId(request.getID())),
                out,
                now ->
                        MemberRemoveResponse.newBuilder()
                                .setHeader(calls.header(0))
                                .addAllMembers(members(now))
                                .build());
    }

    @Override
    public void memberUpdate(
            MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> out) {
        List<String> urls = MemberChange.urls(request.getPeerURLsList());
        if (urls.isEmpty()) {
            out.onError(Words.BAD_URLS.exception());
            return;
        }
        if (request.getID() == 0) {
            out.onError(Words.MEMBER_NOT_FOUND.exception());
            return;
        }
        change(
                new MemberChange.Update(new ServerId(request.getID()), urls),
                out,
                now ->
                        MemberUpdateResponse.newBuilder()
                                .setHeader(calls.header(0))
                                .addAllMembers(members(now))
                                .build());
    }

    @Override
    public void memberPromote(
            MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> out) {
        if (request.getID() == 0) {
            out.onError(Words.MEMBER_NOT_FOUND.exception());
            return;
        }
        change(
                new MemberChange.Promote(new ServerId(request.getID())),
                out,
                now ->
                        MemberPromoteResponse.newBuilder()
                                .setHeader(calls.header(0))
                                .addAllMembers(members(now))
                                .build());
    }

    private <T> void change(
            MemberChange change, StreamObserver<T> out, Function<Members, T> answer) {
        ServiceRequestContext call = ServiceRequestContext.current();
        reconfiguring.begin(
                change,
                (now, refusal) ->
                        call.eventLoop()
                                .execute(() -> {
                                    if (now != null) {
                                        out.onNext(answer.apply(now));
                                        out.onCompleted();
                                    } else {
                                        out.onError(refusal.exception());
                                    }
                                }));
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> out) {
        if (request.getLinearizable()) {
            calls.read(true, ClusterService::nothing, out, _ -> list());
        } else if (calls.isLearner()) {
            out.onError(Words.NOT_FOR_LEARNERS.exception());
        } else {
            out.onNext(list());
            out.onCompleted();
        }
    }

    /** The list is no part of the store: it is read when the answer is made. */
    private static Result nothing() {
        return new Result.RangeResult(0, List.of(), false, 0);
    }

    private MemberListResponse list() {
        return MemberListResponse.newBuilder()
                .setHeader(calls.header(0))
                .addAllMembers(members(lineup.members()))
                .build();
    }

    private List<Member> members(Members now) {
        return lineup.entries(now).stream().map(ClusterService::member).toList();
    }

    private static Member member(Lineup.Entry entry) {
        return Member.newBuilder()
                .setID(entry.id().value())
                .setName(entry.name())
                .addAllPeerURLs(entry.peerUrls())
                .addAllClientURLs(entry.clientUrls())
                .setIsLearner(!entry.voting())
                .build();
    }
}
