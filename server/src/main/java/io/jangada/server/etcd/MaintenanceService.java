package io.jangada.server.etcd;

import com.linecorp.armeria.server.ServiceRequestContext;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.AlarmMember;
import io.jangada.api.etcdserverpb.AlarmRequest;
import io.jangada.api.etcdserverpb.AlarmResponse;
import io.jangada.api.etcdserverpb.AlarmType;
import io.jangada.api.etcdserverpb.DowngradeInfo;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.MoveLeaderRequest;
import io.jangada.api.etcdserverpb.MoveLeaderResponse;
import io.jangada.api.etcdserverpb.SnapshotRequest;
import io.jangada.api.etcdserverpb.SnapshotResponse;
import io.jangada.api.etcdserverpb.StatusRequest;
import io.jangada.api.etcdserverpb.StatusResponse;
import io.jangada.node.Reason;
import io.jangada.node.TransferOutcome;
import io.jangada.raft.Refusal;
import io.jangada.raft.ServerId;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/** How this member is. Alarms can be asked for, not yet raised or cleared by hand. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {
    private final Calls calls;
    private final Replica replica;
    private final Backups backups;

    MaintenanceService(Calls calls) {
        this.calls = calls;
        this.replica = calls.replica();
        this.backups = new Backups(replica::image, replica.clusterId(), Backups.Bounds.DEFAULT);
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> out) {
        Status status = replica.status();
        ServerId leader = status.leader();
        StatusResponse.Builder answer =
                StatusResponse.newBuilder()
                        .setHeader(calls.header(replica.store().revision()))
                        .setVersion(Version.SERVER)
                        .setStorageVersion(Version.STORAGE)
                        .setDbSize(replica.bytes())
                        .setDbSizeInUse(replica.bytes())
                        .setDbSizeQuota(replica.quotaBytes())
                        .setLeader(leader == null ? 0 : leader.value())
                        .setIsLearner(calls.isLearner())
                        .setRaftIndex(status.commitIndex())
                        .setRaftTerm(status.currentTerm())
                        .setRaftAppliedIndex(status.lastApplied())
                        .setDowngradeInfo(DowngradeInfo.getDefaultInstance());
        if (leader == null) {
            answer.addErrors(Words.NO_LEADER.text());
        }
        if (replica.isFull()) {
            // With its trailing blank: operators look for the whole text.
            String self = Long.toUnsignedString(replica.self().value());
            answer.addErrors("memberID:" + self + " alarm:NOSPACE ");
        }
        out.onNext(answer.build());
        out.onCompleted();
    }

    @Override
    public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> out) {
        if (calls.isLearner()) {
            out.onError(Words.NOT_FOR_LEARNERS.exception());
            return;
        }
        ServerId self = replica.self();
        if (!self.equals(replica.status().leader())) {
            out.onError(Words.NOT_LEADER.exception());
            return;
        }
        if (request.getTargetID() == self.value()) {
            done(out);
            return;
        }
        if (request.getTargetID() == 0) {
            out.onError(Words.BAD_TRANSFEREE.exception());
            return;
        }
        ServerId target = new ServerId(request.getTargetID());
        ServiceRequestContext call = ServiceRequestContext.current();
        CompletableFuture<?> _ =
                replica.transfer(target)
                        .thenAccept(outcome ->
                                call.eventLoop()
                                        .execute(() -> {
                                            Words why = trouble(outcome, target);
                                            if (why == null) {
                                                done(out);
                                            } else {
                                                out.onError(why.exception());
                                            }
                                        }));
    }

    /** Without a header, as in etcd. */
    private static void done(StreamObserver<MoveLeaderResponse> out) {
        out.onNext(MoveLeaderResponse.getDefaultInstance());
        out.onCompleted();
    }

    /** Why {@code target} does not lead now; null if it does. */
    private static @Nullable Words trouble(TransferOutcome outcome, ServerId target) {
        return switch (outcome) {
            case TransferOutcome.Transferred(ServerId leader) ->
                    leader.equals(target) ? null : Words.TRANSFER_TIMED_OUT;
            case TransferOutcome.Refused(Refusal why) ->
                    switch (why) {
                        case NOT_LEADER -> Words.NOT_LEADER;
                        case BAD_TRANSFEREE -> Words.BAD_TRANSFEREE;
                        default -> Words.TOO_MANY_REQUESTS; // another one is under way
                    };
            case TransferOutcome.Failed(Reason why) ->
                    why == Reason.TIMED_OUT ? Words.TRANSFER_TIMED_OUT : Words.of(why);
        };
    }

    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> out) {
        backups.send((ServerCallStreamObserver<SnapshotResponse>) out);
    }

    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> out) {
        if (request.getAction() != AlarmRequest.AlarmAction.GET) {
            super.alarm(request, out);
            return;
        }
        AlarmResponse.Builder answer =
                AlarmResponse.newBuilder().setHeader(calls.header(replica.store().revision()));
        if (replica.isFull() && request.getAlarm() != AlarmType.CORRUPT) {
            answer.addAlarms(
                    AlarmMember.newBuilder()
                            .setMemberID(replica.self().value())
                            .setAlarm(AlarmType.NOSPACE));
        }
        out.onNext(answer.build());
        out.onCompleted();
    }
}
