package io.jangada.kv;

/**
 * One condition of a {@link Txn}, on the store as it was before the transaction. It must hold for
 * every key of the span that exists. When none exists the version, revisions and lease of the
 * missing key count as 0, and a comparison of its value never holds, not even {@code NOT_EQUAL}.
 *
 * @param number what to compare with, 0 when the target is the value
 * @param value what to compare with, empty unless the target is the value
 */
public record Compare(Span span, Target target, Relation relation, long number, Value value) {

    /** What of a key is compared. */
    public enum Target {
        VERSION,
        CREATE,
        MOD,
        VALUE,
        LEASE
    }

    /** How what is stored must stand to what is given. */
    public enum Relation {
        EQUAL,
        GREATER,
        LESS,
        NOT_EQUAL
    }

    public Compare {
        if (target == Target.VALUE ? number != 0 : !value.isEmpty()) {
            throw new IllegalArgumentException("operand of another target than " + target);
        }
    }

    /** Compares a number: any target but {@link Target#VALUE}. */
    public static Compare of(Span span, Target target, Relation relation, long number) {
        return new Compare(span, target, relation, number, Value.EMPTY);
    }

    /** Compares the value. */
    public static Compare of(Span span, Relation relation, Value value) {
        return new Compare(span, Target.VALUE, relation, 0, value);
    }
}
