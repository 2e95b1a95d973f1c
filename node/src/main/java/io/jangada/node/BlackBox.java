package io.jangada.node;

import io.jangada.node.storage.Disk;
import io.jangada.raft.Bytes;
import io.jangada.raft.Check;
import io.jangada.raft.Codec;
import io.jangada.raft.Input;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Timeouts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the last inputs of the core, and what chance it drew, in a ring file ({@link BoxLayout}),
 * so that what a member did can be stepped again ({@link Replay}). It never stops the member: what
 * goes wrong here switches the box off, with one warning.
 *
 * <p>The driver's thread puts records into memory; a thread of the box's own writes them. The lock
 * between the two is held for copying one record or taking the list, never while writing. Where the
 * disk cannot follow, inputs are left out, and recording goes on with a fresh state.
 *
 * <p>A half begins with the core's state, so that each half can be stepped by itself. Of a long log
 * only the newest entries have their sizes in it, so that it stays small and does not hold the
 * driver up. A state that is too large all the same is left out: that half has inputs only.
 */
final class BlackBox implements Recorder, Part {
    private static final System.Logger LOG = System.getLogger(BlackBox.class.getName());
    private static final int CHUNK = 64 << 10;
    private static final int DRAWS_MAX = 16;

    /** Frames that follow each other; {@code begins} when the first of them begins a half. */
    private record Chunk(boolean begins, ByteBuffer frames) {}

    private final ServerId self;
    private final Settings settings;
    private final int half;
    private final BoxFile file;
    private final Object writing = new Object();
    private volatile boolean off;

    // Of the driver's thread.
    private final long[] draws = new long[DRAWS_MAX];
    private int drawn;
    private int room;

    /** Recorded in this half; -1 when the next half will not follow upon it. */
    private int steps = -1;

    private boolean behind;

    // Under the lock of this list.
    private final List<Chunk> pending = new ArrayList<>();
    private long pendingBytes;

    /**
     * A box of {@code bytes} on {@code disk}, at least 8192; of 0 bytes it is off.
     *
     * @param settings those of the core
     */
    BlackBox(Disk disk, int bytes, ServerId self, Settings settings) {
        this.self = self;
        this.settings = settings;
        this.half = bytes / 2;
        this.file = new BoxFile(disk, half);
        this.off = bytes == 0;
        Check.that(off || half >= BoxLayout.HALF_MIN, "a black box has 8192 bytes or more");
    }

    /** Chance for the core that is recorded: draws as {@code chance} does, and notes it. */
    Timeouts noting(Timeouts chance) {
        return (min, max) -> {
            long draw = chance.draw(min, max);
            if (drawn < DRAWS_MAX) {
                draws[drawn] = draw;
            }
            drawn++;
            return draw;
        };
    }

    @Override
    public List<Output> step(Raft raft, Input input) {
        Bytes encoded = off ? null : prepare(raft, input);
        drawn = 0;
        List<Output> outputs;
        try {
            outputs = raft.step(input);
        } catch (RuntimeException broken) {
            // The process may be halted for this, and this very input is what one will look for.
            record(BoxLayout.BROKEN, encoded, List.of());
            turn();
            throw broken;
        }
        record(BoxLayout.STEP, encoded, outputs);
        return outputs;
    }

    /** The input as it will be recorded, when there is room; begins a half where that is due. */
    private @Nullable Bytes prepare(Raft raft, Input input) {
        try {
            Bytes encoded = Codec.encode(input);
            int need = size(encoded.size(), DRAWS_MAX);
            if (isBehind()) {
                return null;
            }
            if (room < need) {
                begin(raft);
            }
            if (room < need) {
                switchOff("an input of " + encoded.size() + " bytes does not fit", null);
            }
            return encoded;
        } catch (RuntimeException failed) {
            switchOff("the state could not be recorded", failed);
            return null;
        }
    }

    private void record(byte kind, @Nullable Bytes input, List<Output> outputs) {
        if (off || input == null) {
            return;
        }
        try {
            Check.that(drawn <= DRAWS_MAX, "a step draws " + DRAWS_MAX + " times at most");
            int size = size(input.size(), drawn);
            int hash = OutputHash.of(outputs);
            synchronized (pending) {
                ByteBuffer frames = chunk(false, size);
                frames.putInt(size - BoxLayout.FRAME).putInt(0);
                frames.put(kind).putInt(outputs.size()).putInt(hash).put((byte) drawn);
                for (int i = 0; i < drawn; i++) {
                    frames.putLong(draws[i]);
                }
                input.writeTo(frames);
            }
            room -= size;
            steps++;
        } catch (RuntimeException failed) {
            switchOff("an input could not be recorded", failed);
        }
    }

    private static int size(int input, int draws) {
        return BoxLayout.FRAME + BoxLayout.STEP_BYTES + 8 * draws + input;
    }

    private void begin(Raft raft) {
        long entries = raft.status().lastLogIndex();
        Bytes state = raft.encode(BoxLayout.sizesMax(half));
        if (state.size() > half / 2) {
            state = Bytes.EMPTY;
        }
        int size = BoxLayout.FRAME + BoxLayout.BEGIN_BYTES + state.size();
        synchronized (pending) {
            ByteBuffer frames = chunk(true, size);
            frames.putInt(size - BoxLayout.FRAME).putInt(0);
            frames.put(BoxLayout.BEGIN).putLong(self.value());
            BoxLayout.settings(frames, settings);
            frames.putInt(steps).putLong(entries);
            frames.put((byte) (state.isEmpty() ? 0 : 1));
            state.writeTo(frames);
        }
        room = half - BoxLayout.HEADER - size;
        steps = 0;
    }

    /** The disk cannot follow. Waits for all of it, so that there is one gap and not many. */
    private boolean isBehind() {
        synchronized (pending) {
            behind = pendingBytes > (behind ? 0 : half);
        }
        if (behind) {
            room = 0;
            steps = -1;
        }
        return behind;
    }

    /** Room for {@code size} bytes; called, and written into, under the lock. */
    private ByteBuffer chunk(boolean begins, int size) {
        pendingBytes += size;
        if (!begins && !pending.isEmpty()) {
            ByteBuffer last = pending.getLast().frames();
            if (last.remaining() >= size) {
                return last;
            }
        }
        ByteBuffer fresh = ByteBuffer.allocate(Math.max(CHUNK, size));
        pending.add(new Chunk(begins, fresh));
        return fresh;
    }

    /** Writes what has come; false when that was nothing. */
    @Override
    public boolean turn() {
        // A second lock keeps the chunks in order when a broken invariant writes from the driver.
        synchronized (writing) {
            List<Chunk> taken = take();
            if (off) {
                return false;
            }
            try {
                for (Chunk chunk : taken) {
                    file.write(chunk.begins(), chunk.frames().flip());
                }
            } catch (IOException | RuntimeException failed) {
                switchOff("its file cannot be written", failed);
            }
            return !taken.isEmpty();
        }
    }

    private List<Chunk> take() {
        synchronized (pending) {
            List<Chunk> taken = List.copyOf(pending);
            pending.clear();
            pendingBytes = 0;
            return taken;
        }
    }

    private void switchOff(String why, @Nullable Exception cause) {
        if (!off) {
            off = true;
            String reason = cause == null ? why : why + ": " + cause;
            LOG.log(Level.WARNING, "the black box of member " + self + " is off: " + reason);
        }
    }

    /** Bytes in memory that are not written yet. */
    long pending() {
        synchronized (pending) {
            return pendingBytes;
        }
    }

    boolean isOff() {
        return off;
    }
}
