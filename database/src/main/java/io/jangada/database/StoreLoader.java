package io.jangada.database;

import io.jangada.kv.Assembly;
import io.jangada.kv.KeyValue;
import io.jangada.kv.Store;
import io.jangada.node.Loader;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * Makes a store of the bytes of a {@link StoreImage}, record by record. What it takes is what that
 * writes and nothing else: an image of the store that comes out has the same bytes.
 */
final class StoreLoader implements Loader, StoreReader.Sink {

    private final Consumer<Store> then;
    private final StoreReader reader = new StoreReader(this);
    private @Nullable Assembly assembly;

    /**
     * @param then gets the store once all of it was loaded
     */
    StoreLoader(Consumer<Store> then) {
        this.then = then;
    }

    @Override
    public void take(Bytes piece) {
        reader.take(piece);
    }

    @Override
    public void header(long revision, long compactRevision, boolean full) {
        assembly = new Assembly(revision, compactRevision, full);
    }

    @Override
    public void version(KeyValue version) {
        begun().add(version);
    }

    @Override
    public void end() {
        reader.end();
        then.accept(begun().end());
    }

    private Assembly begun() {
        Assembly begun = assembly;
        if (begun == null) {
            throw new IllegalStateException("a version before the header");
        }
        return begun;
    }
}
