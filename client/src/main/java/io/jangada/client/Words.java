package io.jangada.client;

import io.jangada.api.etcdserverpb.AlarmResponse;
import io.jangada.api.etcdserverpb.CompactionRequest;
import io.jangada.api.etcdserverpb.CompactionResponse;
import io.jangada.api.etcdserverpb.Compare.CompareResult;
import io.jangada.api.etcdserverpb.Compare.CompareTarget;
import io.jangada.api.etcdserverpb.DeleteRangeRequest;
import io.jangada.api.etcdserverpb.DeleteRangeResponse;
import io.jangada.api.etcdserverpb.Member;
import io.jangada.api.etcdserverpb.MemberAddResponse;
import io.jangada.api.etcdserverpb.MemberListResponse;
import io.jangada.api.etcdserverpb.MemberPromoteResponse;
import io.jangada.api.etcdserverpb.MemberRemoveResponse;
import io.jangada.api.etcdserverpb.MemberUpdateResponse;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.PutResponse;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeRequest.SortOrder;
import io.jangada.api.etcdserverpb.RangeRequest.SortTarget;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.api.etcdserverpb.RequestOp;
import io.jangada.api.etcdserverpb.ResponseHeader;
import io.jangada.api.etcdserverpb.ResponseOp;
import io.jangada.api.etcdserverpb.StatusResponse;
import io.jangada.api.etcdserverpb.TxnRequest;
import io.jangada.api.etcdserverpb.TxnResponse;

import java.util.List;
import java.util.Optional;

/** Our words for the wire's, both ways; nothing else knows both. */
final class Words {

    private Words() {}

    static PutRequest wire(Operation.Put put) {
        return PutRequest.newBuilder()
                .setKey(put.key())
                .setValue(put.value())
                .setLease(put.lease())
                .setPrevKv(put.previous())
                .setIgnoreValue(put.keepValue())
                .setIgnoreLease(put.keepLease())
                .build();
    }

    static RangeRequest wire(Operation.Get get) {
        return RangeRequest.newBuilder()
                .setKey(get.range().key())
                .setRangeEnd(get.range().end())
                .setLimit(get.limit())
                .setRevision(get.revision())
                .setSortOrder(wire(get.order()))
                .setSortTarget(wire(get.sort()))
                .setSerializable(get.serializable())
                .setKeysOnly(get.keysOnly())
                .setCountOnly(get.countOnly())
                .build();
    }

    static DeleteRangeRequest wire(Operation.Delete delete) {
        return DeleteRangeRequest.newBuilder()
                .setKey(delete.range().key())
                .setRangeEnd(delete.range().end())
                .setPrevKv(delete.previous())
                .build();
    }

    static TxnRequest wire(Operation.Txn txn) {
        return TxnRequest.newBuilder()
                .addAllCompare(txn.compares().stream().map(Words::wire).toList())
                .addAllSuccess(txn.success().stream().map(Words::part).toList())
                .addAllFailure(txn.failure().stream().map(Words::part).toList())
                .build();
    }

    static CompactionRequest compaction(long revision, boolean physical) {
        return CompactionRequest.newBuilder().setRevision(revision).setPhysical(physical).build();
    }

    private static RequestOp part(Operation operation) {
        RequestOp.Builder part = RequestOp.newBuilder();
        return switch (operation) {
            case Operation.Put put -> part.setRequestPut(wire(put)).build();
            case Operation.Get get -> part.setRequestRange(wire(get)).build();
            case Operation.Delete delete -> part.setRequestDeleteRange(wire(delete)).build();
            case Operation.Txn txn -> part.setRequestTxn(wire(txn)).build();
        };
    }

    private static io.jangada.api.etcdserverpb.Compare wire(Compare compare) {
        var wire =
                io.jangada.api.etcdserverpb.Compare.newBuilder()
                        .setKey(compare.key())
                        .setResult(
                                switch (compare.relation()) {
                                    case EQUAL -> CompareResult.EQUAL;
                                    case NOT_EQUAL -> CompareResult.NOT_EQUAL;
                                    case GREATER -> CompareResult.GREATER;
                                    case LESS -> CompareResult.LESS;
                                });
        switch (compare) {
            case Compare.Value value ->
                    wire.setTarget(CompareTarget.VALUE).setValue(value.wanted());
            case Compare.Numeric number -> target(wire, number);
        }
        return wire.build();
    }

