package io.jangada.client;

import io.grpc.MethodDescriptor;
import io.jangada.api.etcdserverpb.AlarmRequest;
import io.jangada.api.etcdserverpb.AlarmResponse;
import io.jangada.api.etcdserverpb.ClusterGrpc;
import io.jangada.api.etcdserverpb.CompactionRequest;
import io.jangada.api.etcdserverpb.CompactionResponse;
import io.jangada.api.etcdserverpb.DeleteRangeRequest;
import io.jangada.api.etcdserverpb.DeleteRangeResponse;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
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
import io.jangada.api.etcdserverpb.MoveLeaderRequest;
import io.jangada.api.etcdserverpb.MoveLeaderResponse;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.PutResponse;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.api.etcdserverpb.StatusRequest;
import io.jangada.api.etcdserverpb.StatusResponse;
import io.jangada.api.etcdserverpb.TxnRequest;
import io.jangada.api.etcdserverpb.TxnResponse;

/**
 * A unary call, and whether it may be repeated: whether running it twice is as good as once.
 * Compacting twice is an error the second time, so it may not. A transaction may not, even when it
 * only reads, because the wire does not say which it is.
 */
record Rpc<Q, R>(MethodDescriptor<Q, R> method, boolean repeatable) {

    static final Rpc<RangeRequest, RangeResponse> RANGE = new Rpc<>(KVGrpc.getRangeMethod(), true);
    static final Rpc<PutRequest, PutResponse> PUT = new Rpc<>(KVGrpc.getPutMethod(), false);
    static final Rpc<DeleteRangeRequest, DeleteRangeResponse> DELETE =
            new Rpc<>(KVGrpc.getDeleteRangeMethod(), false);
    static final Rpc<TxnRequest, TxnResponse> TXN = new Rpc<>(KVGrpc.getTxnMethod(), false);
    static final Rpc<CompactionRequest, CompactionResponse> COMPACT =
            new Rpc<>(KVGrpc.getCompactMethod(), false);
    static final Rpc<StatusRequest, StatusResponse> STATUS =
            new Rpc<>(MaintenanceGrpc.getStatusMethod(), true);
    static final Rpc<MoveLeaderRequest, MoveLeaderResponse> MOVE_LEADER =
            new Rpc<>(MaintenanceGrpc.getMoveLeaderMethod(), false);
    static final Rpc<AlarmRequest, AlarmResponse> ALARM =
            new Rpc<>(MaintenanceGrpc.getAlarmMethod(), true);
    static final Rpc<MemberListRequest, MemberListResponse> MEMBERS =
            new Rpc<>(ClusterGrpc.getMemberListMethod(), true);
    static final Rpc<MemberAddRequest, MemberAddResponse> MEMBER_ADD =
            new Rpc<>(ClusterGrpc.getMemberAddMethod(), false);
    static final Rpc<MemberRemoveRequest, MemberRemoveResponse> MEMBER_REMOVE =
            new Rpc<>(ClusterGrpc.getMemberRemoveMethod(), false);
    static final Rpc<MemberUpdateRequest, MemberUpdateResponse> MEMBER_UPDATE =
            new Rpc<>(ClusterGrpc.getMemberUpdateMethod(), false);
    static final Rpc<MemberPromoteRequest, MemberPromoteResponse> MEMBER_PROMOTE =
            new Rpc<>(ClusterGrpc.getMemberPromoteMethod(), false);
}
