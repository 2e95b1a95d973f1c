package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The answer to a {@link Command} or a read. Inside a {@link TxnResult} no answer is a {@link
 * Refusal}: one refusal refuses the whole transaction.
 */
public sealed interface Result permits Result.Answer, Refusal {

    /** The answer, not a refusal, of one operation. */
    sealed interface Answer extends Result {
        /**
         * The store's revision after the operation. Inside a transaction that changes something it
         * is the new revision from the first change on, and the one before until then.
         */
        long revision();
    }

    /**
     * Answers a {@link Put}.
     *
     * @param prev the version that was replaced; null if there was none or nobody asked
     */
    record PutResult(long revision, @Nullable KeyValue prev) implements Answer {}

    /**
     * Answers a {@link DeleteRange}.
     *
     * @param deleted how many keys were deleted
     * @param prevs what was deleted, by key; empty if nobody asked
     */
    record DeleteResult(long revision, long deleted, List<KeyValue> prevs) implements Answer {}

    /**
     * Answers a {@link Range}.
     *
     * @param revision the current revision, not the one that was asked for
     * @param more whether the limit cut keys off
     * @param count all keys of the span at that revision, whatever the limit and the filter
     */
    record RangeResult(long revision, List<KeyValue> kvs, boolean more, long count)
            implements Answer {}

    /**
     * Answers a {@link Txn}.
     *
     * @param revision the store's revision after the whole transaction, of the nested ones too
     * @param succeeded whether all compares held
     * @param results one answer for each operation of the branch that was taken
     */
    record TxnResult(long revision, boolean succeeded, List<Answer> results) implements Answer {}

    /** Answers a {@link Compact}. */
    record CompactResult(long revision) implements Answer {}
}
