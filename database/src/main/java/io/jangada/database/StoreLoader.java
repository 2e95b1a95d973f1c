package io.jangada.database;

import io.jangada.kv.Assembly;
import io.jangada.kv.Key;
import io.jangada.kv.KeyValue;
import io.jangada.kv.Store;
import io.jangada.kv.Value;
import io.jangada.node.Loader;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Makes a store of the bytes of a {@link StoreImage}, record by record. What it takes is what that
 * writes and nothing else: an image of the store that comes out has the same bytes.
 */
final class StoreLoader implements Loader {

    private final Consumer<Store> then;

    /** The bytes from the first record on that is not whole. */
    private ByteBuffer rest = ByteBuffer.allocate(1024);

    private @Nullable Assembly assembly;
    private @Nullable Key key;
    private boolean ended;

    /**
     * @param then gets the store once all of it was loaded
     */
    StoreLoader(Consumer<Store> then) {
        this.then = then;
    }

    @Override
    public void take(Bytes piece) {
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
        Decoder from = new Decoder(bytes, StoreLoader::malformed);
        if (ended) {
            throw from.malformed("a record after the last");
        }
        if (assembly == null) {
            assembly = header(from);
        } else if (bytes.hasRemaining()) {
            assembly.add(version(from));
        } else {
            ended = true;
        }
        from.end();
    }

    private static Assembly header(Decoder from) {
        int version = from.oneByte();
        if (version != StoreImage.VERSION) {
            throw from.malformed("version " + version + " is not known here");
        }
        boolean full = from.flags(StoreImage.FULL) != 0;
        return new Assembly(from.signed(), from.signed(), full);
    }

    private KeyValue version(Decoder from) {
        int flags = from.flags(StoreImage.DELETION | StoreImage.SAME_KEY);
        Key named = key(flags, from);
        long modRevision = from.signed();
        if ((flags & StoreImage.DELETION) != 0) {
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
        boolean same = (flags & StoreImage.SAME_KEY) != 0;
        Key before = key;
        Key named = same ? before : from.key();
        if (named == null || (!same && before != null && named.equals(before))) {
            throw from.malformed("a key in another form");
        }
        key = named;
        return named;
    }

    @Override
    public void end() {
        if (assembly == null || !ended || rest.position() > 0) {
            throw malformed("cut off");
        }
        then.accept(assembly.end());
    }

    private static IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("malformed image: " + what);
    }
}
