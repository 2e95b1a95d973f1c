package io.jangada.kv;

/**
 * Writes one key. Answered by {@link Result.PutResult}.
 *
 * @param lease the lease to attach the key to; 0 detaches it
 * @param prevKv answer the version that this one replaces
 * @param ignoreValue keep the value that is there; {@code value} must be empty, the key must exist
 * @param ignoreLease keep the lease that is there; {@code lease} must be 0, the key must exist
 */
public record Put(
        Key key, Value value, long lease, boolean prevKv, boolean ignoreValue, boolean ignoreLease)
        implements Command, Operation {

    /** A plain put without a lease. */
    public static Put of(Key key, Value value) {
        return new Put(key, value, 0, false, false, false);
    }

    /** Whether it changes a part of what is there, so that something must be there. */
    boolean needsPrevious() {
        return ignoreValue || ignoreLease;
    }
}
