package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of one server, and the few things that may be done to it. The rules that decide when
 * are in {@link Election}, {@link Replication}, {@link Following} and {@link Reads}.
 *
 * <p>Invariants: lastApplied ≤ commitIndex ≤ last log index; what the log has forgotten, the
 * snapshot stands for; terms never go back; a message leaves only when the hard state that it was
 * made under is durable.
 */
final class Server {
    final ServerId self;
    final Settings settings;
    final Probes probes;

    /** The latest configuration in the log, committed or not (Raft thesis §4.1). */
    Members members;

    Quorum quorum;

    /** Of this server in the quorum's order, -1 when it is no member. */
    int position;

    final Timers timers;
    Log log;
    Snapshot snapshot;
    Role role = new Role.Follower(null);
    long commitIndex;

    /** 0 at a start, also where there is a snapshot: it is still to be loaded. */
    long lastApplied;

    /** A leader was heard within one minimum election time-out; a start counts as hearing one. */
    boolean leaderHeard = true;

    @Nullable Handover handover;

    private HardState hardState;
    private HardState ordered;
    private HardState persisted;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private long nextToken;
    private Output.Changed reported;
    private List<Output> outputs = new ArrayList<>();

    /** A message that waits until {@code need} is durable. */
    private record Held(HardState need, ServerId to, Message message) {}

    /** Leadership is being handed to {@code target}; the ticket is answered when that has ended. */
    record Handover(long ticket, ServerId target) {}

    Server(Start start, Settings settings, Timeouts timeouts, Probes probes) {
        this.self = start.self();
        this.snapshot = start.snapshot();
        this.log = new Log(snapshot.members(), start.prevTerm(), start.log(), start.suspectFrom());
        this.members = log.members();
        this.settings = settings;
        this.probes = probes;
        this.quorum = new Quorum(members);
        this.position = quorum.position(self);
        this.timers = new Timers(settings, timeouts, quorum.servers());
        this.commitIndex = Math.min(snapshot.lastIncludedIndex(), start.suspectFrom() - 1);
        this.hardState = start.hardState();
        this.ordered = hardState;
        this.persisted = hardState;
        this.nextToken = start.firstReadToken();
        this.reported = standing();
    }

    long currentTerm() {
        return hardState.currentTerm();
    }

    @Nullable ServerId votedFor() {
        return hardState.votedFor();
    }

    boolean isHardStateDurable() {
        return persisted.equals(hardState);
    }

    long durableTerm() {
        return persisted.currentTerm();
    }

    void emit(Output output) {
        outputs.add(output);
    }

    void refuse(List<Long> tickets, Refusal why) {
        for (long ticket : tickets) {
            emit(new Output.Refuse(ticket, why));
        }
    }

    /** Sends at once, or as soon as the hard state of this moment is durable. */
    void send(ServerId to, Message message) {
        if (isHardStateDurable()) {
            emit(new Output.Send(to, message));
            return;
        }
        if (held.size() == settings.heldMessagesMax()) {
            probes.hit("held-message-dropped");
            held.removeFirst();
        }
        held.add(new Held(hardState, to, message));
    }

    /** A higher term was seen: whatever this server was, it follows (Raft paper §5.1). */
    void adopt(long term) {
        Check.that(term > currentTerm(), "terms only grow");
        hardState = new HardState(term, null);
        follow(null);
    }

    /** Adopts a higher term; false for what comes from an older one. */
    boolean isCurrent(Message message) {
        if (message.term() > currentTerm()) {
            adopt(message.term());
        }
        return message.term() == currentTerm();
    }

    void voteFor(ServerId candidate) {
        Check.that(
                votedFor() == null || candidate.equals(votedFor()),
                "one vote in one term, for one");
        hardState = new HardState(currentTerm(), candidate);
    }

    /** A term of its own, with its own vote: both are written as one. */
    void campaign() {
        hardState = new HardState(currentTerm() + 1, self);
    }

    void follow(@Nullable ServerId leader) {
        if (role instanceof Role.Leader) {
            // It has heard itself until now, and is gone: free to vote, with a whole time-out
            // ahead.
            leaderHeard = false;
            timers.restartElection();
        }
        become(new Role.Follower(leader));
    }

    /**
     * Reads that the old role took in are refused: whoever takes its place knows nothing of them.
     */
    void become(Role next) {
        switch (role) {
            case Role.Follower follower -> refuse(follower.asked.tickets(), Refusal.LEADER_CHANGED);
            case Role.Leader leader -> {
                refuse(leader.rounds.tickets(), Refusal.LEADER_CHANGED);
                if (leader.change != null) {
                    emit(new Output.ChangeEnded(leader.change.ticket(), false));
                }
            }
            case Role.Candidate _ -> {}
        }
        role = next;
    }

    /**
     * Writes to the log; the hard state goes first, so that no durable entry is of a later term.
     */
    void append(Entries entries, boolean noop) {
        if (entries.first() <= log.last()) {
            Check.that(!(role instanceof Role.Leader), "a leader only appends to its log");
            Check.that(entries.first() > commitIndex, "a committed entry is never overwritten");
        }
        orderHardState();
        boolean truncates = log.write(entries);
        if (truncates) {
            probes.hit("log-cut");
        }
        emit(new Output.Append(log.lastWrite(), entries, truncates, noop));
        reconfigure();
    }

    /** A configuration is in effect as long as it is the latest in the log, and no longer. */
    private void reconfigure() {
        if (log.members().equals(members)) {
            return;
        }
        Quorum before = quorum;
        members = log.members();
        quorum = new Quorum(members);
        position = quorum.position(self);
        int[] origins = quorum.origins(before);
        timers.reconfigure(origins);
        if (role instanceof Role.Leader leader) {
            leader.reconfigure(origins, settings, log.last() + 1);
        }
        emit(new Output.Reconfigured(members));
    }

