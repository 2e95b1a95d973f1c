package io.jangada.node;

import io.jangada.node.Proposals.Pending;
import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Input;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;
import io.jangada.raft.Refusal;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;
import io.jangada.raft.Snapshot;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The loop around the core: takes what has come in, steps the core over it, does what the core
 * orders. Owns the core; everything else reaches it through the inbox.
 */
final class Driver<R> implements Part {
    private final Config config;
    private final long boot;
    private final Raft raft;
    private final Recorder recorder;
    private final Observer observer;
    private final Journal journal;
    private final Sender sender;
    private final Clock clock;
    private final Inbox inbox;
    private final Proposals<R> proposals;
    private final Asking asking;
    private final Committed<R> committed;
    private final Reads reads;
    private final Applier<R> applier;
    private final Stop stop;
    private final Handover handover;
    private final Silence silence;
    private final Snapshotting<R> snapshotting;
    private final SlowDisk slowDisk;

    private final ArrayDeque<Pending<R>> waiting = new ArrayDeque<>();
    private long lastTick = Long.MIN_VALUE;
    private @Nullable ServerId leader;

    /** What was handed over is to be handed over again. */
    private boolean again;

    /** What waits was not taken; it is offered again at a tick or to another leader. */
    private boolean blocked;

    private @Nullable Refusal refused;
    private boolean handedOver;
    private volatile boolean latched;
    private volatile Status status;
    private volatile long leaderChanges;
    private @Nullable ServerId lastLeader;

    Driver(Parts<R> parts) {
        this.config = parts.config();
        this.boot = parts.boot();
        this.raft = parts.raft();
        this.recorder = parts.recorder();
        this.observer = parts.observer();
        this.journal = parts.journal();
        this.clock = parts.clock();
        this.inbox = parts.inbox();
        this.proposals = parts.proposals();
        this.reads = parts.reads();
        this.applier = parts.applier();
        this.stop = parts.stop();
        this.sender = new Sender(parts.transport(), journal, inbox, config);
        this.committed =
                new Committed<>(
                        journal,
                        parts.applier(),
                        inbox,
                        config,
                        parts.snapshot().lastIncludedIndex());
        this.snapshotting =
                new Snapshotting<>(
                        config,
                        journal,
                        parts.images(),
                        parts.applier(),
                        committed,
                        parts.snapshot());
        if (parts.snapshot().lastIncludedIndex() > 0) {
            snapshotting.load(parts.snapshot());
        }
        this.asking = new Asking(parts.reads(), parts.applier()::read, config);
        this.handover = new Handover();
        this.slowDisk = parts.slowDisk();
        this.silence = new Silence(config.core().electionTimeoutMin());
        this.status = raft.status();
    }

    /** What the driver is put together from. */
    record Parts<R>(
            Config config,
            long boot,
            Raft raft,
            Recorder recorder,
            Observer observer,
            Journal journal,
            Transport transport,
            Clock clock,
            Inbox inbox,
            Proposals<R> proposals,
            Reads reads,
            Applier<R> applier,
            Images images,
            Snapshot snapshot,
            SlowDisk slowDisk,
            Stop stop) {}

    @Override
    public boolean turn() {
        if (latched) {
            return false;
        }
        try {
            return work();
        } catch (RuntimeException | Error broken) {
            latch("an invariant of the protocol does not hold: " + broken.getMessage(), broken);
            return false;
        }
    }

