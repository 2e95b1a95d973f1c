package io.jangada.client;

import com.google.protobuf.ByteString;

/**
 * Which keys are meant, in byte order: from {@code key} to just before {@code end}.
 *
 * @param end empty for the one key, a single zero byte for every key from {@code key} on
 */
public record Range(ByteString key, ByteString end) {

    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    /** The one key. */
    public static Range key(ByteString key) {
        return new Range(key, ByteString.EMPTY);
    }

    public static Range key(String key) {
        return key(ByteString.copyFromUtf8(key));
    }

    /** Every key from {@code key} to just before {@code end}. */
    public static Range between(ByteString key, ByteString end) {
        return new Range(key, end);
    }

    public static Range between(String key, String end) {
        return between(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(end));
    }

    /** Every key from {@code key} on; all keys when it is empty. */
    public static Range from(ByteString key) {
        return new Range(key.isEmpty() ? ZERO : key, ZERO);
    }

    public static Range from(String key) {
        return from(ByteString.copyFromUtf8(key));
    }

    /** Every key that starts with {@code prefix}; all keys when it is empty. */
    public static Range prefix(ByteString prefix) {
        return prefix.isEmpty() ? from(prefix) : new Range(prefix, successor(prefix));
    }

    public static Range prefix(String prefix) {
        return prefix(ByteString.copyFromUtf8(prefix));
    }

    /** The first key behind all keys with the prefix: its last byte below 0xff, plus one. */
    private static ByteString successor(ByteString prefix) {
        for (int i = prefix.size() - 1; i >= 0; i--) {
            int value = prefix.byteAt(i) & 0xff;
            if (value < 0xff) {
                byte[] next = {(byte) (value + 1)};
                return prefix.substring(0, i).concat(ByteString.copyFrom(next));
            }
        }
        return ZERO;
    }
}
