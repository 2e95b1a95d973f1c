package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable run of bytes. A slice shares the array of what it was cut from, so that an entry is
 * encoded once and then only handed on.
 */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int size;

    private Bytes(byte[] array, int offset, int size) {
        this.array = array;
        this.offset = offset;
        this.size = size;
    }

    /** Copies {@code array}. */
    public static Bytes copyOf(byte[] array) {
        return owned(array.clone());
    }

    /** Takes {@code array} over: the caller must never write to it again. */
    public static Bytes owned(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /** Copies what remains in {@code buffer} and consumes it. */
    public static Bytes copyOf(ByteBuffer buffer) {
        byte[] array = new byte[buffer.remaining()];
        buffer.get(array);
        return owned(array);
    }

    public static Bytes utf8(String text) {
        return owned(text.getBytes(StandardCharsets.UTF_8));
    }

    /** How many bytes there are. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The byte at {@code index}, counted from 0. */
    public byte at(int index) {
        return array[offset + Check.index(index, size)];
    }

    /** The bytes from {@code from} (inclusive) to {@code to} (exclusive), sharing the array. */
    public Bytes slice(int from, int to) {
        Check.that(0 <= from && from <= to && to <= size, "slice outside of the bytes");
        return from == to ? EMPTY : new Bytes(array, offset + from, to - from);
    }

    /** Puts all bytes into {@code target}, which must have room for them. */
    public void writeTo(ByteBuffer target) {
        target.put(array, offset, size);
    }

    /** A read-only view, big-endian, from position 0 to {@link #size()}. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array, offset, size).slice().asReadOnlyBuffer();
    }

    /** A copy as an array, for libraries that want one. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + size);
    }

    /** The bytes read as UTF-8. */
    public String text() {
        return new String(array, offset, size, StandardCharsets.UTF_8);
    }

    /** Unsigned and lexicographic. */
    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(
                array, offset, offset + size, other.array, other.offset, other.offset + other.size);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that && size == that.size && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + size; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return size + " bytes";
    }
}
