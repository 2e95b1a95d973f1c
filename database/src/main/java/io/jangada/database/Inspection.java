package io.jangada.database;

import io.jangada.kv.Key;
import io.jangada.kv.KeyValue;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

/** Looks through an image of a store without making one: is it whole, and what is in it? */
public final class Inspection {

    private long revision;
    private long compactRevision;
    private long keys;
    private boolean live;
    private @Nullable Key key;

    private final StoreReader reader =
            new StoreReader(
                    new StoreReader.Sink() {
                        @Override
                        public void header(long made, long compacted, boolean full) {
                            revision = made;
                            compactRevision = compacted;
                        }

                        @Override
                        public void version(KeyValue version) {
                            if (key == null || !version.key().equals(key)) {
                                count();
                                key = version.key();
                            }
                            live = !version.isTombstone();
                        }
                    });

    private void count() {
        keys += live ? 1 : 0;
        live = false;
    }

    /** Throws {@link IllegalArgumentException} if no image has these bytes. */
    public void take(Bytes piece) {
        reader.take(piece);
    }

    /** There are no more bytes; throws as {@link #take} does. */
    public void end() {
        reader.end();
        count();
    }

    public long revision() {
        return revision;
    }

    public long compactRevision() {
        return compactRevision;
    }

    /** The keys that exist at the revision, once all was taken. */
    public long keys() {
        return keys;
    }
}
