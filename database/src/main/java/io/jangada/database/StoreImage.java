package io.jangada.database;

import io.jangada.kv.Key;
import io.jangada.kv.KeyValue;
import io.jangada.node.Image;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

/**
 * Writes an image of the store, version 1, byte by byte in {@code database/DESIGN.md}, as it is
 * asked for: in memory is one piece at a time. Equal stores have equal bytes.
 */
final class StoreImage implements Image {

    static final int VERSION = 1;

    static final int FULL = 1;
    static final int DELETION = 1;
    static final int SAME_KEY = 2;

    /** A piece is handed out as soon as it has so many bytes. */
    static final int PIECE_BYTES = 1 << 19;

    /** Only a piece with a very large value would have more; it is cut. */
    static final int PIECE_BYTES_MAX = 1 << 20;

    private final io.jangada.kv.Image store;
    private @Nullable Key key;
    private boolean begun;
    private boolean ended;

    /** What is written, and how much of it was handed out. */
    private Bytes written = Bytes.EMPTY;

    private int given;

    StoreImage(io.jangada.kv.Image store) {
        this.store = store;
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
        Encoder to = new Encoder();
        if (!begun) {
            begun = true;
            header(to);
        }
        while (!ended && to.size() < PIECE_BYTES) {
            int start = to.begin();
            KeyValue version = store.next();
            if (version == null) {
                ended = true;
            } else {
                version(version, to);
            }
            to.end(start);
        }
        return to.bytes();
    }

    private void header(Encoder to) {
        int start = to.begin();
        to.oneByte(VERSION);
        to.oneByte(store.isFull() ? FULL : 0);
        to.signed(store.revision());
        to.signed(store.compactRevision());
        to.end(start);
    }

    private void version(KeyValue version, Encoder to) {
        boolean sameKey = key != null && version.key().equals(key);
        to.oneByte((version.isTombstone() ? DELETION : 0) | (sameKey ? SAME_KEY : 0));
        if (!sameKey) {
            key = version.key();
            to.key(version.key());
        }
        to.signed(version.modRevision());
        if (!version.isTombstone()) {
            to.signed(version.createRevision());
            to.signed(version.version());
            to.signed(version.lease());
            to.value(version.value());
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
