package io.jangada.kv;

/** Why nothing was done. Each is an expected answer, never a fault of the store. */
public enum Refusal implements Result {
    /** The key of an operation or a compare is empty. */
    KEY_NOT_PROVIDED,
    /** A put that keeps the value or lease found no key to keep it of. */
    KEY_NOT_FOUND,
    /** A put that keeps the value came with a value. */
    VALUE_PROVIDED,
    /** A put that keeps the lease came with a lease. */
    LEASE_PROVIDED,
    /** There is no such lease. */
    LEASE_NOT_FOUND,
    /** A transaction has more compares or operations in a list, or nests deeper, than allowed. */
    TOO_MANY_OPERATIONS,
    /** A transaction may write one key twice. */
    DUPLICATE_KEY,
    /** The order or the target of a sort is not one of those known. */
    INVALID_SORT_OPTION,
    /** The revision is older than the last compaction. */
    COMPACTED,
    /** The revision has not been reached yet. */
    FUTURE_REVISION,
    /** The store has reached its quota. Reads, deletions and compactions still work. */
    NO_SPACE
}
