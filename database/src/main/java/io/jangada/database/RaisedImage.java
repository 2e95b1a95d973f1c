package io.jangada.database;

import io.jangada.kv.KeyValue;
import io.jangada.node.Image;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

/**
 * An image of a store whose revision was raised and which was compacted there, made of an image of
 * it from before, piece by piece: the newest version of each key, without deletions, is all that
 * such a compaction leaves. Closing it closes that.
 */
public final class RaisedImage implements Image {

    private final Image source;
    private final StoreWriter to = new StoreWriter();
    private final StoreReader reader;
    private @Nullable KeyValue newest;
    private boolean ended;

    /**
     * @param by how much the revision rises, above 0
     * @throws IllegalArgumentException from {@link #next} if {@code source} is no image of a store
     *     or the revision would be too large
     */
    public RaisedImage(Image source, long by) {
        if (by <= 0) {
            throw new IllegalArgumentException("a revision does not rise by " + by);
        }
        this.source = source;
        this.reader =
                new StoreReader(
                        new StoreReader.Sink() {
                            @Override
                            public void header(long revision, long compacted, boolean full) {
                                long raised = raised(revision, by);
                                to.header(raised, raised, full);
                            }

                            @Override
                            public void version(KeyValue version) {
                                KeyValue before = newest;
                                if (before != null && !before.key().equals(version.key())) {
                                    flush(before);
                                }
                                newest = version;
                            }
                        });
    }

    /** What {@code revision} is {@code by} later. */
    public static long raised(long revision, long by) {
        if (by > Long.MAX_VALUE / 2 - revision) {
            throw new IllegalArgumentException(
                    "revision " + revision + " cannot rise by " + by + ": too large");
        }
        return revision + by;
    }

    private void flush(KeyValue last) {
        if (!last.isTombstone()) {
            to.version(last);
        }
    }

    @Override
    public @Nullable Bytes next() {
        while (!ended && to.size() < StoreImage.PIECE_BYTES) {
            Bytes piece = source.next();
            if (piece != null) {
                reader.take(piece);
                continue;
            }
            reader.end();
            KeyValue last = newest;
            if (last != null) {
                flush(last);
            }
            to.end();
            ended = true;
        }
        Bytes written = to.take();
        return written.isEmpty() ? null : written;
    }

    @Override
    public void close() {
        source.close();
    }
}
