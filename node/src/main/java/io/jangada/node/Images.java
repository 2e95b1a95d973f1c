package io.jangada.node;

import io.jangada.node.storage.Manifest;
import io.jangada.node.storage.Payload;
import io.jangada.node.storage.Snapshots;
import io.jangada.node.storage.Snapshots.Outcome;
import io.jangada.raft.Bytes;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;
import io.jangada.raft.Snapshot;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What is done with the files of snapshots, about a chunk in each turn: writes this member's
 * images, gives chunks to members that ask, pulls what this member lacks, and brings a snapshot to
 * the state machine. The driver asks for all of it and is told what came of it.
 *
 * <p>One lock, held for an append to a list, hands the driver's tasks over.
 */
final class Images implements Part {
    /** Questions and chunks that wait; more are dropped, and asked for again. */
    private static final int FRAMES_MAX = 16;

    /** Nanoseconds from one chunk that is only looked at to the next (R18). */
    private static final long LOOK_PAUSE = 1_000_000_000L;

    private sealed interface Task {}

    private record Write(Snapshot snapshot, Bytes members, Image image) implements Task {}

    private record Fetch(ServerId leader, Snapshot snapshot, List<ServerId> others)
            implements Task {}

    private record Question(ServerId from, Message.FetchSnapshot asked) implements Task {}

    private record Chunk(ServerId from, Message.SnapshotChunk told, List<Payload> payloads)
            implements Task {}

    private record Load(Pieces pieces) implements Task {}

    private final Snapshots files;
    private final SnapshotPolicy policy;
    private final Clock clock;
    private final Inbox inbox;
    private final Runnable wake;
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private int frames;

    private final Pace pace;
    private @Nullable Writing writing;
    private @Nullable Pulling pulling;
    private @Nullable Feeding feeding;
    private int looked;
    private long lookedAt;

    /** Written by this part, read by anybody. */
    private volatile long damaged;

    Images(Snapshots files, SnapshotPolicy policy, Clock clock, Inbox inbox, Runnable wake) {
        this.files = files;
        this.policy = policy;
        this.clock = clock;
        this.inbox = inbox;
        this.wake = wake;
        this.pace = new Pace(policy.bytesPerSecond());
        this.lookedAt = clock.now();
    }

    /** An own image on its way to the disk. */
    private static final class Writing {
        final Snapshot snapshot;
        final Image image;
        boolean ended;

        Writing(Snapshot snapshot, Image image) {
            this.snapshot = snapshot;
            this.image = image;
        }
    }

    /** A snapshot on its way to the state machine. */
    private static final class Feeding {
        final Pieces pieces;
        int next;

        Feeding(Pieces pieces) {
            this.pieces = pieces;
        }
    }

    /** What the core calls a snapshot. */
    static Snapshot snapshot(Manifest manifest) {
        return new Snapshot(manifest.index(), manifest.term(), Payload.members(manifest.members()));
    }

    // Called by the driver.

    /** Writes {@code image} and closes it, unless something more urgent is under way. */
    void write(Snapshot snapshot, Bytes members, Image image) {
        put(new Write(snapshot, members, image), false);
    }

    /** Pulls a snapshot, of {@code others} first; being at it already is no fault. */
    void fetch(ServerId leader, Snapshot snapshot, List<ServerId> others) {
        put(new Fetch(leader, snapshot, others), true);
    }

    void asked(ServerId from, Message.FetchSnapshot question) {
        put(new Question(from, question), true);
    }

    void arrived(ServerId from, Message.SnapshotChunk chunk, List<Payload> payloads) {
        put(new Chunk(from, chunk, payloads), true);
    }

    /** Brings the snapshot that {@code pieces} are of. */
    void load(Pieces pieces) {
        put(new Load(pieces), false);
    }

