package io.jangada.node;

import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Snapshot;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SortedMap;

/**
 * The loop around the core: takes what has come in, steps the core over it, does what the core
 * orders. Owns the core; everything else reaches it through the inbox.
 */
final class Driver<R> implements Part {
    private final Config config;
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
    private final Backlog backlog;
    private final Snapshotting<R> snapshotting;
    private final SlowDisk slowDisk;

    private final Offering<R> offering;
    private final Changing changing;
    private final Belonging belonging;

    private long lastTick = Long.MIN_VALUE;
    private @Nullable ServerId leader;
    private volatile boolean latched;
    private volatile Status status;
    private volatile Members members;
    private volatile long leaderChanges;
    private @Nullable ServerId lastLeader;

    Driver(Parts<R> parts) {
        this.config = parts.config();
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
        snapshotting.start(parts.snapshot(), raft.status().commitIndex());
        this.asking = new Asking(parts.reads(), parts.applier()::read, config);
        this.handover = new Handover(config.priority());
        this.slowDisk = parts.slowDisk();
        this.silence = new Silence(config.core().electionTimeoutMin());
        this.backlog =
                new Backlog(
                        config.proposalsMax(),
                        config.proposalWaitMax(),
                        config.core().appendBytesMax());
        this.offering = new Offering<>(config, parts.boot(), proposals);
        this.changing =
                new Changing(
                        parts.boot(),
                        config.requestTimeout(),
                        (to, message) -> sender.send(to, message, List.of()));
        this.belonging =
                new Belonging(
                        config.self(),
                        config.core().heartbeat(),
                        parts.transport(),
                        parts.stop(),
                        changing::committed);
        this.status = raft.status();
        this.members = raft.members();
        belonging.look(raft, status.commitIndex(), clock.now());
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
        List<Inbox.Event> events = inbox.drain();
        // Not before: else a leader is taken to have been heard earlier than it has sent, and a
        // member that stood still in between elects another within the lease of the first.
        long now = clock.now();
        boolean ticked = now - lastTick >= config.tick() || lastTick == Long.MIN_VALUE;
        if (ticked) {
            offering.unblock();
        }
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
            if (silence.isTooLong(now, waitsElsewhere(), proposals.applied())) {
                offering.probe();
            }
        }
        boolean proposed = offering.turn(() -> leader != null && !journal.full(), this::step);
        boolean read = asking.turn(now, ticked, this::ask);
        if (ticked) {
            lastTick = now;
            expire(now);
            proposals.look(now, backlog);
            leaveToBetter(now);
            snapshotting.look(now, raft.status().lastApplied());
        }
        boolean worked = proposed || read || !events.isEmpty();
        if (worked || ticked) {
            sender.flush();
            finish(now);
        }
        return worked;
    }

    private void ask(long ticket, ReadMode mode) {
        boolean lease = mode == ReadMode.LEASE;
        if (lease) {
            // The lease has to hold later than the read came, however long this took.
            step(new Input.Tick(clock.now()));
        }
        step(new Input.Read(ticket, lease));
    }

    private void leaveToBetter(long now) {
        boolean spaceShort = journal.spaceShort();
        slowDisk.look(now, journal.underWay(now), raft.status());
        boolean good = !spaceShort && !slowDisk.isSlow();
        handover.retreat(spaceShort || slowDisk.isBehind(), good, now, raft, this::transfer);
        handover.prefer(now, raft, this::transfer);
        if (slowDisk.isStuck()) {
            // For the core it is the same: nothing comes of its leading, and another may.
            step(new Input.QuorumSilent(), List.of());
        }
    }

    /** Something of this member's was handed to another server and is not applied. */
    private boolean waitsElsewhere() {
        return leader != null
                && !leader.equals(config.self())
                && proposals.pending() > offering.waiting();
    }

    private void handle(Inbox.Event event) {
        switch (event) {
            case Inbox.Received(var from, var frame) -> {
                if (isForCore(from, frame.message(), frame.payloads())) {
                    step(new Input.Receive(from, frame.message()), frame.payloads());
                }
            }
            case Inbox.Lost(var peer) -> {
                if (peer.equals(leader)) {
                    offering.again();
                }
                sender.forget(peer);
                step(new Input.Lost(peer), List.of());
            }
            case Inbox.Removed(var by) -> belonging.told(by);
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
            case Inbox.SnapshotDamaged(var where) -> snapshotting.damaged(where);
            case Inbox.SnapshotReceived(var snapshot) -> step(new Input.SnapshotReceived(snapshot));
            case Inbox.ToSend(var to, var message, var payloads) ->
                    sender.send(to, message, payloads);
            case Inbox.FetchedToSend fetched -> {
                if (!sender.fetched(fetched)) {
                    sender.forget(fetched.to());
                    step(new Input.Lost(fetched.to()), List.of());
                }
            }
            case Inbox.FetchedToApply fetched -> committed.fetched(fetched, raft::term);
            case Inbox.Change change ->
                    changing.begin(
                            change, clock.now(), leads(), leader, raft.durableTerm(), this::step);
            case Inbox.Transfer transfer -> handover.begin(transfer, raft, this::transfer);
            case Inbox.Failed(var what, var cause) -> latch(what, cause);
        }
    }

    private boolean leads() {
        return config.self().equals(leader);
    }

    private boolean isForCore(ServerId from, Message message, List<Payload> payloads) {
        if (snapshotting.takes(from, message, payloads)
                || changing.takes(from, message, clock.now(), leads(), this::step)) {
            return false;
        }
        return switch (message) {
            // Whoever forwards may lose: better than a queue for the disk without an end.
            case Message.Forward _ -> !journal.full() && fits(payloads);
            case Message.AppendEntries append -> Changing.agree(append, payloads);
            // A leader needs room for its first entry: without any it could not even serve reads.
            case Message.TimeoutNow _ -> !journal.spaceShort();
            default -> true;
        };
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
                offering.handedOver(true);
            }
            case Output.Send(var to, var message) -> send(to, message, payloads);
            case Output.Commit(var index) -> committed.commit(index);
            case Output.ReadReady(var ticket, var readIndex) -> asking.ready(ticket, readIndex);
            case Output.Refuse(var ticket, var why) -> {
                offering.refused(why);
                asking.refused(ticket);
                handover.refused(ticket, why);
                changing.refused(ticket, why, raft.durableTerm());
            }
            case Output.Reconfigured(var next) -> {
                members = next;
                belonging.changed();
            }
            case Output.ChangeEnded(var ticket, var done) ->
                    changing.ended(ticket, done, raft.durableTerm());
            case Output.Changed(_, _, var leader) -> changed(leader);
            case Output.TransferEnded(var ticket, var done) -> {
                // Whoever hears of it may ask at once who leads.
                status = raft.status();
                handover.ended(ticket, done ? status.leader() : null);
            }
            case Output.FetchSnapshot fetch -> snapshotting.fetch(fetch);
            case Output.Restore restore -> snapshotting.restore(restore);
        }
    }

    /**
     * The bytes of what is appended: a no-op has none, a leader's own configuration is made here,
     * everything else came with the input.
     */
    private static List<Payload> attached(
            Output.Append append, Input input, List<Payload> payloads) {
        if (append.noop()) {
            return List.of(Payload.NO_OP);
        }
        if (input instanceof Input.Receive(_, Message.AppendEntries(_, _, _, _, var sent))) {
            int skipped = (int) (append.entries().first() - sent.first());
            return payloads.subList(skipped, skipped + append.entries().count());
        }
        SortedMap<Long, Members> own = append.entries().configurations();
        return own.isEmpty() ? payloads : own.values().stream().map(Payload::of).toList();
    }

    private void send(ServerId to, Message message, List<Payload> payloads) {
        switch (message) {
            case Message.AppendEntries append -> {
                if (!sender.send(to, append)) {
                    inbox.lost(to);
                }
            }
            case Message.Forward forward -> offering.handedOver(sender.send(to, forward, payloads));
            default -> sender.send(to, message, List.of());
        }
    }

    /** Also in a new term of the same leader: what the old term had may be lost. */
    private void changed(@Nullable ServerId known) {
        leader = known;
        offering.unblock();
        if (known != null) {
            offering.again();
            if (!known.equals(lastLeader)) {
                lastLeader = known;
                leaderChanges = leaderChanges() + 1;
            }
        }
        asking.askAgain();
    }

    private void expire(long now) {
        offering.expire(now);
        changing.expire(now);
        ReadOutcome unread = new ReadOutcome.Refused(Reason.TIMED_OUT);
        applier.expired(now).forEach(batch -> reads.complete(batch, unread));
    }

    private void finish(long now) {
        Status next = raft.status();
        committed.handOver(next.durableIndex());
        belonging.look(raft, next.commitIndex(), now);
        status = next;
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
        reads.take(Long.MAX_VALUE).forEach(batch -> reads.complete(batch, unread));
        asking.unanswered().forEach(batch -> reads.complete(batch, unread));
        applier.stop().forEach(batch -> reads.complete(batch, unread));
        handover.abandon();
        changing.abandon();
        snapshotting.close();
        refuse(inbox.drain());
    }

    private static void refuse(List<Inbox.Event> events) {
        for (Inbox.Event event : events) {
            if (event instanceof Inbox.Transfer(_, var done)) {
                done.complete(new TransferOutcome.Failed(Reason.STOPPED));
            } else if (event instanceof Inbox.Change(_, _, var done)) {
                done.complete(new ChangeOutcome.Unknown(Reason.STOPPED));
            } else if (event instanceof Inbox.ImageTaken(_, var image) && image != null) {
                image.close();
            }
        }
    }

    Status status() {
        return status;
    }

    /** The configuration in effect here. */
    Members members() {
        return members;
    }

    /**
     * How many proposals are not handed to a leader yet. Of the thread that turns, as all of it.
     */
    int waiting() {
        return offering.waiting();
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