    private static void target(
            io.jangada.api.etcdserverpb.Compare.Builder wire, Compare.Numeric number) {
        long wanted = number.wanted();
        switch (number.property()) {
            case VERSION -> wire.setTarget(CompareTarget.VERSION).setVersion(wanted);
            case CREATE_REVISION -> wire.setTarget(CompareTarget.CREATE).setCreateRevision(wanted);
            case MOD_REVISION -> wire.setTarget(CompareTarget.MOD).setModRevision(wanted);
            case LEASE -> wire.setTarget(CompareTarget.LEASE).setLease(wanted);
        }
    }

    private static SortOrder wire(Operation.Order order) {
        return switch (order) {
            case NONE -> SortOrder.NONE;
            case ASCENDING -> SortOrder.ASCEND;
            case DESCENDING -> SortOrder.DESCEND;
        };
    }

    private static SortTarget wire(Operation.Sort sort) {
        return switch (sort) {
            case KEY -> SortTarget.KEY;
            case VERSION -> SortTarget.VERSION;
            case CREATE_REVISION -> SortTarget.CREATE;
            case MOD_REVISION -> SortTarget.MOD;
            case VALUE -> SortTarget.VALUE;
        };
    }

    static Result.Put ours(PutResponse response) {
        return new Result.Put(
                ours(response.getHeader()),
                response.hasPrevKv() ? Optional.of(ours(response.getPrevKv())) : Optional.empty());
    }

    static Result.Get ours(RangeResponse response) {
        return new Result.Get(
                ours(response.getHeader()),
                response.getKvsList().stream().map(Words::ours).toList(),
                response.getMore(),
                response.getCount());
    }

    static Result.Delete ours(DeleteRangeResponse response) {
        return new Result.Delete(
                ours(response.getHeader()),
                response.getDeleted(),
                response.getPrevKvsList().stream().map(Words::ours).toList());
    }

    static Result.Txn ours(TxnResponse response) {
        return new Result.Txn(
                ours(response.getHeader()),
                response.getSucceeded(),
                response.getResponsesList().stream().map(Words::part).toList());
    }

    private static Result part(ResponseOp part) {
        return switch (part.getResponseCase()) {
            case RESPONSE_PUT -> ours(part.getResponsePut());
            case RESPONSE_RANGE -> ours(part.getResponseRange());
            case RESPONSE_DELETE_RANGE -> ours(part.getResponseDeleteRange());
            case RESPONSE_TXN -> ours(part.getResponseTxn());
            case RESPONSE_NOT_SET ->
                    throw new IllegalArgumentException("an empty part in a transaction's answer");
        };
    }

    static Result.Compact ours(CompactionResponse response) {
        return new Result.Compact(ours(response.getHeader()));
    }

    static MemberStatus ours(StatusResponse response) {
        return new MemberStatus(
                ours(response.getHeader()),
                response.getVersion(),
                response.getStorageVersion(),
                response.getDbSize(),
                response.getDbSizeInUse(),
                response.getDbSizeQuota(),
                response.getLeader(),
                response.getIsLearner(),
                response.getRaftIndex(),
                response.getRaftTerm(),
                response.getRaftAppliedIndex(),
                response.getErrorsList(),
                response.hasDowngradeInfo(),
                response.getDowngradeInfo().getEnabled(),
                response.getDowngradeInfo().getTargetVersion());
    }

    static Members ours(MemberListResponse response) {
        return members(response.getHeader(), response.getMembersList());
    }

    static Members.Added ours(MemberAddResponse response) {
        return new Members.Added(
                member(response.getMember()),
                members(response.getHeader(), response.getMembersList()));
    }

    static Members ours(MemberRemoveResponse response) {
        return members(response.getHeader(), response.getMembersList());
    }

    static Members ours(MemberUpdateResponse response) {
        return members(response.getHeader(), response.getMembersList());
    }

    static Members ours(MemberPromoteResponse response) {
        return members(response.getHeader(), response.getMembersList());
    }

    private static Members members(ResponseHeader header, List<Member> members) {
        return new Members(ours(header), members.stream().map(Words::member).toList());
    }

    private static Members.Member member(Member member) {
        return new Members.Member(
                member.getID(),
                member.getName(),
                member.getPeerURLsList(),
                member.getClientURLsList(),
                member.getIsLearner());
    }

    static List<String> ours(AlarmResponse response) {
        return response.getAlarmsList().stream().map(alarm -> alarm.getAlarm().name()).toList();
    }

    private static Result.Header ours(ResponseHeader header) {
        return new Result.Header(
                header.getClusterId(),
                header.getMemberId(),
                header.getRevision(),
                header.getRaftTerm());
    }

    private static KeyValue ours(io.jangada.api.mvccpb.KeyValue kv) {
        return new KeyValue(
                kv.getKey(),
                kv.getValue(),
                kv.getCreateRevision(),
                kv.getModRevision(),
                kv.getVersion(),
                kv.getLease());
    }
}