    private boolean work() {
        long now = clock.now();
        boolean ticked = now - lastTick >= config.tick() || lastTick == Long.MIN_VALUE;
        List<Inbox.Event> events = inbox.drain();
        blocked &= !ticked;
        if (ticked || !events.isEmpty()) {
            step(new Input.Tick(now), List.of());
        }
        for (int i = 0; i < events.size(); i++) {
            handle(events.get(i));
            if (latched) {
                refuse(events.subList(i + 1, events.size()));
                return false;
            }
        }
        if (ticked) {
            again |= silence.isTooLong(now, waitsElsewhere(), proposals.applied());
        }
        boolean proposed = propose();
        boolean read = asking.turn(now, ticked, ticket -> step(new Input.Read(ticket), List.of()));
        if (ticked) {
            lastTick = now;
            expire(now);
            leaveWithBadDisk(now);
            snapshotting.look(now, raft.status().lastApplied());
        }
        boolean worked = proposed || read || !events.isEmpty();
        if (worked || ticked) {
            sender.flush();
            finish();
        }
        return worked;
    }

    private void leaveWithBadDisk(long now) {
        boolean spaceShort = journal.spaceShort();
        slowDisk.look(now, journal.underWay(now), raft.status());
        boolean good = !spaceShort && !slowDisk.isSlow();
        handover.retreat(spaceShort || slowDisk.isBehind(), good, now, raft, this::transfer);
        if (slowDisk.isStuck()) {
            // For the core it is the same: nothing comes of its leading, and another may.
            step(new Input.QuorumSilent(), List.of());
        }
    }

    /** Something of this member's was handed to another server and is not applied. */
    private boolean waitsElsewhere() {
        return leader != null
                && !leader.equals(config.self())
                && proposals.pending() > waiting.size();
    }

    private void handle(Inbox.Event event) {
        switch (event) {
            case Inbox.Received(var from, var frame) -> {
                if (snapshotting.takes(from, frame.message(), frame.payloads())) {
                    return;
                }
                // Whoever forwards may lose: better than a queue for the disk without an end.
                if (!(frame.message() instanceof Message.Forward)
                        || (!journal.full() && fits(frame.payloads()))) {
                    step(new Input.Receive(from, frame.message()), frame.payloads());
                }
            }
            case Inbox.Lost(var peer) -> {
                again |= peer.equals(leader);
                step(new Input.Lost(peer), List.of());
            }
            case Inbox.Persisted(var write) -> step(new Input.LogPersisted(write), List.of());
            case Inbox.Saved(var hard) -> {
                step(new Input.HardStatePersisted(hard));
                snapshotting.saved(raft);
            }
            case Inbox.Applied(var index, var bytes) -> {
                step(new Input.Applied(index), List.of());
                committed.applied(bytes);
                snapshotting.applied(index, bytes);
            }
            case Inbox.ImageTaken taken -> snapshotting.taken(taken, raft, clock.now());
            case Inbox.SnapshotWritten(var index) -> snapshotting.written(index, raft, this::step);
            case Inbox.SnapshotReceived(var snapshot) -> step(new Input.SnapshotReceived(snapshot));
            case Inbox.ToSend(var to, var message, var payloads) ->
                    sender.send(to, message, payloads);
            case Inbox.FetchedToSend fetched -> {
                if (!sender.fetched(fetched)) {
                    step(new Input.Lost(fetched.to()), List.of());
                }
            }
            case Inbox.FetchedToApply fetched -> committed.fetched(fetched, raft::term);
            case Inbox.Transfer transfer -> handover.begin(transfer, raft, this::transfer);
            case Inbox.Failed(var what, var cause) -> latch(what, cause);
        }
    }

    /** What no member would send, or this one cannot write, would stop every member. */
    private boolean fits(List<Payload> forwarded) {
        return forwarded.stream()
                .allMatch(payload ->
                        payload.kind() == Payload.Kind.COMMAND
                                && payload.size() >= Origin.BYTES
                                && payload.size() <= journal.payloadBytesMax());
    }

    private void transfer(long ticket, ServerId to) {
        step(new Input.Transfer(ticket, to), List.of());
    }

    private void step(Input input) {
        step(input, List.of());
    }

