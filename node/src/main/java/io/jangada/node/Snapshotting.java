package io.jangada.node;

import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Codec;
import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Snapshot;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The driver's side of snapshots: has images written, forgets the log behind them, and puts a
 * snapshot that came from elsewhere in the place of the log. Owned by the driver.
 */
final class Snapshotting<R> {
    private static final System.Logger LOG = System.getLogger(Snapshotting.class.getName());

    /** Nanoseconds until an image in the place of a damaged one is asked for again. */
    private static final long RENEW_PAUSE = 1_000_000_000L;

    private final Config config;
    private final Journal journal;
    private final Images images;
    private final Applier<R> applier;
    private final Committed<R> committed;
    private final Compaction compaction;

    private @Nullable Waiting waiting;

    /**
     * Whether the newest snapshot is damaged: an image takes its place, be it of the same index.
     */
    private boolean renews;

    private long askedAt;

    /** An image that waits until the term is durable that was current when it was reported. */
    private record Waiting(long index, Image image, long term) {}

    /** Behind {@code snapshot}, which is the newest one of this member. */
    Snapshotting(
            Config config,
            Journal journal,
            Images images,
            Applier<R> applier,
            Committed<R> committed,
            Snapshot snapshot) {
        this.config = config;
        this.journal = journal;
        this.images = images;
        this.applier = applier;
        this.committed = committed;
        this.compaction = new Compaction(config.snapshots(), snapshot.lastIncludedIndex());
    }

    void applied(long index, long payloadBytes) {
        compaction.applied(index, payloadBytes);
    }

    /**
     * A chunk of the newest snapshot was found damaged. What it stands for is whole in the machine:
     * an image is written as soon as it can be.
     */
    void damaged(String where) {
        LOG.log(Level.WARNING, where + "; it is served no more, a new image takes its place");
        askedAt = Long.MIN_VALUE;
        renews = true;
    }

    /** At a tick: an image is due if there was no mark for too long, or the last one is damaged. */
    void look(long now, long applied) {
        if (renews && (askedAt == Long.MIN_VALUE || now - askedAt >= RENEW_PAUSE)) {
            askedAt = now;
            applier.wantImage();
        }
        if (compaction.isDue(now)) {
            compaction.began(applied, now);
            applier.wantImage();
        }
    }

    /**
     * The entries of an image may have been committed by a leader of a term that is not durable
     * here. A server that starts with the image and without the term could follow an older leader.
     */
    void taken(Inbox.ImageTaken taken, Raft raft, long now) {
        Image image = taken.image();
        if (image == null) {
            return;
        }
        if (isOld(taken.index(), raft)) {
            image.close();
            return;
        }
        compaction.began(taken.index(), now);
        close();
        waiting = new Waiting(taken.index(), image, raft.status().currentTerm());
        writeIfDurable(raft);
    }

    /** A hard state is durable. */
    void saved(Raft raft) {
        writeIfDurable(raft);
    }

    private void writeIfDurable(Raft raft) {
        Waiting one = waiting;
        if (one == null || raft.durableTerm() < one.term) {
            return;
        }
        waiting = null;
        if (isOld(one.index, raft)) {
            one.image.close();
            return;
        }
        Members members = raft.members(one.index);
        if (members.voters().isEmpty()) {
            // Of a member that joins, before the entry that tells who the others are.
            one.image.close();
            return;
        }
        Snapshot snapshot = new Snapshot(one.index, raft.term(one.index), members);
        images.write(snapshot, Codec.encode(snapshot.members()), one.image);
    }

    private boolean isOld(long index, Raft raft) {
        long newest = raft.status().snapshotIndex();
        return renews ? index < newest : index <= newest;
    }

    /** Gives up what waits. */
    void close() {
        if (waiting != null) {
            waiting.image.close();
            waiting = null;
        }
    }

    /** The own image of everything up to {@code index} exists. */
    void written(long index, Raft raft, Consumer<Input> step) {
        renews = false;
        step.accept(new Input.SnapshotTaken(index));
        step.accept(new Input.Compact(compaction.upTo(index)));
        journal.compact(raft.status().firstLogIndex() - 1);
    }

    void fetch(Output.FetchSnapshot order) {
        List<ServerId> others = new ArrayList<>(order.snapshot().members().all());
        others.remove(config.self());
        images.fetch(order.from(), order.snapshot(), others);
    }

    void restore(Output.Restore order) {
        renews = false;
        Snapshot snapshot = order.snapshot();
        long write = order.write();
        if (write > 0) {
            journal.reset(write, snapshot.lastIncludedIndex(), snapshot.lastIncludedTerm());
        }
        committed.restored(snapshot.lastIncludedIndex());
        compaction.restored(snapshot.lastIncludedIndex());
        load(snapshot);
    }

    /** What is committed at a start is in the snapshot, unless that is lost. */
    void start(Snapshot snapshot, long commitIndex) {
        if (commitIndex > 0 && commitIndex == snapshot.lastIncludedIndex()) {
            load(snapshot);
        }
    }

    /** Brings the state machine to a snapshot that exists. */
    private void load(Snapshot snapshot) {
        Pieces pieces = new Pieces(snapshot, applier::wake, images::wake);
        applier.restore(pieces);
        images.load(pieces);
    }

    /** Whether {@code message} is of this, and the core need not know of it. */
    boolean takes(ServerId from, Message message, List<Payload> payloads) {
        return switch (message) {
            case Message.FetchSnapshot question -> {
                images.asked(from, question);
                yield true;
            }
            case Message.SnapshotChunk chunk -> {
                images.arrived(from, chunk, payloads);
                yield true;
            }
            default -> false;
        };
    }
}
