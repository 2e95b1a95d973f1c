package io.jangada.node.storage;

import io.jangada.raft.HardState;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * {@link Lane#VOTE}: term and vote in two copies. One is written and forced, then the other, and
 * only then is anything reported: the loss of either copy is no loss.
 *
 * <p>The queue is concurrent: the thread of the core puts what this lane takes.
 */
final class VoteFile {
    static final String FILE = "vote";

    private final Disk disk;
    private final Origin origin;
    private final Latch latch;
    private final Journal.Listener listener;
    private final UnderWay underWay;
    private final Queue<HardState> queue = new ConcurrentLinkedQueue<>();
    private List<HardState> saving = List.of();
    private long sequence;
    private volatile long durableSequence;

    VoteFile(
            Disk disk,
            Origin origin,
            Latch latch,
            Journal.Listener listener,
            long sequence,
            LongSupplier nanoTime) {
        this.disk = disk;
        this.origin = origin;
        this.latch = latch;
        this.listener = listener;
        this.sequence = sequence;
        this.underWay = new UnderWay(nanoTime);
        this.durableSequence = sequence;
    }

    /**
     * What a copy holds.
     *
     * @param watermark an ordinal of the journal that was durable when this was written
     */
    record Content(HardState hardState, long watermark) {
        static final int BYTES = 24;

        ByteBuffer encode() {
            ServerId vote = hardState.votedFor();
            return ByteBuffer.allocate(BYTES)
                    .putLong(hardState.currentTerm())
                    .putLong(vote == null ? 0 : vote.value())
                    .putLong(watermark)
                    .flip();
        }

        static Content decode(ByteBuffer body) {
            long term = body.getLong(0);
            long vote = body.getLong(8);
            return new Content(
                    new HardState(term, vote == 0 ? null : new ServerId(vote)), body.getLong(16));
        }
    }

    static Copies.Text text(Origin origin, long sequence, Content content) {
        return new Copies.Text(Block.Kind.VOTE, Layout.VERSION, origin, sequence, content.encode());
    }

    void save(HardState hardState) {
        queue.add(hardState);
        listener.due(Lane.VOTE);
    }

    /** Nanoseconds that the two writes under way have taken; 0 when there are none. */
    long underWay(long now) {
        return underWay.nanos(now);
    }

    /** The last version of which both copies were forced. */
    long durableSequence() {
        return durableSequence;
    }

    boolean turn(long durable) {
        if (!saving.isEmpty() || queue.isEmpty() || latch.closed()) {
            return false;
        }
        saving = new ArrayList<>();
        for (HardState next = queue.poll(); next != null; next = queue.poll()) {
            saving.add(next);
        }
        underWay.begins();
        // A later state holds all that an earlier one promised, so only the last one is written.
        write(0, new Content(saving.getLast(), durable));
        return true;
    }

    private void write(int place, Content content) {
        Block block = text(origin, sequence + 1, content).block(place);
        Disk.Piece piece = new Disk.Piece((long) place * Block.BYTES, block.encode());
        disk.submit(
                new Disk.Operation.Write(FILE, List.of(piece)),
                failure -> written(place, content, failure));
    }

    private void written(int place, Content content, @Nullable IOException failure) {
        if (latch.closed()) {
            return;
        }
        if (failure != null) {
            latch.fail("write or force of " + FILE + " failed", failure);
            return;
        }
        if (place == 0) {
            write(1, content);
            return;
        }
        underWay.ends();
        sequence++;
        durableSequence = sequence;
        List<HardState> saved = saving;
        saving = List.of();
        saved.forEach(listener::saved);
        if (!queue.isEmpty()) {
            listener.due(Lane.VOTE);
        }
    }
}
