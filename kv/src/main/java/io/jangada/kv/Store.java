package io.jangada.kv;

import org.jspecify.annotations.Nullable;

/**
 * The multi-version store. One thread, the writer, calls {@link #apply} and {@link #tidy}; every
 * other method may be called by any thread at any time.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Store {

    /**
     * Carries out a command, all of it or nothing. Only the writer calls this.
     *
     * @param quotaBytes the quota of the member that proposed the command, which travels with it so
     *     that all members decide alike
     */
    public Result apply(Command command, long quotaBytes) {
        throw new UnsupportedOperationException();
    }

    /**
     * Removes what compaction has made unreachable and no pin holds. Only the writer calls this.
     *
     * @param steps the most versions to look at
     * @return whether more can be removed now
     */
    public boolean tidy(int steps) {
        throw new UnsupportedOperationException();
    }

    /**
     * Answers a {@link Result.RangeResult}, or refuses with {@link Refusal#COMPACTED} or {@link
     * Refusal#FUTURE_REVISION}.
     */
    public Result range(Range range) {
        throw new UnsupportedOperationException();
    }

    /**
     * Carries out a read-only transaction, all of it at one revision.
     *
     * @throws IllegalArgumentException if it is not {@link Txn#isReadOnly() read-only}
     */
    public Result txn(Txn txn) {
        throw new UnsupportedOperationException();
    }

    /** Holds the current revision. */
    public Pin pin() {
        throw new UnsupportedOperationException();
    }

    /** Holds a revision; null if it is compacted or in the future. */
    public @Nullable Pin pin(long revision) {
        throw new UnsupportedOperationException();
    }

    /** The revision of the last change; 1 in an empty store. */
    public long revision() {
        throw new UnsupportedOperationException();
    }

    /** The oldest revision that can be read; -1 before the first compaction. */
    public long compactRevision() {
        throw new UnsupportedOperationException();
    }

    /**
     * What the store counts against a quota: 256 bytes, key and value for each version that
     * compaction has not forgotten. The same on all members after the same commands.
     */
    public long bytes() {
        throw new UnsupportedOperationException();
    }

    /** Whether writes are refused with {@link Refusal#NO_SPACE}. */
    public boolean isFull() {
        throw new UnsupportedOperationException();
    }
}
