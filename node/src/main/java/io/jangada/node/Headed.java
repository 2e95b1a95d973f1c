package io.jangada.node;

import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Images with something of one's own before another image; see {@link Image#behind}. */
final class Headed {
    private static final int LENGTH = 4;

    private Headed() {}

    /** The length of the head (4 bytes, big-endian), the head, then what {@code rest} gives. */
    static final class Reading implements Image {
        private @Nullable Bytes head;
        private final Image rest;

        Reading(Bytes head, Image rest) {
            ByteBuffer bytes = ByteBuffer.allocate(LENGTH + head.size()).putInt(head.size());
            head.writeTo(bytes);
            this.head = Bytes.owned(bytes.array());
            this.rest = rest;
        }

        @Override
        public @Nullable Bytes next() {
            Bytes first = head;
            head = null;
            return first != null ? first : rest.next();
        }

        @Override
        public void close() {
            rest.close();
        }
    }

    /** Parts the two again, however they are cut into pieces. */
    static final class Loading implements Loader {
        private final Consumer<Bytes> head;
        private final Loader rest;
        private ByteBuffer filling = ByteBuffer.allocate(LENGTH);
        private int missing = -1;
        private boolean parted;

        Loading(Consumer<Bytes> head, Loader rest) {
            this.head = head;
            this.rest = rest;
        }

        @Override
        public void take(Bytes piece) {
            Bytes left = piece;
            while (!parted && !left.isEmpty()) {
                left = fill(left);
            }
            if (!left.isEmpty()) {
                rest.take(left);
            }
        }

        /** Room grows with what arrives, whatever the length says. */
        private Bytes fill(Bytes piece) {
            int wanted = missing < 0 ? filling.remaining() : missing;
            int part = Math.min(wanted, piece.size());
            if (filling.remaining() < part) {
                int size = Math.max(2 * filling.capacity(), filling.position() + part);
                filling = ByteBuffer.allocate(size).put(filling.flip());
            }
            piece.slice(0, part).writeTo(filling);
            if (missing >= 0) {
                missing -= part;
            } else if (!filling.hasRemaining()) {
                missing = filling.flip().getInt();
                filling = ByteBuffer.allocate(LENGTH);
                if (missing < 0) {
                    throw new IllegalArgumentException("an image whose head has no length");
                }
            }
            parted = missing == 0;
            return piece.slice(part, piece.size());
        }

        @Override
        public void end() {
            if (!parted) {
                throw new IllegalArgumentException("an image that ends in its head");
            }
            head.accept(Bytes.copyOf(filling.flip()));
            rest.end();
        }
    }
}
