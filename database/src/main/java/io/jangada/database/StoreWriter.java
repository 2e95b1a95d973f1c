package io.jangada.database;

import io.jangada.kv.Key;
import io.jangada.kv.KeyValue;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

/**
 * Writes the records of an image of a store, version 1, byte by byte in {@code database/DESIGN.md}.
 * What it has written is taken away piece by piece.
 */
final class StoreWriter {

    static final int VERSION = 1;

    static final int FULL = 1;
    static final int DELETION = 1;
    static final int SAME_KEY = 2;

    private Encoder to = new Encoder();
    private @Nullable Key key;
    private boolean live;
    private long keys;

    void header(long revision, long compactRevision, boolean full) {
        int start = to.begin();
        to.oneByte(VERSION);
        to.oneByte(full ? FULL : 0);
        to.signed(revision);
        to.signed(compactRevision);
        to.end(start);
    }

    void version(KeyValue version) {
        int start = to.begin();
        boolean sameKey = key != null && version.key().equals(key);
        to.oneByte((version.isTombstone() ? DELETION : 0) | (sameKey ? SAME_KEY : 0));
        if (!sameKey) {
            count();
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
        to.end(start);
        live = !version.isTombstone();
    }

    void end() {
        count();
        to.end(to.begin());
    }

    private void count() {
        keys += live ? 1 : 0;
        live = false;
    }

    /** Of those that ended, the keys that exist at the image's revision. */
    long keys() {
        return keys;
    }

    /** Bytes that were not taken yet. */
    int size() {
        return to.size();
    }

    Bytes take() {
        Bytes written = to.bytes();
        to = new Encoder();
        return written;
    }
}