    /** Before a leader has, commitIndex may be behind what earlier leaders have committed. */
    boolean hasCommittedInTerm() {
        return log.term(commitIndex) == currentTerm();
    }

    void commit(long index) {
        Check.that(index > commitIndex && index <= log.last(), "commitIndex grows inside the log");
        commitIndex = index;
        emit(new Output.Commit(index));
    }

    /** An image of this server's own state is durable. */
    void snapshotTaken(long index) {
        Check.that(index <= commitIndex, "only what is committed is in a snapshot");
        if (index > snapshot.lastIncludedIndex()) {
            snapshot = new Snapshot(index, log.term(index), log.members(index));
        }
    }

    void compact(long upTo) {
        long index = Math.min(upTo, Math.min(snapshot.lastIncludedIndex(), log.durable()));
        if (index > log.base()) {
            log.forget(index);
        }
    }

    /** A snapshot from elsewhere takes the place of the log; see {@link Output.Restore}. */
    void restore(Snapshot next) {
        Check.that(!(role instanceof Role.Leader), "a leader only appends to its log");
        Check.that(next.lastIncludedIndex() > commitIndex, "a snapshot brings something new");
        boolean stays = log.finds(next);
        if (!stays) {
            log.reset(next, commitIndex);
        }
        snapshot = next;
        commitIndex = next.lastIncludedIndex();
        emit(new Output.Restore(stays ? 0 : log.lastWrite(), next));
        reconfigure();
    }

    void applied(long index) {
        Check.that(
                index >= lastApplied && index <= commitIndex, "only what is committed is applied");
        lastApplied = index;
    }

    long takeToken() {
        return nextToken++;
    }

    long nextToken() {
        return nextToken;
    }

    void persisted(HardState durable) {
        Check.that(covers(ordered, durable), "nothing is durable that was not ordered");
        if (!covers(durable, persisted)) {
            return;
        }
        persisted = durable;
        while (!held.isEmpty() && covers(persisted, held.getFirst().need())) {
            Held next = held.removeFirst();
            emit(new Output.Send(next.to(), next.message()));
        }
    }

    /** Hard states follow each other: a term first without a vote, then perhaps with one. */
    private static boolean covers(HardState later, HardState earlier) {
        if (later.currentTerm() != earlier.currentTerm()) {
            return later.currentTerm() > earlier.currentTerm();
        }
        return earlier.votedFor() == null || earlier.votedFor().equals(later.votedFor());
    }

    private void orderHardState() {
        if (!ordered.equals(hardState)) {
            Check.that(covers(hardState, ordered), "no term and no vote is ever taken back");
            ordered = hardState;
            emit(new Output.SaveHardState(hardState));
        }
    }

    /** Ends a step: what it ordered. */
    List<Output> take() {
        orderHardState();
        Output.Changed now = standing();
        if (!now.equals(reported)) {
            reported = now;
            emit(now);
        }
        Check.that(
                lastApplied <= commitIndex && commitIndex <= log.trusted(),
                "applied, committed and trusted entries are in order");
        Check.that(
                log.base() <= snapshot.lastIncludedIndex()
                        && (snapshot.lastIncludedIndex() <= commitIndex || log.isLost()),
                "a snapshot stands for what is forgotten, and is committed");
        List<Output> taken = outputs;
        outputs = new ArrayList<>(4);
        return taken;
    }

    private Output.Changed standing() {
        return new Output.Changed(role.standing(), currentTerm(), role.leader());
    }

    Status status() {
        return new Status(
                self,
                role.standing(),
                currentTerm(),
                role.leader(),
                log.base() + 1,
                snapshot.lastIncludedIndex(),
                log.last(),
                log.durable(),
                commitIndex,
                lastApplied);
    }

    /** Between two steps nothing is left to be ordered or reported, so that is not written. */
    void encode(Writer to, long sizesMax) {
        to.server(self);
        to.snapshot(snapshot);
        to.hardState(hardState);
        to.hardState(persisted);
        to.number(nextToken);
        log.encode(to, sizesMax);
        role.encode(to);
        to.number(commitIndex);
        to.number(lastApplied);
        to.flag(leaderHeard);
        to.optional(handover == null ? null : handover.target());
        to.number(handover == null ? 0 : handover.ticket());
        to.number(held.size());
        for (Held each : held) {
            to.hardState(each.need());
            to.server(each.to());
            Codec.write(to, each.message());
        }
        timers.encode(to);
    }

    static Server decode(Reader from, Settings settings, Timeouts timeouts, Probes probes)
            throws Malformed {
        ServerId self = from.server();
        Snapshot snapshot = from.snapshot();
        HardState hardState = from.hardState();
        Start start = Start.of(self, snapshot.members(), hardState, Entries.none(1), 1, 0);
        Server server = new Server(start, settings, timeouts, probes);
        server.snapshot = snapshot;
        server.persisted = from.hardState();
        server.nextToken = from.number();
        server.log = Log.decode(from);
        server.reconfigure();
        server.outputs.clear();
        server.role = Role.decode(from, self, settings, server.quorum.servers());
        server.commitIndex = from.natural();
        server.lastApplied = from.natural();
        server.leaderHeard = from.flag();
        ServerId target = from.optional();
        long ticket = from.number();
        server.handover = target == null ? null : new Handover(ticket, target);
        int count = from.count();
        for (int i = 0; i < count; i++) {
            server.held.add(new Held(from.hardState(), from.server(), Codec.message(from)));
        }
        server.reported = server.standing();
        server.timers.decode(from);
        return server;
    }
}
