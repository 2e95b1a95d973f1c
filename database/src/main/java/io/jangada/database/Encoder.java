package io.jangada.database;

import io.jangada.kv.Key;
import io.jangada.kv.Span;
import io.jangada.kv.Value;
import io.jangada.raft.Bytes;

import java.nio.ByteBuffer;

/** Writes the parts of a command or an image one after the other. */
final class Encoder {

    private ByteBuffer target = ByteBuffer.allocate(256);

    void oneByte(int number) {
        room(1).put((byte) number);
    }

    /** Seven bits a byte, lowest first, the top bit set on all but the last. */
    void unsigned(long number) {
        ByteBuffer to = room(10);
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            to.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }

    /** 0, -1, 1, -2, and so on, so that small numbers of either sign are short. */
    void signed(long number) {
        unsigned((number << 1) ^ (number >> 63));
    }

    void key(Key key) {
        unsigned(key.size());
        room(key.size()).put(key.buffer());
    }

    void value(Value value) {
        unsigned(value.size());
        room(value.size()).put(value.buffer());
    }

    void span(Span span) {
        key(span.key());
        key(span.end());
    }

    /** Begins a part that has its size before it, in four bytes; answers what ends it. */
    int begin() {
        int start = target.position();
        room(Integer.BYTES).putInt(0);
        return start;
    }

    void end(int start) {
        target.putInt(start, target.position() - start - Integer.BYTES);
    }

    /** The number of bytes up to now. */
    int size() {
        return target.position();
    }

    private ByteBuffer room(int size) {
        if (target.remaining() < size) {
            int capacity = Math.max(2 * target.capacity(), target.position() + size);
            target = ByteBuffer.allocate(capacity).put(target.flip());
        }
        return target;
    }

    Bytes bytes() {
        return Bytes.copyOf(target.flip());
    }
}