    private void put(Task task, boolean mayBeDropped) {
        synchronized (this) {
            if (mayBeDropped && frames >= FRAMES_MAX) {
                return;
            }
            frames += mayBeDropped ? 1 : 0;
            tasks.add(task);
        }
        wake.run();
    }

    void wake() {
        wake.run();
    }

    /** After the last turn: images under way and those that wait are given up. */
    void close() {
        if (writing != null && !writing.ended) {
            writing.image.close();
        }
        writing = null;
        for (Task task = take(); task != null; task = take()) {
            if (task instanceof Write write) {
                write.image.close();
            }
        }
    }

    private synchronized @Nullable Task take() {
        Task task = tasks.poll();
        if (task instanceof Fetch || task instanceof Question || task instanceof Chunk) {
            frames--;
        }
        return task;
    }

    @Override
    public boolean turn() {
        long now = clock.now();
        Task task = take();
        switch (task) {
            case Write write -> begin(write);
            case Fetch fetch -> fetch(fetch, now);
            case Question(var from, var asked) -> answer(from, asked);
            case Chunk(var from, var told, var payloads) -> arrived(from, told, payloads, now);
            case Load(var pieces) -> feeding = new Feeding(pieces);
            case null -> {}
        }
        boolean wrote = writing != null && write(writing, now);
        boolean pulled = pulling != null && pull(pulling, now);
        boolean fed = feeding != null && feed(feeding);
        if (writing == null && pulling == null && feeding == null) {
            look(now);
        }
        return task != null || wrote || pulled || fed;
    }

    private void begin(Write write) {
        Manifest newest = files.newest();
        boolean isNew = newest == null || newest.index() < write.snapshot.lastIncludedIndex();
        if (writing != null || pulling != null || !isNew) {
            write.image.close();
            return;
        }
        Snapshot snapshot = write.snapshot;
        Outcome begun =
                files.begin(
                        snapshot.lastIncludedIndex(), snapshot.lastIncludedTerm(), write.members);
        if (begun == Outcome.DONE) {
            writing = new Writing(snapshot, write.image);
        } else {
            write.image.close();
        }
    }

    private boolean write(Writing one, long now) {
        if (!pace.isOpen(now)) {
            return false;
        }
        if (one.ended) {
            // It is read again as slowly as it was written.
            pace.passed(files.chunkBytes());
            switch (files.turn()) {
                case MORE -> {}
                case DONE -> {
                    writing = null;
                    inbox.report(new Inbox.SnapshotWritten(one.snapshot.lastIncludedIndex()));
                }
                case NO_SPACE, BAD, FAILED -> writing = null;
            }
            return true;
        }
        Bytes piece = one.image.next();
        Outcome outcome = piece == null ? files.finish() : files.add(piece);
        if (piece != null) {
            pace.passed(piece.size());
        }
        if (piece == null || outcome != Outcome.DONE) {
            one.image.close();
            one.ended = true;
        }
        if (outcome != Outcome.DONE && outcome != Outcome.MORE) {
            writing = null;
        }
        return true;
    }

    private void fetch(Fetch fetch, long now) {
        Snapshot wanted = fetch.snapshot;
        if (files.manifest(wanted.lastIncludedIndex(), wanted.lastIncludedTerm()) != null) {
            inbox.report(new Inbox.SnapshotReceived(wanted));
            return;
        }
        if (pulling != null && (pulling.sources.isFor(wanted) || !pulling.sources.isStuck(now))) {
            pulling.sources.offered(fetch.leader);
            return;
        }
        Manifest newest = files.newest();
        if (newest != null && newest.index() >= wanted.lastIncludedIndex()) {
            // It came when the core could not take it.
            inbox.report(new Inbox.SnapshotReceived(snapshot(newest)));
            return;
        }
        if (writing != null) {
            writing.image.close();
            writing = null;
        }
        pulling =
                new Pulling(
                        files,
                        new Fetching(
                                wanted, fetch.leader, fetch.others, policy.fetchTimeout(), now));
    }

