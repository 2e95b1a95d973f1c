package io.jangada.sim.script;

import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Standing;
import io.jangada.sim.world.Witness;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes down what the cores of a run were given, as steps. */
public final class Recording implements Witness {
    private record Waiting(long write, Entries entries) {}

    private record Way(ServerId from, ServerId to, Message message) {}

    /** What is known of one server: its disk, and the step that it is in. */
    private static final class Seen {
        HardState saved = HardState.INITIAL;
        final List<Long> durable = new ArrayList<>();
        final ArrayDeque<HardState> saves = new ArrayDeque<>();
        final ArrayDeque<Waiting> appends = new ArrayDeque<>();
        boolean started;
        @Nullable Bytes before;
        @Nullable Long origin;
        @Nullable Step pending;
    }

    private final int servers;
    private final Settings settings;
    private final Facts facts;
    private final TreeMap<ServerId, Seen> members = new TreeMap<>();
    private final Map<Way, String> sent = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Happening> happenings = new ArrayList<>();
    private String now = "";
    private @Nullable String strange;

    public Recording(int servers, Settings settings) {
        this.servers = servers;
        this.settings = settings;
        this.facts = new Facts(servers, settings);
    }

    /** What is no core's doing: what a disk made up, or a message that no core sent. */
    public @Nullable String strange() {
        return strange;
    }

    /** What was seen so far, in this order, with what came of it. */
    public List<Happening> happenings() {
        return Collections.unmodifiableList(happenings);
    }

    /** What was seen so far, the step that is not over last. */
    public Plot plot() {
        List<Step> all = new ArrayList<>(steps);
        for (Seen each : members.values()) {
            if (each.pending != null) {
                all.add(each.pending);
            }
        }
        return new Plot(servers, settings, false, all);
    }

    private Seen seen(ServerId id) {
        return members.computeIfAbsent(id, _ -> new Seen());
    }

    private void note(String sentence) {
        if (strange == null) {
            strange = sentence;
        }
    }

    @Override
    public void stepping(ServerId id, long nanos, Raft raft, Input input) {
        now = "%.4f".formatted(nanos / 1e9);
        Seen server = seen(id);
        server.before = null;
        if (input instanceof Input.Tick(var time)) {
            server.before = Facts.before(raft);
            server.origin = server.origin == null ? Long.valueOf(time) : server.origin;
        }
        server.pending = step(id, server, input);
    }

    /** Null for what is no step: a tick, which is facts, and what is applied. */
    private @Nullable Step step(ServerId id, Seen server, Input input) {
        return switch (input) {
            case Input.Tick _,
                    Input.Applied _,
                    Input.SnapshotTaken _,
                    Input.Compact _,
                    Input.ChangeMembers _,
                    Input.SnapshotReceived _ ->
                    null;
            case Input.ElectionElapsed() -> new Step.Elapse(id);
            case Input.LeaderSilent() -> new Step.Silence(id);
            case Input.HeartbeatDue() -> new Step.Heartbeat(id);
            case Input.QuorumSilent() -> new Step.QuorumSilent(id);
            case Input.Receive(var from, var message) -> new Step.Deliver(from, id, message, -1);
            case Input.Propose(_, var sizes) -> new Step.Propose(id, sizes);
            // A lease is a matter of time, which scripts do not have.
            case Input.Read(var ticket, _) -> new Step.Read(id, ticket);
            case Input.Transfer(_, var to) -> new Step.Transfer(id, to);
            case Input.Lost(var peer) -> new Step.Lost(id, peer);
            case Input.HardStatePersisted(var hardState) -> {
                int count = 0;
                if (server.saves.contains(hardState)) {
                    do {
                        count++;
                        server.saved = server.saves.remove();
                    } while (!server.saved.equals(hardState));
                }
                yield new Step.Save(id, count);
            }
            case Input.LogPersisted(var write) -> {
                int count = 0;
                while (!server.appends.isEmpty() && server.appends.peek().write() <= write) {
                    Entries entries = server.appends.remove().entries();
                    put(server.durable, entries, entries.count());
                    count++;
                }
                yield new Step.Force(id, count);
            }
        };
    }

    private static void put(List<Long> terms, Entries entries, int count) {
        while (terms.size() < entries.first() - 1) {
            terms.add(0L); // forgotten, behind a snapshot
        }
        terms.subList((int) entries.first() - 1, terms.size()).clear();
        for (int i = 0; i < Math.min(count, entries.count()); i++) {
            terms.add(entries.term(entries.first() + i));
        }
    }

