package io.jangada.server.etcd;

import com.google.protobuf.MessageLite;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.CompactionRequest;
import io.jangada.api.etcdserverpb.CompactionResponse;
import io.jangada.api.etcdserverpb.DeleteRangeRequest;
import io.jangada.api.etcdserverpb.DeleteRangeResponse;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.PutResponse;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.api.etcdserverpb.TxnRequest;
import io.jangada.api.etcdserverpb.TxnResponse;
import io.jangada.kv.Operation;
import io.jangada.kv.Range;
import io.jangada.kv.Refusal;
import io.jangada.kv.Result;
import io.jangada.kv.Rules;
import io.jangada.kv.Store;
import io.jangada.kv.Txn;

import java.util.function.Function;
import java.util.function.Supplier;

/** Keys and values. Writes go through the log; reads do not, but are linearizable unless asked. */
final class KvService extends KVGrpc.KVImplBase {
    private final Calls calls;

    KvService(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> out) {
        calls.propose(
                Requests.put(request),
                out,
                answer -> Answers.put(calls.header(answer.revision()), (Result.PutResult) answer));
    }

    @Override
    public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> out) {
        calls.propose(
                Requests.delete(request),
                out,
                answer ->
                        Answers.delete(
                                calls.header(answer.revision()), (Result.DeleteResult) answer));
    }

    @Override
    public void compact(CompactionRequest request, StreamObserver<CompactionResponse> out) {
        calls.propose(
                Requests.compact(request),
                out,
                answer ->
                        CompactionResponse.newBuilder()
                                .setHeader(calls.header(answer.revision()))
                                .build());
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> out) {
        Range range;
        try {
            range = Requests.range(request);
        } catch (StatusRuntimeException malformed) {
            out.onError(malformed);
            return;
        }
        Refusal refusal = Rules.check(range);
        if (refusal != null) {
            out.onError(Words.of(refusal).exception());
            return;
        }
        read(
                request.getSerializable(),
                range.span().isOne(),
                () -> store().range(range),
                out,
                answer ->
                        Answers.range(
                                calls.header(answer.revision()), (Result.RangeResult) answer));
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> out) {
        Txn txn;
        try {
            txn = Requests.txn(request);
        } catch (StatusRuntimeException malformed) {
            out.onError(malformed);
            return;
        }
        Function<Result.Answer, TxnResponse> reply =
                answer -> Answers.txn(calls.header(answer.revision()), (Result.TxnResult) answer);
        if (!txn.isReadOnly()) {
            calls.propose(txn, out, reply);
            return;
        }
        Refusal refusal = Rules.check(txn, calls.limits());
        if (refusal != null) {
            out.onError(Words.of(refusal).exception());
            return;
        }
        read(Requests.isSerializable(request), isCheap(txn), () -> store().txn(txn), out, reply);
    }

    /** Asked for when it is read: loading an image puts another in its place. */
    private Store store() {
        return calls.replica().store();
    }

    private <T extends MessageLite> void read(
            boolean serializable,
            boolean cheap,
            Supplier<Result> read,
            StreamObserver<T> out,
            Function<Result.Answer, T> answer) {
        if (serializable) {
            calls.readOwn(cheap, read, out, answer);
        } else {
            calls.read(cheap, read, out, answer);
        }
    }

    /** Whether it looks at single keys alone. */
    private static boolean isCheap(Txn txn) {
        return txn.compares().stream().allMatch(compare -> compare.span().isOne())
                && txn.success().stream().allMatch(KvService::isCheap)
                && txn.failure().stream().allMatch(KvService::isCheap);
    }

    private static boolean isCheap(Operation operation) {
        return operation instanceof Range range && range.span().isOne();
    }
}
