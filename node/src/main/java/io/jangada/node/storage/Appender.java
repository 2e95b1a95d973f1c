package io.jangada.node.storage;

import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * {@link Lane#APPEND}: takes everything queued, writes it as one batch with one force, reports. A
 * batch that no other follows soon gets a mark behind it, which proves that it was forced.
 *
 * <p>The queue and the count of its bytes are concurrent, since the thread of the core puts what
 * this lane takes; the published figures are volatile for the other lanes.
 */
final class Appender {
    /** Nanoseconds after which the last batch is proved, if nothing else has done that. */
    static final long PROOF_AFTER = 200_000_000L;

    private final Disk disk;
    private final Latch latch;
    private final Journal.Listener listener;
    private final Spares spares;
    private final VoteFile votes;
    private final Places places;
    private final Seams seams;
    private final Forgetting forgetting;
    private final Limits limits;
    private final LongSupplier nanoTime;
    private final Batch batch;
    private final UnderWay underWay;

    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();

    /** Taken from the queue and not yet encoded to the end. */
    private final ArrayDeque<Order> taken = new ArrayDeque<>();

    private Segment segment;
    private int chain;
    private final long epoch;
    private long markedVote;
    private boolean writing;

    /** Whether the last batch was forced and nothing on the disk says so, and since when. */
    private boolean unproven;

    private boolean proving;
    private long forcedAt;
    private long encodedWrite;
    private long encodedBytes;

    private volatile long durable;
    private volatile long persistedWrite;
    private volatile long activeBytes;

    /** The parts of the journal that appending touches. */
    record Outside(
            Disk disk,
            Origin origin,
            Latch latch,
            Journal.Listener listener,
            Spares spares,
            VoteFile votes,
            Forgetting forgetting) {}

    Appender(Outside outside, Limits limits, Tail.Opened opened, LongSupplier nanoTime) {
        this.disk = outside.disk;
        this.latch = outside.latch;
        this.listener = outside.listener;
        this.spares = outside.spares;
        this.votes = outside.votes;
        this.places = opened.places();
        this.seams = opened.seams();
        this.forgetting = outside.forgetting;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.underWay = new UnderWay(nanoTime);
        this.batch = new Batch(outside.origin, limits.batchBytesMax());
        this.segment = opened.segment();
        this.chain = opened.end().chain();
        this.durable = opened.end().ordinal();
        this.epoch = opened.identity().content().identity().bootEpoch();
        this.markedVote = opened.voteSequence();
        this.activeBytes = segment.used();
    }

    /** One append or reset, and how far it is encoded. */
    private static final class Order {
        /** The order is no reset. */
        static final long APPEND = -1;

        final long write;

        /** The term of the entry before which the log is empty, for a reset. */
        final long resetTerm;

        final Entries entries;
        final List<Payload> payloads;
        final long bytes;

        /** Before which payload the log is cut; negative if it is not, or not any more. */
        int cut;

        int next;

        Order(long write, long resetTerm, Entries entries, List<Payload> payloads, int cut) {
            this.write = write;
            this.resetTerm = resetTerm;
            this.entries = entries;
            this.payloads = payloads;
            this.cut = cut;
            this.bytes = entries.sizes().total() + (long) entries.count() * Header.BYTES;
        }
    }

    /**
     * @param cut before which of the payloads the log is cut; negative if it is not
     */
    void append(long write, Entries entries, List<Payload> payloads, int cut) {
        queue(new Order(write, Order.APPEND, entries, payloads, cut));
    }

    /** The log is to be empty, and to go on behind {@code index} and {@code term}. */
    void reset(long write, long index, long term) {
        queue(new Order(write, term, Entries.none(index + 1), List.of(), -1));
    }

    private void queue(Order order) {
        queuedBytes.addAndGet(order.bytes);
        orders.add(order);
        listener.due(Lane.APPEND);
    }

    /** Of appends that are not durable. */
    long queuedBytes() {
        return queuedBytes.get();
    }

    boolean full() {
        return queuedBytes.get() > limits.queueBytesMax();
    }

    /** Of the disk, in use by the active segment. */
    long activeBytes() {
        return activeBytes;
    }

    /** Nanoseconds that the write under way has taken; 0 when there is none. */
    long underWay(long now) {
        return underWay.nanos(now);
    }

    /** The last ordinal that was forced. */
    long durable() {
        return durable;
    }

    /** The last append that was forced. */
    long persistedWrite() {
        return persistedWrite;
    }

    boolean turn() {
        if (writing || latch.closed()) {
            return false;
        }
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            taken.add(order);
        }
        proving = taken.isEmpty();
        if (proving && !(unproven && nanoTime.getAsLong() - forcedAt >= PROOF_AFTER)) {
            return false;
        }
        encode();
        if (batch.isEmpty()) {
            if (awaitsMark() || !roll()) {
                return false;
            }
            encode();
        }
        writing = true;
        underWay.begins();
        disk.submit(new Disk.Operation.Write(segment.file, batch.pieces()), this::written);
        return true;
    }

    private void encode() {
        batch.begin(segment, durable, chain);
        encodedBytes = 0;
        // The journal remembers which vote it has seen, so that an older vote file is noticed (R7).
        long vote = votes.durableSequence();
        if ((proving || vote > markedVote) && batch.add(Type.MARK, vote, epoch, Bytes.EMPTY)) {
            markedVote = vote;
        }
        for (Order order = taken.peek(); order != null; order = taken.peek()) {
            if (!encoded(order)) {
                return;
            }
            taken.remove();
            encodedWrite = order.write;
            encodedBytes += order.bytes;
        }
    }

    /** Whether a reset comes next, and a program that does not know it could open the directory. */
    private boolean awaitsMark() {
        Order next = taken.peek();
        return next != null && next.resetTerm != Order.APPEND && !forgetting.marked();
    }

    /** Whether all of {@code order} found room. */
    private boolean encoded(Order order) {
        if (order.resetTerm != Order.APPEND) {
            long index = order.entries.first() - 1;
            return !awaitsMark() && batch.add(Type.RESET, index, order.resetTerm, Bytes.EMPTY);
        }
        long first = order.entries.first();
        for (; order.next < order.payloads.size(); order.next++) {
            long index = first + order.next;
            if (order.cut == order.next) {
                if (!batch.add(Type.TRUNCATE, index - 1, 0, Bytes.EMPTY)) {
                    return false;
                }
                order.cut = -1;
            }
            Payload payload = order.payloads.get(order.next);
            if (!batch.add(
                    Type.of(payload.kind()), index, order.entries.term(index), payload.bytes())) {
                return false;
            }
        }
        return true;
    }

    /** Goes on in the segment that was made ready ahead; false while there is none. */
    private boolean roll() {
        Segment next = spares.take();
        if (next == null) {
            return false;
        }
        seams.begin(next.number, new Replay.Link(durable, chain), segment.used());
        segment = next;
        activeBytes = segment.used();
        return true;
    }

    private void written(@Nullable IOException failure) {
        writing = false;
        underWay.ends();
        if (latch.closed()) {
            return;
        }
        if (failure != null) {
            latch.fail("write or force of " + segment.file + " failed", failure);
            return;
        }
        batch.written(places, seams);
        chain = batch.chain();
        durable = batch.top();
        unproven = !proving;
        forcedAt = nanoTime.getAsLong();
        activeBytes = segment.used();
        queuedBytes.addAndGet(-encodedBytes);
        if (encodedWrite > persistedWrite) {
            persistedWrite = encodedWrite;
            listener.persisted(encodedWrite);
        }
        if (forgetting.waits(persistedWrite)) {
            listener.due(Lane.PREPARE);
        }
        if (!taken.isEmpty() || !orders.isEmpty()) {
            listener.due(Lane.APPEND);
        }
    }

    /** Whether the last batch was forced and nothing on the disk says so; for closing. */
    boolean isUnproven() {
        return unproven && !latch.closed();
    }
}
