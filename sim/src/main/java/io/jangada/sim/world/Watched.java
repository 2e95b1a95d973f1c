package io.jangada.sim.world;

import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;
import io.jangada.sim.check.Oracle;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/** A state machine that tells what was applied to it and what came of it. */
final class Watched<R> implements StateMachine<R> {
    private final StateMachine<R> machine;
    private final Workload<R> workload;
    private final Oracle oracle;
    private final ServerId id;
    private long state = 1;

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
        String wrong = workload.look(machine);
        if (wrong != null) {
            oracle.report("U1", "%s after entry %d: %s".formatted(id, index, wrong));
        }
        return result;
    }

    @Override
    public void applied(long index) {
        machine.applied(index);
    }

    /** The machine's image behind what was seen of it up to there, which its copy goes on from. */
    @Override
    public @Nullable Image image() {
        Image image = machine.image();
        return image == null
                ? null
                : new Image() {
                    private Bytes first =
                            Bytes.copyOf(ByteBuffer.allocate(Long.BYTES).putLong(state).flip());

                    @Override
                    public @Nullable Bytes next() {
                        Bytes next = first.isEmpty() ? image.next() : first;
                        first = Bytes.EMPTY;
                        return next;
                    }

                    @Override
                    public void close() {
                        image.close();
                    }
                };
    }

    @Override
    public Loader loader() {
        Loader loader = machine.loader();
        return new Loader() {
            private final ByteBuffer first = ByteBuffer.allocate(Long.BYTES);

            @Override
            public void take(Bytes piece) {
                int mine = Math.min(first.remaining(), piece.size());
                piece.slice(0, mine).writeTo(first);
                if (mine < piece.size()) {
                    loader.take(piece.slice(mine, piece.size()));
                }
            }

            @Override
            public void end() {
                if (first.hasRemaining()) {
                    throw new IllegalArgumentException("an image that is cut off");
                }
                loader.end();
                state = first.getLong(0);
            }
        };
    }
}
