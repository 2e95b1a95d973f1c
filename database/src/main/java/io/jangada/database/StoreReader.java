package io.jangada.database;

import io.jangada.kv.Key;
import io.jangada.kv.KeyValue;
import io.jangada.kv.Value;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * Reads the records of a {@link StoreWriter}, in pieces that end anywhere. What it takes is what
 * that writes and nothing else. In memory are the bytes from the first record on that is not whole.
 */
final class StoreReader {

    /** Gets what is read, in order: the header first. */
    interface Sink {
        void header(long revision, long compactRevision, boolean full);

        void version(KeyValue version);
    }

    private final Sink sink;

    /** The bytes from the first record on that is not whole. */
    private ByteBuffer rest = ByteBuffer.allocate(1024);

    private @Nullable Key key;
    private boolean begun;
    private boolean ended;

    StoreReader(Sink sink) {
        this.sink = sink;
    }

    /** Throws {@link IllegalArgumentException} if no image has these bytes. */
    void take(Bytes piece) {
        if (rest.remaining() < piece.size()) {
            int size = Math.max(2 * rest.capacity(), rest.position() + piece.size());
            rest = ByteBuffer.allocate(size).put(rest.flip());
        }
        piece.writeTo(rest);
        rest.flip();
        while (rest.remaining() >= Integer.BYTES) {
            int size = rest.getInt(rest.position());
            if (size < 0) {
                throw malformed("a record of " + size + " bytes");
            }
            if (size > rest.remaining() - Integer.BYTES) {
                break;
            }
            int start = rest.position() + Integer.BYTES;
            record(rest.slice(start, size));
            rest.position(start + size);
        }
        rest.compact();
    }

    private void record(ByteBuffer bytes) {
        Decoder from = new Decoder(bytes, StoreReader::malformed);
        if (ended) {
            throw from.malformed("a record after the last");
        }
        if (!begun) {
            header(from);
            begun = true;
        } else if (bytes.hasRemaining()) {
            sink.version(version(from));
        } else {
            ended = true;
        }
        from.end();
    }

    private void header(Decoder from) {
        int version = from.oneByte();
        if (version != StoreWriter.VERSION) {
            throw from.malformed("version " + version + " is not known here");
        }
        boolean full = from.flags(StoreWriter.FULL) != 0;
        sink.header(from.signed(), from.signed(), full);
    }

    private KeyValue version(Decoder from) {
        int flags = from.flags(StoreWriter.DELETION | StoreWriter.SAME_KEY);
        Key named = key(flags, from);
        long modRevision = from.signed();
        if ((flags & StoreWriter.DELETION) != 0) {
            return KeyValue.tombstone(named, modRevision);
        }
        long createRevision = from.signed();
        long version = from.signed();
        long lease = from.signed();
        Value value = from.value();
        if (version == 0) {
            throw from.malformed("a deletion that does not say so");
        }
        return new KeyValue(named, createRevision, modRevision, version, value, lease);
    }

    private Key key(int flags, Decoder from) {
        boolean same = (flags & StoreWriter.SAME_KEY) != 0;
        Key before = key;
        Key named = same ? before : from.key();
        if (named == null || (!same && before != null && named.equals(before))) {
            throw from.malformed("a key in another form");
        }
        key = named;
        return named;
    }

    /** There are no more bytes; throws as {@link #take} does. */
    void end() {
        if (!ended || rest.position() > 0) {
            throw malformed("cut off");
        }
    }

    private static IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("malformed image: " + what);
    }
}
