package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@link Lane#PREPARE}: forgets segments that a snapshot stands for. First {@code identity} notes
 * where the journal begins, durably, then the files go, one in each turn: whatever is left of them
 * after a crash is known to be of no use.
 *
 * <p>The atomic and the volatile ones take what the thread of the core and the lane of appends ask.
 */
final class Forgetting {
    private final Disk disk;
    private final Latch latch;
    private final Journal.Listener listener;
    private final IdentityFile identity;
    private final Seams seams;
    private final Places places;
    private final VoteFile votes;
    private final AtomicReference<@Nullable Order> asked = new AtomicReference<>();
    private final ArrayDeque<String> files = new ArrayDeque<>();
    private volatile boolean markAsked;
    private volatile boolean marked;

    Forgetting(
            Disk disk, Latch latch, Journal.Listener listener, Tail.Opened opened, VoteFile votes) {
        this.disk = disk;
        this.latch = latch;
        this.listener = listener;
        this.identity = opened.identity();
        this.seams = opened.seams();
        this.places = opened.places();
        this.votes = votes;
        this.marked = identity.content().base() != null;
    }

    /** To forget up to an index once append number {@code write} is durable. */
    private record Order(long write, long upTo) {}

    /** Called by the thread of the core. A cut that was queued before is seen before. */
    void compact(long write, long upTo) {
        asked.set(new Order(write, upTo));
        listener.due(Lane.PREPARE);
    }

    /** Whether something waits for append number {@code persisted}; for the lane of appends. */
    boolean waits(long persisted) {
        Order order = asked.get();
        return order != null && order.write <= persisted;
    }

    /**
     * Whether programs that do not know a RESET are kept away. If not, that is asked for, and
     * {@link Lane#APPEND} is due when it is done.
     */
    boolean marked() {
        if (!marked && !markAsked) {
            markAsked = true;
            listener.due(Lane.PREPARE);
        }
        return marked;
    }

    /** {@code durable} is the last ordinal that was forced, {@code persisted} the last append. */
    boolean turn(long durable, long persisted) {
        if (latch.closed()) {
            return false;
        }
        try {
            if (markAsked && !marked) {
                identity.forget(Base.NONE, durable);
                marked = true;
                listener.due(Lane.APPEND);
                return true;
            }
            return !files.isEmpty() ? delete() : forget(durable, persisted);
        } catch (IOException failure) {
            latch.fail("forgetting segments failed", failure);
            return false;
        }
    }

    private boolean delete() throws IOException {
        disk.delete(files.remove());
        if (files.isEmpty()) {
            disk.forceDirectory();
        }
        return true;
    }

    private boolean forget(long durable, long persisted) throws IOException {
        Order order = asked.get();
        if (order == null || order.write > persisted || !asked.compareAndSet(order, null)) {
            return false;
        }
        Base base = seams.forgettable(order.upTo, votes.durableSequence());
        if (base == null) {
            return false;
        }
        identity.forget(base, durable);
        marked = true;
        places.forget(base.segment());
        files.addAll(seams.forget(base.segment()));
        return true;
    }
}
