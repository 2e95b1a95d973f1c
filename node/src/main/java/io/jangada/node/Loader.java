package io.jangada.node;

import io.jangada.raft.Bytes;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Takes in the bytes that an {@link Image} gave, in the same order, cut into other pieces. Called
 * by the thread that applies. The machine has its old state until {@link #end}, which takes the new
 * one in its place; if that never comes, nothing has changed.
 */
public interface Loader {
    /**
     * Takes the next bytes.
     *
     * @throws IllegalArgumentException if no image has these bytes, which stops the member
     */
    void take(Bytes piece);

    /** There are no more: the state is now the image's. Throws as {@link #take} does. */
    void end();

    /** For a small state: {@code load} gets all bytes at once. */
    static Loader whole(Consumer<Bytes> load) {
        return new Loader() {
            private ByteBuffer all = ByteBuffer.allocate(1024);

            @Override
            public void take(Bytes piece) {
                if (all.remaining() < piece.size()) {
                    int size = Math.max(2 * all.capacity(), all.position() + piece.size());
                    all = ByteBuffer.allocate(size).put(all.flip());
                }
                piece.writeTo(all);
            }

            @Override
            public void end() {
                load.accept(Bytes.copyOf(all.flip()));
            }
        };
    }

    /** For what a member's snapshots hold: what the members themselves keep, then the machine's. */
    static Loader ofMember(Loader machine) {
        return Whole.loader(machine, new Marks(SnapshotPolicy.DEFAULT), _ -> {});
    }

    /**
     * For what {@link Image#behind} made: {@code head} gets its bytes at the end, just before
     * {@code rest} has its own.
     */
    static Loader behind(Consumer<Bytes> head, Loader rest) {
        return new Headed.Loading(head, rest);
    }
}
