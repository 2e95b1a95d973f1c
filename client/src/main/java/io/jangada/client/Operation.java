package io.jangada.client;

import com.google.protobuf.ByteString;

import java.util.List;

/** What a client can ask of the store, alone or as a part of a transaction. */
public sealed interface Operation {

    /**
     * Writes one key.
     *
     * @param lease id of the lease to attach, 0 for none
     * @param previous answer with the value before
     * @param keepValue leave the value as it is; then {@code value} must be empty
     * @param keepLease leave the lease as it is; then {@code lease} must be 0
     */
    record Put(
            ByteString key,
            ByteString value,
            long lease,
            boolean previous,
            boolean keepValue,
            boolean keepLease)
            implements Operation {

        public static Put of(ByteString key, ByteString value) {
            return new Put(key, value, 0, false, false, false);
        }

        public static Put of(String key, String value) {
            return of(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value));
        }

        public Put lease(long id) {
            return new Put(key, value, id, previous, keepValue, keepLease);
        }

        public Put withPrevious() {
            return new Put(key, value, lease, true, keepValue, keepLease);
        }
    }

    /**
     * Reads a range of keys.
     *
     * @param limit at most so many keys, 0 for all
     * @param revision read the store as it was then, 0 for now
     * @param serializable let the asked server answer from what it has, which may be old
     */
    record Get(
            Range range,
            long limit,
            long revision,
            Sort sort,
            Order order,
            boolean serializable,
            boolean keysOnly,
            boolean countOnly)
            implements Operation {

        public static Get of(Range range) {
            return new Get(range, 0, 0, Sort.KEY, Order.NONE, false, false, false);
        }

        public Get limit(long keys) {
            return new Get(range, keys, revision, sort, order, serializable, keysOnly, countOnly);
        }

        public Get atRevision(long wanted) {
            return new Get(range, limit, wanted, sort, order, serializable, keysOnly, countOnly);
        }

        public Get sorted(Sort by, Order direction) {
            return new Get(
                    range, limit, revision, by, direction, serializable, keysOnly, countOnly);
        }

        public Get asSerializable() {
            return new Get(range, limit, revision, sort, order, true, keysOnly, countOnly);
        }

        public Get withoutValues() {
            return new Get(range, limit, revision, sort, order, serializable, true, countOnly);
        }

        public Get countingOnly() {
            return new Get(range, limit, revision, sort, order, serializable, keysOnly, true);
        }
    }

    /**
     * Deletes a range of keys.
     *
     * @param previous answer with what was deleted
     */
    record Delete(Range range, boolean previous) implements Operation {

        public static Delete of(Range range) {
            return new Delete(range, false);
        }

        public Delete withPrevious() {
            return new Delete(range, true);
        }
    }

    /**
     * Does {@code success} when every compare holds, {@code failure} otherwise: all of it at one
     * revision, or nothing.
     */
    record Txn(List<Compare> compares, List<Operation> success, List<Operation> failure)
            implements Operation {

        public Txn {
            compares = List.copyOf(compares);
            success = List.copyOf(success);
            failure = List.copyOf(failure);
        }

        public static Txn when(Compare... compares) {
            return new Txn(List.of(compares), List.of(), List.of());
        }

        public Txn then(Operation... operations) {
            return new Txn(compares, List.of(operations), failure);
        }

        public Txn otherwise(Operation... operations) {
            return new Txn(compares, success, List.of(operations));
        }
    }

    /** What a result is sorted by. */
    enum Sort {
        KEY,
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE
    }

    /** In which direction; none means ascending, too, but lets the server stop at the limit. */
    enum Order {
        NONE,
        ASCENDING,
        DESCENDING
    }
}
