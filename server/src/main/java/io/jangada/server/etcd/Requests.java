package io.jangada.server.etcd;

import com.google.protobuf.ByteString;

import io.jangada.api.etcdserverpb.CompactionRequest;
import io.jangada.api.etcdserverpb.DeleteRangeRequest;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RequestOp;
import io.jangada.api.etcdserverpb.TxnRequest;
import io.jangada.kv.Compact;
import io.jangada.kv.Compare;
import io.jangada.kv.DeleteRange;
import io.jangada.kv.Key;
import io.jangada.kv.Operation;
import io.jangada.kv.Put;
import io.jangada.kv.Range;
import io.jangada.kv.Span;
import io.jangada.kv.Txn;
import io.jangada.kv.Value;

import java.util.ArrayList;
import java.util.List;

/** From what came over the wire to what the store understands. */
final class Requests {
    private Requests() {}

    static Put put(PutRequest request) {
        return new Put(
                key(request.getKey()),
                value(request.getValue()),
                request.getLease(),
                request.getPrevKv(),
                request.getIgnoreValue(),
                request.getIgnoreLease());
    }

    static DeleteRange delete(DeleteRangeRequest request) {
        return new DeleteRange(span(request.getKey(), request.getRangeEnd()), request.getPrevKv());
    }

    static Compact compact(CompactionRequest request) {
        return new Compact(request.getRevision());
    }

    static Range range(RangeRequest request) {
        Range.Sort sort = Range.Sort.of(request.getSortOrderValue(), request.getSortTargetValue());
        if (sort == null) {
            throw Words.INVALID_SORT_OPTION.exception();
        }
        Range.Filter filter =
                new Range.Filter(
                        request.getMinModRevision(),
                        request.getMaxModRevision(),
                        request.getMinCreateRevision(),
                        request.getMaxCreateRevision());
        return new Range(
                span(request.getKey(), request.getRangeEnd()),
                request.getRevision(),
                request.getLimit(),
                sort,
                filter,
                request.getKeysOnly(),
                request.getCountOnly());
    }

    static Txn txn(TxnRequest request) {
        List<Compare> compares = new ArrayList<>(request.getCompareCount());
        for (io.jangada.api.etcdserverpb.Compare compare : request.getCompareList()) {
            compares.add(compare(compare));
        }
        return new Txn(
                compares,
                operations(request.getSuccessList()),
                operations(request.getFailureList()));
    }

    /** Whether nothing but ranges of the member's own state are asked for, at least one. */
    static boolean isSerializable(TxnRequest request) {
        boolean empty = request.getSuccessCount() + request.getFailureCount() == 0;
        return !empty
                && request.getSuccessList().stream().allMatch(Requests::isSerializable)
                && request.getFailureList().stream().allMatch(Requests::isSerializable);
    }

    private static boolean isSerializable(RequestOp operation) {
        return operation.hasRequestRange() && operation.getRequestRange().getSerializable();
    }

    private static List<Operation> operations(List<RequestOp> requests) {
        List<Operation> operations = new ArrayList<>(requests.size());
        for (RequestOp request : requests) {
            operations.add(
                    switch (request.getRequestCase()) {
                        case REQUEST_RANGE -> range(request.getRequestRange());
                        case REQUEST_PUT -> put(request.getRequestPut());
                        case REQUEST_DELETE_RANGE -> delete(request.getRequestDeleteRange());
                        case REQUEST_TXN -> txn(request.getRequestTxn());
                        case REQUEST_NOT_SET -> throw Words.KEY_NOT_FOUND.exception();
                    });
        }
        return operations;
    }

    private static Compare compare(io.jangada.api.etcdserverpb.Compare request) {
        Span span = span(request.getKey(), request.getRangeEnd());
        Compare.Relation relation =
                switch (request.getResult()) {
                    case EQUAL -> Compare.Relation.EQUAL;
                    case GREATER -> Compare.Relation.GREATER;
                    case LESS -> Compare.Relation.LESS;
                    case NOT_EQUAL -> Compare.Relation.NOT_EQUAL;
                    case UNRECOGNIZED -> throw Words.INVALID_COMPARE.exception();
                };
        // An operand of another target than the one named counts as absent, hence as 0.
        return switch (request.getTarget()) {
            case VERSION ->
                    Compare.of(span, Compare.Target.VERSION, relation, request.getVersion());
            case CREATE ->
                    Compare.of(span, Compare.Target.CREATE, relation, request.getCreateRevision());
            case MOD -> Compare.of(span, Compare.Target.MOD, relation, request.getModRevision());
            case VALUE -> Compare.of(span, relation, value(request.getValue()));
            case LEASE -> Compare.of(span, Compare.Target.LEASE, relation, request.getLease());
            case UNRECOGNIZED -> throw Words.INVALID_COMPARE.exception();
        };
    }

    private static Span span(ByteString key, ByteString end) {
        return new Span(key(key), key(end));
    }

    private static Key key(ByteString bytes) {
        return bytes.isEmpty() ? Key.EMPTY : Key.copyOf(bytes.asReadOnlyByteBuffer());
    }

    private static Value value(ByteString bytes) {
        return bytes.isEmpty() ? Value.EMPTY : Value.copyOf(bytes.asReadOnlyByteBuffer());
    }
}