    private boolean pull(Pulling one, long now) {
        Pulling.State state =
                one.turn(
                        now,
                        pace.isOpen(now),
                        (of, question) -> inbox.report(new Inbox.ToSend(of, question, List.of())));
        switch (state) {
            case BUSY, WAITS -> {}
            case DONE -> {
                pulling = null;
                inbox.report(new Inbox.SnapshotReceived(one.sources.snapshot));
            }
            case GIVEN_UP -> pulling = null;
        }
        return state == Pulling.State.BUSY;
    }

    private void arrived(
            ServerId from, Message.SnapshotChunk told, List<Payload> payloads, long now) {
        if (pulling != null && pulling.isFor(told)) {
            pace.passed(told.sizes().total());
            pulling.arrived(from, told.offset(), payloads, now);
        }
    }

    /** At once: who asks bounds how much is under way. */
    private void answer(ServerId from, Message.FetchSnapshot asked) {
        Bytes found = find(asked);
        List<Payload> payloads =
                found == null ? List.of() : List.of(new Payload(Payload.Kind.COMMAND, found));
        inbox.report(
                new Inbox.ToSend(
                        from,
                        new Message.SnapshotChunk(
                                asked.lastIncludedTerm(),
                                asked.lastIncludedIndex(),
                                asked.lastIncludedTerm(),
                                asked.offset(),
                                found == null ? Sizes.NONE : Sizes.of(found.size())),
                        payloads));
    }

    private @Nullable Bytes find(Message.FetchSnapshot asked) {
        long index = asked.lastIncludedIndex();
        long term = asked.lastIncludedTerm();
        Manifest manifest = files.manifest(index, term);
        if (manifest == null || asked.offset() == Fetching.MANIFEST) {
            return manifest == null ? null : manifest.encode();
        }
        int number = (int) (asked.offset() / manifest.chunkBytes());
        return chunk(index, term, number);
    }

    /** One that is served or looked at: who starts on it later may not have another one. */
    private @Nullable Bytes chunk(long index, long term, int number) {
        return switch (files.chunk(index, term, number)) {
            case Snapshots.Chunk.Contents(var bytes) -> bytes;
            case Snapshots.Chunk.Damaged(var where) -> {
                damaged = damaged() + 1;
                inbox.report(new Inbox.SnapshotDamaged(where));
                yield null;
            }
            case Snapshots.Chunk.Gone() -> null;
        };
    }

    /** At a chunk of the newest snapshot, so that damage is found while it can be made good. */
    private void look(long now) {
        Manifest newest = files.newest();
        if (newest != null && newest.chunks() > 0 && now - lookedAt >= LOOK_PAUSE) {
            lookedAt = now;
            looked = (looked + 1) % newest.chunks();
            chunk(newest.index(), newest.term(), looked);
        }
    }

    /** Snapshots of which a chunk was found damaged. */
    long damaged() {
        return damaged;
    }

    private boolean feed(Feeding one) {
        if (!one.pieces.hasRoom()) {
            return false;
        }
        long index = one.pieces.snapshot().lastIncludedIndex();
        long term = one.pieces.snapshot().lastIncludedTerm();
        Manifest manifest = files.manifest(index, term);
        if (manifest != null && one.next == manifest.chunks()) {
            one.pieces.end();
            feeding = null;
            return true;
        }
        switch (files.chunk(index, term, one.next)) {
            case Snapshots.Chunk.Contents(var bytes) -> {
                one.next++;
                one.pieces.put(bytes);
            }
            case Snapshots.Chunk.Damaged(var where) -> fail(where);
            case Snapshots.Chunk.Gone() -> fail("the snapshot of entry " + index + " is gone");
        }
        return true;
    }

    private void fail(String what) {
        feeding = null;
        inbox.report(new Inbox.Failed("a snapshot cannot be loaded: " + what, null));
    }
}
