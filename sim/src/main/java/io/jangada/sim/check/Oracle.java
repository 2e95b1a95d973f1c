package io.jangada.sim.check;

import io.jangada.node.Frame;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Is told all that members do, and keeps the first violation. Incremental: each event looks at the
 * one member that moved.
 */
public final class Oracle {
    private final Ledger ledger = new Ledger();
    private final TreeMap<ServerId, Shadow> shadows = new TreeMap<>();
    private final Configurations configurations;
    private final Invariant.Sight sight;
    private final List<Invariant> invariants =
            List.of(
                    new ElectionSafety(),
                    new LeaderAppendOnly(),
                    new LogMatching(),
                    new LeaderCompleteness(),
                    new Monotonic(),
                    new IndexOrder(),
                    new CommitLegality(),
                    new StateMachineSafety(),
                    new DurablePromises(),
                    new OneVote(),
                    new OneChange(),
                    new CommittedStays(),
                    new AppliedAlike(),
                    new SnapshotsExact(),
                    new NoForeignBytes());
    private @Nullable Violation violation;
    private long checks;

    /** Of a cluster of these voters. */
    public Oracle(List<ServerId> voters) {
        this(voters, Members.of(voters.toArray(ServerId[]::new)));
    }

    /** Of these servers, of which {@code first} begin a cluster. */
    public Oracle(List<ServerId> servers, Members first) {
        servers.forEach(id -> shadows.put(id, new Shadow(id)));
        this.configurations = new Configurations(first);
        this.sight = new Invariant.Sight(ledger, shadows.values(), configurations);
    }

    public @Nullable Violation violation() {
        return violation;
    }

    /** How often an invariant was looked at. */
    public long checks() {
        return checks;
    }

    /** The last index that was ever committed. */
    public long committed() {
        return ledger.committed.last();
    }

    /** Something of this number does not hold; only the first one counts. */
    public void report(String invariant, String sentence) {
        if (violation == null) {
            violation = new Violation(invariant, sentence);
        }
    }

    private void check(Function<Invariant, @Nullable String> hook) {
        for (Invariant invariant : invariants) {
            checks++;
            String sentence = hook.apply(invariant);
            if (sentence != null) {
                report(invariant.number(), sentence);
            }
        }
    }

    private Shadow shadow(ServerId id) {
        Shadow shadow = shadows.get(id);
        if (shadow == null) {
            throw new IllegalArgumentException("no member " + id);
        }
        return shadow;
    }

    /** The core of {@code id} made a step; see {@link io.jangada.node.Observer}. */
    public void stepped(
            ServerId id, Raft raft, Input input, List<Payload> payloads, List<Output> outputs) {
        stepped(id, raft.status(), input, payloads, outputs);
    }

    /** The same of whatever is now in {@code now}. */
    void stepped(
            ServerId id, Status now, Input input, List<Payload> payloads, List<Output> outputs) {
        Shadow server = shadow(id);
        if (input instanceof Input.LogPersisted(long write)) {
            server.persisted(write);
        } else if (input instanceof Input.HardStatePersisted(var hardState)) {
            server.saved(hardState);
        }
        server.deposed = now.standing() != Standing.LEADER;
        for (Output output : outputs) {
            check(invariant -> invariant.ordered(sight, server, input, output));
            order(server, input, payloads, output);
        }
        check(invariant -> invariant.stepped(sight, server, now));
        server.before = now;
    }

    private void order(Shadow server, Input input, List<Payload> payloads, Output output) {
        switch (output) {
            case Output.SaveHardState(var hardState) -> server.saving.add(hardState);
            case Output.Append append -> append(server, input, payloads, append);
            case Output.Restore restore -> {
                restore(server, restore);
                server.commit = restore.snapshot().lastIncludedIndex();
            }
            case Output.Commit(var index) -> server.commit = index;
            case Output.Send _,
                    Output.FetchSnapshot _,
                    Output.ReadReady _,
                    Output.Refuse _,
                    Output.Reconfigured _,
                    Output.ChangeEnded _,
                    Output.Changed _,
                    Output.TransferEnded _ -> {}
        }
    }

    /** A snapshot stands for committed entries, which then are its log. */
    private void restore(Shadow server, Output.Restore restore) {
        long index = restore.snapshot().lastIncludedIndex();
        long term = restore.snapshot().lastIncludedTerm();
        if (ledger.committed.term(index) != term) {
            report(
                    "I13",
                    "%s restores a snapshot of entry %d of term %d, and committed is that of term %d"
                            .formatted(server, index, term, ledger.committed.term(index)));
            return;
        }
        server.restore(restore.write(), ledger.committed, index);
    }

    private void append(Shadow server, Input input, List<Payload> payloads, Output.Append append) {
        Entries entries = append.entries();
        long first = entries.first();
        List<Payload> bytes = attached(append, input, payloads);
        long[] terms = new long[entries.count()];
        long[] digests = new long[entries.count()];
        long digest = server.log.digest(first - 1);
        for (int i = 0; i < terms.length; i++) {
            terms[i] = entries.term(first + i);
            long content = Ledger.content(bytes.get(i));
            digest = Ledger.digest(digest, terms[i], content);
            digests[i] = digest;
            Ledger.Entry seen = new Ledger.Entry(terms[i], digest, content);
            String sentence = LogMatching.compare(ledger, server, first + i, seen);
            if (sentence != null) {
                report("I3", sentence);
            }
        }
        entries.configurations()
                .forEach((index, members) ->
                        configurations.put(index, entries.term(index), members));
        server.promised = Math.min(server.promised, first - 1);
        server.append(append.write(), first, terms, digests);
    }

