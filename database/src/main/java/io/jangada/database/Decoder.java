package io.jangada.database;

import io.jangada.kv.Key;
import io.jangada.kv.Span;
import io.jangada.kv.Value;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * Reads the parts of a command or an image one after the other. Takes only what {@link Encoder}
 * writes, and allocates no more than a few times the bytes that are really there.
 */
final class Decoder {

    private final ByteBuffer source;
    private final Function<String, RuntimeException> refusal;

    /**
     * @param refusal makes of what is wrong what is thrown
     */
    Decoder(ByteBuffer source, Function<String, RuntimeException> refusal) {
        this.source = source;
        this.refusal = refusal;
    }

    int oneByte() {
        if (!source.hasRemaining()) {
            throw malformed("cut off");
        }
        return Byte.toUnsignedInt(source.get());
    }

    /** A byte in which only these bits may be set. */
    int flags(int known) {
        int flags = oneByte();
        if ((flags & ~known) != 0) {
            throw malformed("flags " + flags);
        }
        return flags;
    }

    long unsigned() {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int part = oneByte();
            long bits = part & 0x7f;
            boolean tooLarge = shift == 63 && bits > 1;
            boolean tooLong = part == 0 && shift > 0;
            if (tooLarge || tooLong) {
                throw malformed("number");
            }
            number |= bits << shift;
            if (part < 0x80) {
                return number;
            }
        }
        throw malformed("number");
    }

    long signed() {
        long number = unsigned();
        return (number >>> 1) ^ -(number & 1);
    }

    /** How many parts, of at least one byte each, or how many bytes follow. */
    int count() {
        long count = unsigned();
        if (count < 0 || count > source.remaining()) {
            throw malformed("count " + Long.toUnsignedString(count));
        }
        return (int) count;
    }

    Key key() {
        return Key.copyOf(run());
    }

    Value value() {
        return Value.copyOf(run());
    }

    private ByteBuffer run() {
        int size = count();
        ByteBuffer run = source.slice(source.position(), size);
        source.position(source.position() + size);
        return run;
    }

    Span span() {
        return new Span(key(), key());
    }

    /** Nothing may follow. */
    void end() {
        if (source.hasRemaining()) {
            throw malformed(source.remaining() + " bytes too many");
        }
    }

    RuntimeException malformed(String what) {
        return refusal.apply(what + ", before byte " + source.position());
    }
}
