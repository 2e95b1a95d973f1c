package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * {@link Lane#PREPARE}: keeps one zero-filled, forced, named and registered segment ready, so that
 * going on to it costs an append nothing, and behind it another one in reserve, which only a start
 * may use: that is its room on a full disk. A full disk here is survivable: nothing depends on the
 * files yet. Any other failure is not.
 *
 * <p>The atomic hands the segment to the lane of appends.
 */
final class Spares {
    static final String PASSING = "spare.tmp";

    /** Nanoseconds until a full disk is tried again: at first, and at most, doubled in between. */
    private static final long PAUSE_MIN = 250_000_000L;

    private static final long PAUSE_MAX = 4_000_000_000L;

    private final Disk disk;
    private final Origin origin;
    private final Latch latch;
    private final Journal.Listener listener;
    private final IdentityFile identity;
    private final Limits limits;
    private final AtomicReference<@Nullable Segment> ready = new AtomicReference<>();

    /** Becomes ready when there is a later one, so that the numbers are used in their order. */
    private @Nullable Segment reserve;

    private final LongSupplier nanoTime;
    private long next;
    private long triedAt;
    private long pause;
    private volatile boolean spaceShort;

    Spares(
            Disk disk,
            Latch latch,
            Journal.Listener listener,
            Limits limits,
            LongSupplier nanoTime,
            Tail.Opened opened) {
        this.disk = disk;
        this.origin = opened.origin();
        this.latch = latch;
        this.listener = listener;
        this.identity = opened.identity();
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.reserve = opened.reserve();
        Segment highest = reserve == null ? opened.segment() : reserve;
        this.next = highest.number + 1;
    }

    /** The segment that is ready, or null; called by the lane of appends. */
    @Nullable Segment take() {
        Segment segment = ready.getAndSet(null);
        listener.due(Lane.PREPARE);
        return segment;
    }

    boolean spaceShort() {
        return spaceShort;
    }

    /** {@code durable} is the last ordinal of the journal that was forced. */
    boolean turn(long durable) {
        if (latch.closed() || !owned() || ready.get() != null || pauses()) {
            return false;
        }
        Segment segment =
                new Segment(next, (int) limits.segmentBytes(), (int) limits.identifierBytes());
        try {
            if (!created(segment)) {
                return false;
            }
            disk.rename(PASSING, segment.file);
            disk.forceDirectory();
            // Whatever is appended to was registered before: a file that is lost later is missed.
            identity.register(segment.number, durable);
        } catch (IOException failure) {
            latch.fail("preparing " + segment.file + " failed", failure);
            return false;
        }
        next++;
        if (reserve != null) {
            ready.set(reserve);
            listener.due(Lane.APPEND);
        }
        reserve = segment;
        return true;
    }

    /** Looked at with every turn: two that write here would lose what they acknowledged. */
    private boolean owned() {
        try {
            disk.requireLock();
            return true;
        } catch (IOException lost) {
            latch.fail("lock: the directory is not ours any more", lost);
            return false;
        }
    }

    private boolean pauses() {
        return spaceShort && nanoTime.getAsLong() - triedAt < pause;
    }

    /** False when there is no space, with the passing file gone. */
    private boolean created(Segment segment) throws IOException {
        try {
            segment.create(disk, PASSING, origin);
            spaceShort = false;
            return true;
        } catch (Disk.NoSpace full) {
            pause = spaceShort ? Math.min(2 * pause, PAUSE_MAX) : PAUSE_MIN;
            triedAt = nanoTime.getAsLong();
            spaceShort = true;
            if (disk.list().contains(PASSING)) {
                disk.delete(PASSING);
            }
            return false;
        }
    }
}