    /** Steps the core; {@code payloads} are the bytes that belong to {@code input}. */
    private void step(Input input, List<Payload> payloads) {
        observer.stepping(raft, input);
        List<Output> outputs = recorder.step(raft, input);
        observer.stepped(raft, input, payloads, outputs);
        for (Output output : outputs) {
            execute(output, input, payloads);
        }
    }

    private void execute(Output output, Input input, List<Payload> payloads) {
        switch (output) {
            case Output.SaveHardState(var hardState) -> journal.save(hardState);
            case Output.Append append -> {
                journal.append(
                        append.write(),
                        append.entries(),
                        attached(append, input, payloads),
                        append.truncates());
                handedOver = true;
            }
            case Output.Send(var to, var message) -> send(to, message, payloads);
            case Output.Commit(var index) -> committed.commit(index);
            case Output.ReadReady(var ticket, var readIndex) -> asking.ready(ticket, readIndex);
            case Output.Refuse(var ticket, var why) -> {
                refused = why;
                asking.refused(ticket);
                handover.refused(ticket);
            }
            case Output.Changed(_, _, var leader) -> changed(leader);
            case Output.TransferEnded(var ticket, var done) -> handover.ended(ticket, done);
            case Output.FetchSnapshot fetch -> snapshotting.fetch(fetch);
            case Output.Restore restore -> snapshotting.restore(restore);
        }
    }

    /** The bytes of what is appended: a no-op has none, everything else came with the input. */
    private static List<Payload> attached(
            Output.Append append, Input input, List<Payload> payloads) {
        if (append.noop()) {
            return List.of(Payload.NO_OP);
        }
        if (input instanceof Input.Receive(_, Message.AppendEntries(_, _, _, _, var sent))) {
            int skipped = (int) (append.entries().first() - sent.first());
            return payloads.subList(skipped, skipped + append.entries().count());
        }
        return payloads;
    }

    private void send(ServerId to, Message message, List<Payload> payloads) {
        switch (message) {
            case Message.AppendEntries append -> {
                if (!sender.send(to, append)) {
                    inbox.lost(to);
                }
            }
            case Message.Forward forward -> handedOver = sender.send(to, forward, payloads);
            default -> sender.send(to, message, List.of());
        }
    }

    /** Also in a new term of the same leader: what the old term had may be lost. */
    private void changed(@Nullable ServerId known) {
        leader = known;
        blocked = false;
        if (known != null) {
            again = true;
            if (!known.equals(lastLeader)) {
                lastLeader = known;
                leaderChanges = leaderChanges() + 1;
            }
        }
        asking.askAgain();
    }

    /**
     * Hands over what waits: to the own core when it leads, through it to the leader otherwise. Not
     * while the own disk is far behind: the others may commit without it, so nothing else would
     * bound what waits for it.
     */
    private boolean propose() {
        if (again || proposals.isAnyOvertaken()) {
            waiting.clear();
            Proposals.Unsent<R> unsent = proposals.unsent(again);
            waiting.addAll(unsent.pending());
            Outcome<R> unknown = new Outcome.Refused<>(Reason.TIMED_OUT);
            unsent.unknown().forEach(pending -> pending.future.complete(unknown));
            again = false;
        } else {
            waiting.addAll(proposals.takeFresh());
        }
        boolean worked = false;
        while (leader != null && !blocked && !waiting.isEmpty() && !journal.full()) {
            List<Pending<R>> batch = nextBatch();
            if (batch.isEmpty()) {
                break;
            }
            List<Payload> payloads = new ArrayList<>(batch.size());
            int[] sizes = new int[batch.size()];
            for (int i = 0; i < sizes.length; i++) {
                Pending<R> pending = batch.get(i);
                Payload payload =
                        new Origin(config.self(), boot, pending.sequence).wrap(pending.command);
                payloads.add(payload);
                sizes[i] = payload.size();
            }
            refused = null;
            handedOver = false;
            step(new Input.Propose(0, Sizes.of(sizes)), payloads);
            if (handedOver) {
                worked = true;
                batch.forEach(pending -> {
                    pending.handedOver = true;
                    pending.tried = true;
                });
            } else {
                boolean busy = refused == Refusal.BUSY && batch.removeIf(this::refuseAsBusy);
                batch.reversed().forEach(waiting::addFirst);
                blocked = !busy;
                worked |= busy;
            }
        }
        return worked;
    }

