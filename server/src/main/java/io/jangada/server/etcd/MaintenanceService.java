package io.jangada.server.etcd;

import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.AlarmMember;
import io.jangada.api.etcdserverpb.AlarmRequest;
import io.jangada.api.etcdserverpb.AlarmResponse;
import io.jangada.api.etcdserverpb.AlarmType;
import io.jangada.api.etcdserverpb.DowngradeInfo;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.StatusRequest;
import io.jangada.api.etcdserverpb.StatusResponse;
import io.jangada.raft.ServerId;
import io.jangada.raft.Status;

/** How this member is. Alarms can be asked for, not yet raised or cleared by hand. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {
    private final Calls calls;
    private final Replica replica;

    MaintenanceService(Calls calls) {
        this.calls = calls;
        this.replica = calls.replica();
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