    /**
     * The bytes of what is appended in a step on {@code input}, which came with {@code payloads}.
     * The driver has a rule of its own for this, and is not to be believed.
     */
    public static List<Payload> attached(
            Output.Append append, Input input, List<Payload> payloads) {
        if (append.noop()) {
            return List.of(Payload.NO_OP);
        }
        var configurations = append.entries().configurations();
        if (!configurations.isEmpty()
                && !(input instanceof Input.Receive(_, Message.AppendEntries _))) {
            return configurations.values().stream().map(Payload::of).toList();
        }
        int skipped =
                input instanceof Input.Receive(_, Message.AppendEntries sent)
                        ? (int) (append.entries().first() - sent.entries().first())
                        : 0;
        return payloads.subList(skipped, skipped + append.entries().count());
    }

    /** A frame leaves {@code id}. */
    public void sent(ServerId id, Frame frame) {
        if (!frame.payloads().isEmpty()) {
            Shadow server = shadow(id);
            check(invariant -> invariant.sent(sight, server, frame));
        }
    }

    /** The state machine of {@code id} has applied a command and is of the digest {@code state}. */
    public void applied(ServerId id, long index, Bytes command, long state) {
        Shadow server = shadow(id);
        check(invariant -> invariant.applied(sight, server, index, command, state));
        server.applied = index;
    }

    /** {@code id} has read an image of its state to the end; {@code bytes} is their digest. */
    public void imaged(ServerId id, long index, long state, long bytes) {
        Shadow server = shadow(id);
        Ledger.Snapshot image = new Ledger.Snapshot(state, bytes);
        check(invariant -> invariant.imaged(sight, server, index, image));
    }

    /** The state machine of {@code id} has loaded an image in the place of its state. */
    public void restored(ServerId id, long index, long state, long bytes) {
        Shadow server = shadow(id);
        Ledger.Snapshot image = new Ledger.Snapshot(state, bytes);
        check(invariant -> invariant.restored(sight, server, index, image));
        server.applied = index;
    }

    /** The process of {@code id} is gone. */
    public void crashed(ServerId id) {
        shadow(id).crashed();
    }

    /** {@code id} starts with this hard state and whole log. */
    public void recovered(ServerId id, HardState hardState, Entries log, long suspectFrom) {
        recovered(id, hardState, 0, log, suspectFrom);
    }

    /**
     * {@code id} starts with this hard state and log; what the log has forgotten is committed.
     *
     * @param prevTerm the term of the entry before {@code log}
     */
    public void recovered(
            ServerId id, HardState hardState, long prevTerm, Entries log, long suspectFrom) {
        Shadow server = shadow(id);
        Trail found = endures(id, hardState, prevTerm, log);
        server.log.become(found);
        server.started(hardState, suspectFrom);
    }

    /** If {@code id} lost its power now it would start with this: is that what it promised? */
    Trail endures(ServerId id, HardState hardState, long prevTerm, Entries log) {
        Shadow server = shadow(id);
        Trail found = new Trail();
        long forgotten = log.first() - 1;
        if (ledger.committed.term(forgotten) != prevTerm) {
            report(
                    "I13",
                    "%s starts behind entry %d of term %d, which was never committed"
                            .formatted(server, forgotten, prevTerm));
        }
        for (long index = 1; index <= Math.min(forgotten, ledger.committed.last()); index++) {
            found.put(index, ledger.committed.term(index), ledger.committed.digest(index));
        }
        for (long index = log.first(); index <= log.last(); index++) {
            Ledger.Entry known = ledger.entry(index, log.term(index));
            found.put(index, log.term(index), known == null ? 0 : known.digest());
        }
        check(invariant -> invariant.recovered(sight, server, hardState, found));
        return found;
    }

    /** As {@link #recovered}, of a start that only might be. */
    public void wouldRecover(ServerId id, HardState hardState, long prevTerm, Entries log) {
        endures(id, hardState, prevTerm, log);
    }

    /** Whether {@code id} holds entries that it must not trust, so that it does not vote. */
    public boolean isSuspect(ServerId id) {
        return shadow(id).suspectFrom > 0;
    }

    /** Who is a member by what {@code id} has in its log. */
    public Members members(ServerId id) {
        Shadow server = shadow(id);
        return configurations.in(server.log, server.log.last());
    }

    /** Whether {@code id} is a member by what is committed; an operator turns off who is not. */
    public boolean isMember(ServerId id) {
        return configurations.in(ledger.committed, committed()).all().contains(id);
    }

    /** Whether every one of {@code ids} has committed and applied the same. */
    public boolean areAlike(List<ServerId> ids) {
        return ids.stream()
                .map(this::shadow)
                .allMatch(one ->
                        one.before != null
                                && one.before.commitIndex() == committed()
                                && one.before.lastApplied() == committed());
    }
}
