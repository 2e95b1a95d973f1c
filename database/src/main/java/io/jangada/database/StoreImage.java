package io.jangada.database;

import io.jangada.kv.KeyValue;
import io.jangada.node.Image;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

/**
 * Writes an image of the store as it is asked for: in memory is one piece at a time. Equal stores
 * have equal bytes.
 */
public final class StoreImage implements Image {

    /** A piece is handed out as soon as it has so many bytes. */
    static final int PIECE_BYTES = 1 << 19;

    /** Only a piece with a very large value would have more; it is cut. */
    static final int PIECE_BYTES_MAX = 1 << 20;

    private final io.jangada.kv.Image store;
    private final StoreWriter to = new StoreWriter();
    private boolean begun;
    private boolean ended;

    /** What is written, and how much of it was handed out. */
    private Bytes written = Bytes.EMPTY;

    private int given;

    StoreImage(io.jangada.kv.Image store) {
        this.store = store;
    }

    /** The same from its beginning. Closing either of them closes both. */
    public StoreImage again() {
        return new StoreImage(store.again());
    }

    public long revision() {
        return store.revision();
    }

    public long compactRevision() {
        return store.compactRevision();
    }

    /** How many keys there are, once {@link #next} has given the last piece. */
    public long keys() {
        return to.keys();
    }

    @Override
    public @Nullable Bytes next() {
        if (given == written.size()) {
            written = write();
            given = 0;
        }
        if (written.isEmpty()) {
            return null;
        }
        int end = Math.min(written.size(), given + PIECE_BYTES_MAX);
        Bytes piece = written.slice(given, end);
        given = end;
        return piece;
    }

    private Bytes write() {
        if (!begun) {
            begun = true;
            to.header(store.revision(), store.compactRevision(), store.isFull());
        }
        while (!ended && to.size() < PIECE_BYTES) {
            KeyValue version = store.next();
            if (version == null) {
                to.end();
                ended = true;
            } else {
                to.version(version);
            }
        }
        return to.take();
    }

    @Override
    public void close() {
        store.close();
    }
}