    /** Not one that was handed over before: busy means that nothing was done. */
    private boolean refuseAsBusy(Pending<R> pending) {
        if (pending.tried) {
            return false;
        }
        Pending<R> taken = proposals.take(pending.sequence);
        if (taken != null) {
            taken.future.complete(new Outcome.Refused<>(Reason.BUSY));
        }
        return true;
    }

    /** At most as many bytes and commands as one message carries, but at least one command. */
    private List<Pending<R>> nextBatch() {
        List<Pending<R>> batch = new ArrayList<>();
        long bytes = 0;
        while (batch.size() < config.core().appendEntriesMax()) {
            Pending<R> next = waiting.peek();
            if (next == null) {
                break;
            }
            if (next.expired) {
                waiting.remove();
                continue;
            }
            bytes += Origin.BYTES + next.command.size();
            if (bytes > config.core().appendBytesMax() && !batch.isEmpty()) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }

    private void expire(long now) {
        List<Pending<R>> expired = proposals.expire(now);
        if (!expired.isEmpty()) {
            expired.forEach(pending -> pending.expired = true);
            // Their bytes count no more, so they must go, also where no leader ever comes.
            waiting.removeIf(pending -> pending.expired);
        }
        for (Pending<R> pending : expired) {
            pending.future.complete(
                    new Outcome.Refused<>(pending.tried ? Reason.TIMED_OUT : Reason.NO_LEADER));
        }
        ReadOutcome unread = new ReadOutcome.Refused(Reason.TIMED_OUT);
        applier.expired(now).forEach(batch -> reads.complete(batch, unread));
    }

    private void finish() {
        Status now = raft.status();
        committed.handOver(now.durableIndex());
        status = now;
    }

    /** From here on nothing leaves this member. */
    private void latch(String what, @Nullable Throwable cause) {
        if (!latched) {
            refuseAll();
            stop.fatal(what, cause);
        }
    }

    /** Takes nothing in any more and answers nothing but that. No turn may follow. */
    void refuseAll() {
        latched = true;
        Outcome<R> refused = new Outcome.Refused<>(Reason.STOPPED);
        proposals.stop().forEach(pending -> pending.future.complete(refused));
        ReadOutcome unread = new ReadOutcome.Refused(Reason.STOPPED);
        reads.stop();
        reads.complete(reads.take(Long.MAX_VALUE), unread);
        asking.unanswered().forEach(batch -> reads.complete(batch, unread));
        applier.stop().forEach(batch -> reads.complete(batch, unread));
        handover.abandon();
        snapshotting.close();
        refuse(inbox.drain());
    }

    private static void refuse(List<Inbox.Event> events) {
        for (Inbox.Event event : events) {
            if (event instanceof Inbox.Transfer(_, var done)) {
                done.complete(false);
            } else if (event instanceof Inbox.ImageTaken(_, var image) && image != null) {
                image.close();
            }
        }
    }

    Status status() {
        return status;
    }

    /**
     * How many proposals are not handed to a leader yet. Of the thread that turns, as all of it.
     */
    int waiting() {
        return waiting.size();
    }

    /** The state of the core as {@link Replay.End} has it; between two turns only. */
    Bytes state() {
        return raft.encode(Replay.SIZES);
    }

    long handedBytes() {
        return committed.bytesAhead();
    }

    long committedIndex() {
        return committed.commitIndex();
    }

    long snapshotsRestored() {
        return committed.restores();
    }

    long leaderChanges() {
        return leaderChanges;
    }

    boolean isLatched() {
        return latched;
    }
}