    @Override
    public void stepped(ServerId id, Raft raft, Input input, List<Output> outputs) {
        Seen server = seen(id);
        Step step = server.pending;
        server.pending = null;
        Standing standing = raft.status().standing();
        if (server.before != null && server.origin != null) {
            List<Step> found = facts.of(id, server.origin, server.before, raft, outputs);
            if (found == null) {
                note(
                        "what a tick of %s at %s was about is not known: %s"
                                .formatted(id, now, outputs));
                found = List.of();
            }
            for (Step each : found) {
                boolean last = each.equals(found.getLast());
                happened(each, "", last ? outputs : List.of(), standing);
            }
        } else if (step instanceof Step.Deliver(var from, _, var message, _)) {
            String when = sent.get(new Way(from, id, message));
            if (when == null) {
                note("%s got from %s what that never sent: %s".formatted(id, from, message));
            }
            happened(step, when == null ? "?" : when, outputs, standing);
        } else if (step != null) {
            happened(step, "", outputs, standing);
        }
        outputs.forEach(output -> ordered(id, server, output));
    }

    private void happened(
            Step step, String when, List<Output> outputs, @Nullable Standing standing) {
        steps.add(step);
        happenings.add(new Happening(now, step, when, null, outputs, standing, null));
    }

    private void ordered(ServerId id, Seen server, Output output) {
        switch (output) {
            case Output.SaveHardState(var hardState) -> server.saves.add(hardState);
            case Output.Append append ->
                    server.appends.add(new Waiting(append.write(), append.entries()));
            case Output.Send(var to, var message) -> sent.put(new Way(id, to, message), now);
            case Output.Restore _ -> note(id + " restores a snapshot");
            case Output.Commit _,
                    Output.FetchSnapshot _,
                    Output.ReadReady _,
                    Output.Refuse _,
                    Output.Reconfigured _,
                    Output.ChangeEnded _,
                    Output.Changed _,
                    Output.TransferEnded _ -> {}
        }
    }

    @Override
    public void crashed(ServerId id, long nanos) {
        now = "%.4f".formatted(nanos / 1e9);
        Seen server = seen(id);
        if (server.pending != null) {
            happened(server.pending, "", List.of(), null);
            server.pending = null;
        }
        happened(new Step.Crash(id), "", List.of(), null);
    }

    @Override
    public void started(
            ServerId id, long nanos, HardState hardState, Entries log, long suspectFrom) {
        now = "%.4f".formatted(nanos / 1e9);
        Seen server = seen(id);
        if (log.first() > 1) {
            note(id + " starts on a snapshot");
        } else if (server.started) {
            int saves = saves(id, server, hardState, log);
            int entries = entries(id, server, log);
            long suspect = suspectFrom > log.last() ? 0 : suspectFrom;
            Step step = new Step.Reboot(id, saves, entries, suspect);
            happened(step, "", List.of(), Standing.FOLLOWER);
        } else if (log.last() > 0 || !hardState.equals(HardState.INITIAL)) {
            note(id + " does not begin with nothing");
        }
        server.started = true;
        server.origin = null;
        server.saved = hardState;
        server.saves.clear();
        server.appends.clear();
        server.durable.clear();
        put(server.durable, log, log.count());
    }

    /** How many of those that wait must be durable for this to be found. */
    private int saves(ServerId id, Seen server, HardState found, Entries log) {
        boolean isOfTheLog =
                found.votedFor() == null
                        && !log.isEmpty()
                        && found.currentTerm() == log.term(log.last());
        if (found.equals(server.saved)) {
            return 0;
        }
        int count = new ArrayList<>(server.saves).indexOf(found) + 1;
        if (count == 0 && !isOfTheLog) {
            note("%s finds %s, which it had not saved".formatted(id, found));
        }
        return count;
    }

    private int entries(ServerId id, Seen server, Entries found) {
        List<Long> terms = new ArrayList<>();
        put(terms, found, found.count());
        List<Long> disk = new ArrayList<>(server.durable);
        int count = 0;
        if (disk.equals(terms)) {
            return count;
        }
        for (Waiting each : server.appends) {
            List<Long> whole = disk;
            for (int some = 1; some <= each.entries().count(); some++) {
                disk = new ArrayList<>(whole);
                put(disk, each.entries(), some);
                count++;
                if (disk.equals(terms)) {
                    return count;
                }
            }
        }
        note("%s finds a log up to %d that it had not written".formatted(id, found.last()));
        return 0;
    }
}
