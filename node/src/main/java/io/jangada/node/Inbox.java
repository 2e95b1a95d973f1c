package io.jangada.node;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Snapshot;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What waits for the driver. Control frames and this member's own reports overtake frames with
 * entries, and these overtake chunks of snapshots; frames are bounded per lane by count and bytes,
 * and dropped beyond: whoever sent or asked does it again. Own reports are bounded by what was
 * ordered. One lock, held for an append to a list or a swap.
 */
final class Inbox implements Transport.Receiver {
    /** Something that happened. */
    sealed interface Event {}

    record Received(ServerId from, Frame frame) implements Event {}

    record Lost(ServerId peer) implements Event {}

    /** A peer knows that this member was removed. */
    record Removed(ServerId by) implements Event {}

    record Persisted(long write) implements Event {}

    record Saved(HardState hardState) implements Event {}

    record Applied(long index, long bytes) implements Event {}

    /**
     * Entries from the journal for a message that has {@code found} and waits for the rest.
     *
     * @param number tells it apart from another like it
     */
    record FetchedToSend(
            ServerId to,
            long number,
            Message.AppendEntries message,
            List<Payload> found,
            Entries read,
            List<Payload> payloads)
            implements Event {}

    /**
     * Entries from the journal that the applier needs, from {@code first} on; none when it has lost
     * them.
     *
     * @param restores how many snapshots had come when they were asked for
     */
    record FetchedToApply(long restores, long first, Entries read, List<Payload> found)
            implements Event {}

    /**
     * The state after everything up to {@code index} was applied; null where the machine has no
     * images.
     */
    record ImageTaken(long index, @Nullable Image image) implements Event {}

    /** This member's own image of everything up to {@code index} is durable. */
    record SnapshotWritten(long index) implements Event {}

    /** Of the newest snapshot a chunk was found damaged; {@code where} names file and offset. */
    record SnapshotDamaged(String where) implements Event {}

    /** A snapshot that was fetched is durable. */
    record SnapshotReceived(Snapshot snapshot) implements Event {}

    /** What is to be said of the files of snapshots. */
    record ToSend(ServerId to, Message message, List<Payload> payloads) implements Event {}

    record Change(Members expected, Members next, CompletableFuture<ChangeOutcome> done)
            implements Event {}

    record Transfer(@Nullable ServerId to, CompletableFuture<TransferOutcome> done)
            implements Event {}

    /** The world is broken or one of our invariants is. */
    record Failed(String what, @Nullable Throwable cause) implements Event {}

    private final int framesMax;
    private final long frameBytesMax;
    private final Runnable wake;
    private ArrayList<Event> urgent = new ArrayList<>();
    private final Large appends = new Large();
    private final Large chunks = new Large();
    private int controlFrames;
    private long dropped;

    /** {@code wake} is run after something was put in. */
    Inbox(int framesMax, long frameBytesMax, Runnable wake) {
        this.framesMax = framesMax;
        this.frameBytesMax = frameBytesMax;
        this.wake = wake;
    }

    @Override
    public int receive(ServerId from, List<Frame> frames) {
        int refused = 0;
        synchronized (this) {
            for (Frame frame : frames) {
                refused += take(new Received(from, frame)) ? 0 : 1;
            }
            dropped += refused;
        }
        if (refused < frames.size()) {
            wake.run();
        }
        return refused;
    }

    private boolean take(Received received) {
        return switch (received.frame().message()) {
            case Message.AppendEntries _, Message.Forward _ -> appends.take(received);
            case Message.FetchSnapshot _, Message.SnapshotChunk _ -> chunks.take(received);
            default -> takeControl(received);
        };
    }

    private boolean takeControl(Received received) {
        if (controlFrames >= framesMax) {
            return false;
        }
        controlFrames++;
        urgent.add(received);
        return true;
    }

    /** The frames of one lane, whose payloads count. */
    private final class Large {
        final ArrayList<Event> waiting = new ArrayList<>();
        long bytes;

        boolean take(Received received) {
            long more = bytes(received.frame());
            if (waiting.size() >= framesMax
                    || (!waiting.isEmpty() && bytes + more > frameBytesMax)) {
                return false;
            }
            bytes += more;
            waiting.add(received);
            return true;
        }

        private static long bytes(Frame frame) {
            long bytes = 0;
            for (Payload payload : frame.payloads()) {
                bytes += payload.size();
            }
            return bytes;
        }

        void drainTo(List<Event> drained) {
            drained.addAll(waiting);
            waiting.clear();
            bytes = 0;
        }
    }

    @Override
    public void lost(ServerId peer) {
        report(new Lost(peer));
    }

    @Override
    public void removed(ServerId by) {
        report(new Removed(by));
    }

    /** Takes in an event that is never refused. */
    void report(Event event) {
        synchronized (this) {
            urgent.add(event);
        }
        wake.run();
    }

    /** Everything that has come since the last call, what is urgent first. */
    synchronized List<Event> drain() {
        if (urgent.isEmpty() && appends.waiting.isEmpty() && chunks.waiting.isEmpty()) {
            return List.of();
        }
        ArrayList<Event> drained = urgent;
        urgent = new ArrayList<>();
        appends.drainTo(drained);
        chunks.drainTo(drained);
        controlFrames = 0;
        return drained;
    }

    synchronized int controlFrames() {
        return controlFrames;
    }

    synchronized int appendFrames() {
        return appends.waiting.size();
    }

    synchronized long appendBytes() {
        return appends.bytes;
    }

    synchronized int chunkFrames() {
        return chunks.waiting.size();
    }

    synchronized long chunkBytes() {
        return chunks.bytes;
    }

    /** Frames dropped because a lane was full. */
    synchronized long dropped() {
        return dropped;
    }
}
