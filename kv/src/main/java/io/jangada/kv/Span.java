package io.jangada.kv;

/**
 * The keys an operation is about, as the etcd API says it with a key and a range end.
 *
 * @param key the first key; to name all keys it is a single zero byte
 * @param end empty: the one key only. A single zero byte: every key from {@code key} on. Otherwise
 *     the keys from {@code key} up to and without {@code end}; none when {@code end <= key}
 */
public record Span(Key key, Key end) {

    private static final Key ZERO = Key.EMPTY.successor();

    /** Every key there is. */
    public static final Span ALL = new Span(ZERO, ZERO);

    /** The one key. */
    public static Span of(Key key) {
        return new Span(key, Key.EMPTY);
    }

    /** The keys from {@code key} up to and without {@code end}. */
    public static Span of(Key key, Key end) {
        return new Span(key, end);
    }

    /** Every key from {@code key} on. */
    public static Span from(Key key) {
        return new Span(key, ZERO);
    }

    /** Every key that starts with {@code prefix}; with an empty prefix that is every key. */
    public static Span prefix(Key prefix) {
        if (prefix.isEmpty()) {
            return ALL;
        }
        Key end = prefix.prefixEnd();
        return new Span(prefix, end.isEmpty() ? ZERO : end);
    }

    /** Whether this names a single key rather than a range. */
    public boolean isOne() {
        return end.isEmpty();
    }

    /** Whether this has no upper end. */
    public boolean isOpen() {
        return end.size() == 1 && end.at(0) == 0;
    }

    public boolean contains(Key candidate) {
        if (isOne()) {
            return candidate.equals(key);
        }
        return candidate.compareTo(key) >= 0 && (isOpen() || candidate.compareTo(end) < 0);
    }
}
