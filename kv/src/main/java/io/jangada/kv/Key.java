package io.jangada.kv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key: immutable bytes, ordered byte by byte as unsigned numbers, a prefix before what it is a
 * prefix of. May be empty, though no stored key is: {@link Rules} refuses it.
 */
public final class Key implements Comparable<Key> {

    /** No bytes at all. */
    public static final Key EMPTY = new Key(new byte[0]);

    private final byte[] bytes;

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies what remains in {@code source}, which is left as it was. */
    public static Key copyOf(ByteBuffer source) {
        int size = source.remaining();
        if (size == 0) {
            return EMPTY;
        }
        byte[] bytes = new byte[size];
        source.get(source.position(), bytes);
        return new Key(bytes);
    }

    /** The UTF-8 bytes of {@code text}. */
    public static Key of(String text) {
        return new Key(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The number of bytes. */
    public int size() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The byte at {@code position}, as a number from 0 to 255. */
    public int at(int position) {
        return Byte.toUnsignedInt(bytes[position]);
    }

    /** A read-only view of all bytes. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** The smallest key above this one: the same bytes and a zero. */
    public Key successor() {
        return new Key(Arrays.copyOf(bytes, bytes.length + 1));
    }

    /**
     * The smallest key above every key that starts with these bytes: the last byte that can grow is
     * grown and the rest cut. {@link #EMPTY} when no byte can grow, for then there is no such key.
     */
    Key prefixEnd() {
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] != (byte) 0xff) {
                byte[] end = Arrays.copyOf(bytes, i + 1);
                end[i]++;
                return new Key(end);
            }
        }
        return EMPTY;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
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
