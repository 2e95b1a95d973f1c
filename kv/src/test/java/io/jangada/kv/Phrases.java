package io.jangada.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.kv.Compare.Relation;
import io.jangada.kv.Compare.Target;
import io.jangada.kv.Result.DeleteResult;
import io.jangada.kv.Result.PutResult;
import io.jangada.kv.Result.RangeResult;
import io.jangada.kv.Result.TxnResult;

import java.util.List;

/** The words that the tests are written in. */
final class Phrases {

    static final long QUOTA = 1L << 40;

    private Phrases() {}

    static Span one(String key) {
        return Span.of(Key.of(key));
    }

    static Span span(String key, String end) {
        return Span.of(Key.of(key), Key.of(end));
    }

    static Put put(String key, String value) {
        return Put.of(Key.of(key), Value.of(value));
    }

    static DeleteRange delete(String key) {
        return DeleteRange.of(one(key));
    }

    static Range read(String key) {
        return Range.of(one(key));
    }

    static Compare value(String key, Relation relation, String value) {
        return Compare.of(one(key), relation, Value.of(value));
    }

    static Compare number(String key, Target target, Relation relation, long number) {
        return Compare.of(one(key), target, relation, number);
    }

    static Txn doing(Operation... operations) {
        return new Txn(List.of(), List.of(operations), List.of());
    }

    static Txn when(Compare compare, List<Operation> success, List<Operation> failure) {
        return new Txn(List.of(compare), success, failure);
    }

    static Result apply(Store store, Command command) {
        return store.apply(command, QUOTA);
    }

    /** Puts these values under one key, one revision each. */
    static void puts(Store store, String key, String... values) {
        for (String value : values) {
            assertThat(apply(store, put(key, value))).isInstanceOf(PutResult.class);
        }
    }

    static DeleteResult deleted(Store store, DeleteRange delete) {
        return (DeleteResult) apply(store, delete);
    }

    static TxnResult done(Store store, Txn txn) {
        return (TxnResult) apply(store, txn);
    }

    static RangeResult read(Store store, Range range) {
        return (RangeResult) store.range(range);
    }

    /** The keys and values of an answer, like {@code [a=1, b=2]}. */
    static List<String> pairs(List<KeyValue> kvs) {
        return kvs.stream().map(kv -> kv.key() + "=" + kv.value()).toList();
    }

    static List<String> pairs(Store store, Range range) {
        return pairs(read(store, range).kvs());
    }

    static void tidyAll(Store store) {
        while (store.tidy(16)) {}
    }
}
