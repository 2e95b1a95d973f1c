package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What can be said about a request without looking at the store. Whoever takes requests from
 * outside checks them here before proposing them; the store relies on it. Each method answers the
 * first rule that the request breaks, or null.
 */
public final class Rules {

    /** A transaction inside a transaction … so deep at most, whatever the budget of operations. */
    public static final int DEPTH_MAX = 128;

    private Rules() {}

    /** Checks a command of any kind. */
    public static @Nullable Refusal check(Command command, Limits limits) {
        return switch (command) {
            case Put put -> check(put);
            case DeleteRange delete -> check(delete);
            case Txn txn -> check(txn, limits);
            case Compact _ -> null;
        };
    }

    /** The span needs a key. */
    public static @Nullable Refusal check(Range range) {
        return check(range.span());
    }

    /** The span needs a key. */
    public static @Nullable Refusal check(DeleteRange delete) {
        return check(delete.span());
    }

    /** A put needs a key, and nothing in place of what it is to keep. */
    public static @Nullable Refusal check(Put put) {
        if (put.key().isEmpty()) {
            return Refusal.KEY_NOT_PROVIDED;
        }
        if (put.ignoreValue() && !put.value().isEmpty()) {
            return Refusal.VALUE_PROVIDED;
        }
        if (put.ignoreLease() && put.lease() != 0) {
            return Refusal.LEASE_PROVIDED;
        }
        return null;
    }

    /**
     * A transaction needs short lists, valid operations, and branches that write no key twice. A
     * transaction inside it has what this one's longest list leaves of {@link
     * Limits#operationsMax}.
     */
    public static @Nullable Refusal check(Txn txn, Limits limits) {
        Refusal refusal = check(txn, limits.operationsMax(), 1);
        if (refusal != null) {
            return refusal;
        }
        boolean disjoint =
                Footprint.of(txn.success()) != null && Footprint.of(txn.failure()) != null;
        return disjoint ? null : Refusal.DUPLICATE_KEY;
    }

    private static @Nullable Refusal check(Txn txn, int budget, int depth) {
        int longest = Math.max(txn.success().size(), txn.failure().size());
        longest = Math.max(txn.compares().size(), longest);
        if (longest > budget || depth > DEPTH_MAX) {
            return Refusal.TOO_MANY_OPERATIONS;
        }
        for (Compare compare : txn.compares()) {
            if (compare.span().key().isEmpty()) {
                return Refusal.KEY_NOT_PROVIDED;
            }
        }
        Refusal refusal = check(txn.success(), budget - longest, depth);
        return refusal != null ? refusal : check(txn.failure(), budget - longest, depth);
    }

    private static @Nullable Refusal check(List<Operation> operations, int budget, int depth) {
        for (Operation operation : operations) {
            Refusal refusal =
                    switch (operation) {
                        case Range range -> check(range);
                        case Put put -> check(put);
                        case DeleteRange delete -> check(delete);
                        case Txn nested -> check(nested, budget, depth + 1);
                    };
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private static @Nullable Refusal check(Span span) {
        return span.key().isEmpty() ? Refusal.KEY_NOT_PROVIDED : null;
    }
}
