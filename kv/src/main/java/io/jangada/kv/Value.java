package io.jangada.kv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a key holds: immutable bytes, possibly none, ordered as unsigned numbers. */
public final class Value implements Comparable<Value> {

    /** No bytes at all. */
    public static final Value EMPTY = new Value(new byte[0]);

    private final byte[] bytes;

    private Value(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies what remains in {@code source}, which is left as it was. */
    public static Value copyOf(ByteBuffer source) {
        int size = source.remaining();
        if (size == 0) {
            return EMPTY;
        }
        byte[] bytes = new byte[size];
        source.get(source.position(), bytes);
        return new Value(bytes);
    }

    /** The UTF-8 bytes of {@code text}. */
    public static Value of(String text) {
        return new Value(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The number of bytes. */
    public int size() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** A read-only view of all bytes. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public int compareTo(Value other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value value && Arrays.equals(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes as text, where they are not UTF-8 with replacement characters: for people only. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
