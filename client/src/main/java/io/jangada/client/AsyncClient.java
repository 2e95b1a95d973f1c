package io.jangada.client;

import io.jangada.api.etcdserverpb.AlarmRequest;
import io.jangada.api.etcdserverpb.MemberAddRequest;
import io.jangada.api.etcdserverpb.MemberListRequest;
import io.jangada.api.etcdserverpb.MemberPromoteRequest;
import io.jangada.api.etcdserverpb.MemberRemoveRequest;
import io.jangada.api.etcdserverpb.MemberUpdateRequest;
import io.jangada.api.etcdserverpb.MoveLeaderRequest;
import io.jangada.api.etcdserverpb.StatusRequest;
import io.jangada.client.retry.Retry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The calls of a {@link Client} without waiting. A future carries the result or fails with a {@link
 * CallException}; cancelling it cancels the call, cancelling a future derived from it does not.
 * Callbacks run on gRPC's threads and must not wait.
 */
public final class AsyncClient {

    private final Client client;
    private final Route route;
    private final Duration timeout;

    AsyncClient(Client client, Route route, Duration timeout) {
        this.client = client;
        this.route = route;
        this.timeout = timeout;
    }

    public CompletableFuture<Result.Put> put(Operation.Put put) {
        return call(Rpc.PUT, Words.wire(put), Words::ours);
    }

    public CompletableFuture<Result.Get> get(Operation.Get get) {
        return call(Rpc.RANGE, Words.wire(get), Words::ours);
    }

    public CompletableFuture<Result.Delete> delete(Operation.Delete delete) {
        return call(Rpc.DELETE, Words.wire(delete), Words::ours);
    }

    public CompletableFuture<Result.Txn> txn(Operation.Txn txn) {
        return call(Rpc.TXN, Words.wire(txn), Words::ours);
    }

    /** Forgets history before {@code revision}; with {@code physical}, waits until it is gone. */
    public CompletableFuture<Result.Compact> compact(long revision, boolean physical) {
        return call(Rpc.COMPACT, Words.compaction(revision, physical), Words::ours);
    }

    /** What one server says about itself; {@code endpoint} as it was given to the builder. */
    public CompletableFuture<MemberStatus> status(String endpoint) {
        return client.at(endpoint)
                .async()
                .call(Rpc.STATUS, StatusRequest.getDefaultInstance(), Words::ours);
    }

    /** The members of the cluster, linearizably. */
    public CompletableFuture<Members> members() {
        MemberListRequest request = MemberListRequest.newBuilder().setLinearizable(true).build();
        return call(Rpc.MEMBERS, request, Words::ours);
    }

    /**
     * Adds a member that is reached at {@code peerUrls}: it gets a vote as soon as it has caught
     * up, or, as a learner, when it is promoted.
     */
    public CompletableFuture<Members.Added> addMember(List<String> peerUrls, boolean learner) {
        MemberAddRequest request =
                MemberAddRequest.newBuilder()
                        .addAllPeerURLs(peerUrls)
                        .setIsLearner(learner)
                        .build();
        return call(Rpc.MEMBER_ADD, request, Words::ours);
    }

    public CompletableFuture<Members> removeMember(long id) {
        MemberRemoveRequest request = MemberRemoveRequest.newBuilder().setID(id).build();
        return call(Rpc.MEMBER_REMOVE, request, Words::ours);
    }

    /** Has the others reach a member at other URLs. */
    public CompletableFuture<Members> updateMember(long id, List<String> peerUrls) {
        MemberUpdateRequest request =
                MemberUpdateRequest.newBuilder().setID(id).addAllPeerURLs(peerUrls).build();
        return call(Rpc.MEMBER_UPDATE, request, Words::ours);
    }

    /** Gives a learner that has caught up its vote. */
    public CompletableFuture<Members> promoteMember(long id) {
        MemberPromoteRequest request = MemberPromoteRequest.newBuilder().setID(id).build();
        return call(Rpc.MEMBER_PROMOTE, request, Words::ours);
    }

    /**
     * Has another member lead. Only the leader can do that: ask it by {@link Client#at}, or {@link
     * CallException.NotLeader} is what comes of it. Gives who leads now, which is {@code to}.
     */
    public CompletableFuture<Long> moveLeader(long to) {
        MoveLeaderRequest request = MoveLeaderRequest.newBuilder().setTargetID(to).build();
        return call(Rpc.MOVE_LEADER, request, _ -> to);
    }

    /** The names of the active alarms, such as {@code NOSPACE}. */
    public CompletableFuture<List<String>> alarms() {
        return call(Rpc.ALARM, AlarmRequest.getDefaultInstance(), Words::ours);
    }

    private <Q, R, T> CompletableFuture<T> call(Rpc<Q, R> rpc, Q request, Function<R, T> ours) {
        return Call.start(rpc, request, ours, route, Retry.STANDARD, timeout.toNanos());
    }
}
