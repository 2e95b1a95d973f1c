package io.jangada.sim.load;

import io.jangada.kv.Command;
import io.jangada.kv.Compare;
import io.jangada.kv.DeleteRange;
import io.jangada.kv.Key;
import io.jangada.kv.KeyValue;
import io.jangada.kv.Operation;
import io.jangada.kv.Put;
import io.jangada.kv.Range;
import io.jangada.kv.Refusal;
import io.jangada.kv.Result;
import io.jangada.kv.Span;
import io.jangada.kv.Store;
import io.jangada.kv.Txn;
import io.jangada.kv.Value;
import io.jangada.sim.history.Change;
import io.jangada.sim.history.Commit;
import io.jangada.sim.history.Condition;
import io.jangada.sim.history.Read;
import io.jangada.sim.history.Request;
import io.jangada.sim.history.Response;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Between what clients ask and answer in a history, and what the store takes and gives. */
final class Requests {
    private Requests() {}

    static Command command(Request request) {
        return switch (request) {
            case Request.Put put -> put(put);
            case Request.Delete delete -> new DeleteRange(span(delete.key()), false);
            case Request.Txn txn -> {
                List<Compare> compares = txn.conditions().stream().map(Requests::compare).toList();
                List<Operation> then = new ArrayList<>();
                txn.then().forEach(one -> then.add(put(one)));
                List<Operation> otherwise = new ArrayList<>();
                txn.otherwise().forEach(key -> otherwise.add(Range.of(span(key))));
                yield new Txn(compares, then, otherwise);
            }
            case Request.Get get -> throw new IllegalArgumentException(get + " is no command");
        };
    }

    private static Put put(Request.Put put) {
        return Put.of(Key.of(put.key()), Value.of(put.value()));
    }

    static Span span(String key) {
        return Span.of(Key.of(key));
    }

    private static Compare compare(Condition condition) {
        Span span = span(condition.key());
        return switch (condition) {
            case Condition.Modified(_, long revision) ->
                    Compare.of(span, Compare.Target.MOD, Compare.Relation.EQUAL, revision);
            case Condition.Valued(_, String value) ->
                    Compare.of(span, Compare.Relation.EQUAL, Value.of(value));
        };
    }

    static Response response(Request request, Result result) {
        return switch (result) {
            case Result.PutResult put -> Response.written(put.revision());
            case Result.DeleteResult delete ->
                    Response.deleted(delete.revision(), (int) delete.deleted());
            case Result.RangeResult range ->
                    Response.read(range.revision(), read(request.keys().getFirst(), range));
            case Result.TxnResult txn -> txn(request, txn);
            case Result.CompactResult _, Refusal _ ->
                    throw new IllegalStateException(request + " is answered " + result);
        };
    }

    private static Response txn(Request request, Result.TxnResult result) {
        if (result.succeeded()) {
            return Response.written(result.revision());
        }
        if (!(request instanceof Request.Txn txn)) {
            throw new IllegalStateException(request + " is answered " + result);
        }
        List<Read> reads = new ArrayList<>();
        for (int i = 0; i < result.results().size(); i++) {
            if (result.results().get(i) instanceof Result.RangeResult range) {
                reads.add(read(txn.otherwise().get(i), range));
            }
        }
        return Response.failed(result.revision(), reads);
    }

    private static Read read(String key, Result.RangeResult range) {
        if (range.kvs().isEmpty()) {
            return Read.absent(key);
        }
        KeyValue found = range.kvs().getFirst();
        return new Read(key, text(found.value()), found.modRevision());
    }

    private static String text(Value value) {
        return StandardCharsets.UTF_8.decode(value.buffer()).toString();
    }

    /** What the newest revision of {@code store} changed. */
    static Commit commit(Store store, long revision) {
        List<Change> changes = new ArrayList<>();
        Range.Filter changed = new Range.Filter(revision, revision, 0, 0);
        List<KeyValue> now = all(store, Range.of(Span.ALL).filter(changed));
        now.forEach(kv -> changes.add(new Change(name(kv), text(kv.value()))));
        if (now.isEmpty()) {
            // Nothing was put: then it was a deletion, of what was there one revision before.
            List<KeyValue> left = all(store, Range.of(Span.ALL));
            for (KeyValue before : all(store, Range.of(Span.ALL).at(revision - 1))) {
                if (left.stream().noneMatch(kv -> kv.key().equals(before.key()))) {
                    changes.add(new Change(name(before), null));
                }
            }
        }
        return new Commit(revision, changes);
    }

    private static List<KeyValue> all(Store store, Range range) {
        return switch (store.range(range)) {
            case Result.RangeResult found -> found.kvs();
            case Result other -> throw new IllegalStateException("a range gives " + other);
        };
    }

    private static String name(KeyValue kv) {
        return StandardCharsets.UTF_8.decode(kv.key().buffer()).toString();
    }

    /** Of what all members must agree on. */
    static long digest(Result result) {
        return switch (result) {
            case Result.PutResult put -> 31 * put.revision() + 1;
            case Result.DeleteResult delete -> 31 * (31 * delete.revision() + delete.deleted()) + 2;
            case Result.RangeResult range -> 31 * range.count() + range.kvs().hashCode() + 3;
            case Result.CompactResult compact -> 31 * compact.revision() + 4;
            case Result.TxnResult txn -> {
                long digest = 31 * txn.revision() + (txn.succeeded() ? 5 : 6);
                for (Result.Answer answer : txn.results()) {
                    digest = 31 * digest + digest(answer);
                }
                yield digest;
            }
            case Refusal refusal -> refusal.name().hashCode();
        };
    }
}
