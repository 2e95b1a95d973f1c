package io.jangada.server.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.jangada.api.etcdserverpb.DeleteRangeResponse;
import io.jangada.api.etcdserverpb.PutResponse;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.api.etcdserverpb.ResponseHeader;
import io.jangada.api.etcdserverpb.ResponseOp;
import io.jangada.api.etcdserverpb.TxnResponse;
import io.jangada.api.mvccpb.KeyValue;
import io.jangada.kv.Result;

import java.nio.ByteBuffer;

/**
 * From what the store answered to what goes over the wire. Keys and values are wrapped, not copied:
 * they never change.
 */
final class Answers {
    private Answers() {}

    static PutResponse put(ResponseHeader header, Result.PutResult result) {
        PutResponse.Builder answer = PutResponse.newBuilder().setHeader(header);
        if (result.prev() != null) {
            answer.setPrevKv(keyValue(result.prev()));
        }
        return answer.build();
    }

    static DeleteRangeResponse delete(ResponseHeader header, Result.DeleteResult result) {
        DeleteRangeResponse.Builder answer =
                DeleteRangeResponse.newBuilder().setHeader(header).setDeleted(result.deleted());
        for (io.jangada.kv.KeyValue prev : result.prevs()) {
            answer.addPrevKvs(keyValue(prev));
        }
        return answer.build();
    }

    static RangeResponse range(ResponseHeader header, Result.RangeResult result) {
        RangeResponse.Builder answer =
                RangeResponse.newBuilder()
                        .setHeader(header)
                        .setMore(result.more())
                        .setCount(result.count());
        for (io.jangada.kv.KeyValue kv : result.kvs()) {
            answer.addKvs(keyValue(kv));
        }
        return answer.build();
    }

    static TxnResponse txn(ResponseHeader header, Result.TxnResult result) {
        TxnResponse.Builder answer =
                TxnResponse.newBuilder().setHeader(header).setSucceeded(result.succeeded());
        for (Result.Answer inner : result.results()) {
            answer.addResponses(operation(inner));
        }
        return answer.build();
    }

    /** Inside a transaction headers carry the revision alone, that of a nested one nothing. */
    private static ResponseOp operation(Result.Answer answer) {
        ResponseHeader header = ResponseHeader.newBuilder().setRevision(answer.revision()).build();
        ResponseOp.Builder operation = ResponseOp.newBuilder();
        switch (answer) {
            case Result.RangeResult range -> operation.setResponseRange(range(header, range));
            case Result.PutResult put -> operation.setResponsePut(put(header, put));
            case Result.DeleteResult delete ->
                    operation.setResponseDeleteRange(delete(header, delete));
            case Result.TxnResult txn ->
                    operation.setResponseTxn(txn(ResponseHeader.getDefaultInstance(), txn));
            case Result.CompactResult _ ->
                    throw new IllegalStateException("a transaction never compacts");
        }
        return operation.build();
    }

    private static KeyValue keyValue(io.jangada.kv.KeyValue kv) {
        return KeyValue.newBuilder()
                .setKey(bytes(kv.key().buffer()))
                .setCreateRevision(kv.createRevision())
                .setModRevision(kv.modRevision())
                .setVersion(kv.version())
                .setValue(bytes(kv.value().buffer()))
                .setLease(kv.lease())
                .build();
    }

    private static ByteString bytes(ByteBuffer buffer) {
        return UnsafeByteOperations.unsafeWrap(buffer);
    }
}
