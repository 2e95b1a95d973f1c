package io.jangada.sim.world;

import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;
import io.jangada.sim.check.Oracle;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A state machine that tells what was applied to it and what came of it, and whose images have that
 * at their beginning.
 */
final class Watched<R> implements StateMachine<R> {
    private final StateMachine<R> machine;
    private final Workload<R> workload;
    private final Oracle oracle;
    private final ServerId id;
    private long state = 1;
    private long index;

    /** What was loaded and not yet told, since its index comes behind it. */
    private @Nullable Digest loaded;

    Watched(Workload<R> workload, Oracle oracle, ServerId id) {
        this.machine = workload.machine();
        this.workload = workload;
        this.oracle = oracle;
        this.id = id;
    }

    StateMachine<R> machine() {
        return machine;
    }

    @Override
    public R apply(long index, Bytes command) {
        R result = machine.apply(index, command);
        state = (state * 31 + command.hashCode()) * 31 + workload.digest(result);
        state = state ^ (state >>> 31) ^ index;
        oracle.applied(id, index, command, state == 0 ? 1 : state);
        look("after entry " + index);
        return result;
    }

    private void look(String when) {
        String wrong = workload.look(machine);
        if (wrong != null) {
            oracle.report("U1", "%s %s: %s".formatted(id, when, wrong));
        }
    }

    @Override
    public void applied(long index) {
        machine.applied(index);
        this.index = index;
        if (loaded != null) {
            oracle.restored(id, index, state, loaded.value());
            loaded = null;
            look("after the snapshot of entry " + index);
        }
    }

    @Override
    public @Nullable Image image() {
        Image image = machine.image();
        return image == null
                ? null
                : Image.behind(
                        Bytes.copyOf(ByteBuffer.allocate(8).putLong(state).flip()),
                        new Told(image, index, state));
    }

    /** Tells of its bytes when it was read to the end. */
    private final class Told implements Image {
        private final Image image;
        private final long index;
        private final long state;
        private final Digest digest = new Digest();

        Told(Image image, long index, long state) {
            this.image = image;
            this.index = index;
            this.state = state;
        }

        @Override
        public @Nullable Bytes next() {
            Bytes piece = image.next();
            if (piece == null) {
                oracle.imaged(id, index, state, digest.value());
            } else {
                digest.add(piece);
            }
            return piece;
        }

        @Override
        public void close() {
            image.close();
        }
    }

    @Override
    public Loader loader() {
        return Loader.behind(
                head -> state = head.buffer().getLong(), new Listening(machine.loader()));
    }

    /** Compares what was loaded with the image that the machine gives then. */
    private final class Listening implements Loader {
        private final Loader loader;
        private final Digest digest = new Digest();

        Listening(Loader loader) {
            this.loader = loader;
        }

        @Override
        public void take(Bytes piece) {
            digest.add(piece);
            loader.take(piece);
        }

        @Override
        public void end() {
            loader.end();
            loaded = digest;
            if (digestOfImage() != digest.value()) {
                oracle.report("I13", id + " has loaded an image, and has another one now");
            }
        }
    }

    private long digestOfImage() {
        Digest digest = new Digest();
        try (Image image = machine.image()) {
            for (Bytes piece = image == null ? null : image.next();
                    image != null && piece != null;
                    piece = image.next()) {
                digest.add(piece);
            }
        }
        return digest.value();
    }

    /** Of bytes, however they are cut into pieces. */
    private static final class Digest {
        private final CRC32C sum = new CRC32C();
        private long count;

        void add(Bytes piece) {
            sum.update(piece.buffer());
            count += piece.size();
        }

        long value() {
            return count << 32 ^ sum.getValue();
        }
    }
}
