package io.jangada.sim.script;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Standing;
import io.jangada.sim.check.Oracle;
import io.jangada.sim.check.Violation;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * Real cores, honest disks, and what is under way between them. Nothing arrives that no core has
 * sent, nothing is durable that was not ordered; the simulator's oracle looks at every step.
 */
final class Cores {
    private final TreeMap<ServerId, Core> cores = new TreeMap<>();
    private final TreeMap<ServerId, TreeMap<ServerId, Way>> ways = new TreeMap<>();
    private final List<Letter> letters = new ArrayList<>();
    private final Oracle oracle;
    private final boolean prompt;
    private final boolean byPlace;
    private int made;
    private long commands;

    /**
     * @param prompt whether everything is durable as soon as it is ordered
     * @param byPlace whether the message that arrives is told by how many were sent after it,
     *     rather than by what it says
     */
    Cores(int count, Settings settings, boolean prompt, boolean byPlace) {
        this.prompt = prompt;
        this.byPlace = byPlace;
        List<ServerId> ids = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            ids.add(new ServerId(id));
        }
        oracle = new Oracle(ids);
        Members members = Members.of(ids.toArray(ServerId[]::new));
        for (ServerId id : ids) {
            cores.put(id, new Core(id, members, settings, oracle));
            ways.put(id, new TreeMap<>());
            ids.forEach(to -> way(id, to));
        }
    }

    private Way way(ServerId from, ServerId to) {
        return ways.computeIfAbsent(from, _ -> new TreeMap<>()).computeIfAbsent(to, _ -> new Way());
    }

    private Core core(ServerId id) {
        Core core = cores.get(id);
        if (core == null) {
            throw new IllegalArgumentException("no server " + id);
        }
        return core;
    }

    @Nullable Violation violation() {
        return oracle.violation();
    }

    /** All that was ever sent, in this order. */
    List<Letter> letters() {
        return Collections.unmodifiableList(letters);
    }

    /** Each server as scenarios show it. */
    List<String> shown() {
        return cores.values().stream().map(Core::shown).toList();
    }

    /** What came of it; null when it cannot happen now. */
    @Nullable Happening make(Step wanted) {
        Core core = core(wanted.at());
        Letter letter = null;
        Step step = possible(wanted, core);
        if (wanted instanceof Step.Deliver(var from, var at, var message, var newer)) {
            Way way = way(from, at);
            letter = byPlace && newer >= 0 ? way.newest(message, newer) : way.like(message);
            step =
                    letter == null
                            ? null
                            : new Step.Deliver(from, at, letter.message, way.newer(letter));
        }
        if (step == null) {
            return null;
        }
        List<Output> outputs = new ArrayList<>();
        String stopped = null;
        try {
            make(step, core, letter == null ? List.of() : letter.payloads, outputs);
        } catch (RuntimeException broken) {
            stopped = String.valueOf(broken.getMessage());
            oracle.report("I23", step.at() + " stops itself: " + stopped);
        }
        String sent = letter == null ? "" : Integer.toString(letter.sent + 1);
        if (letter != null) {
            letter.arrived = made;
        }
        made++;
        Standing standing = core.status().standing();
        String number = Integer.toString(made);
        return new Happening(number, step, sent, letter, outputs, standing, stopped);
    }

    /** With no more of the disk's work than there is; null when that is nothing. */
    private @Nullable Step possible(Step step, Core core) {
        return switch (step) {
            case Step.Crash _ -> null;
            case Step.Save(var at, var count) -> {
                int most = Math.min(count, core.unsaved());
                yield most == 0 ? null : new Step.Save(at, most);
            }
            case Step.Force(var at, var count) -> {
                int most = Math.min(count, core.unforced());
                yield most == 0 ? null : new Step.Force(at, most);
            }
            case Step.Reboot(var at, var saves, var entries, var suspect) ->
                    new Step.Reboot(
                            at,
                            Math.min(saves, core.unsaved()),
                            Math.min(entries, core.waiting()),
                            suspect);
            default -> step;
        };
    }

    private void make(Step step, Core core, List<Payload> payloads, List<Output> outputs) {
        switch (step) {
            case Step.Elapse _ -> elapse(core, outputs);
            case Step.Campaign _ -> {
                elapse(core, outputs);
                promised(core, outputs);
            }
            case Step.Silence _ -> step(core, new Input.LeaderSilent(), outputs);
            case Step.Heartbeat _ -> step(core, new Input.HeartbeatDue(), outputs);
            case Step.QuorumSilent _ -> step(core, new Input.QuorumSilent(), outputs);
            case Step.Lost(_, var peer) -> step(core, new Input.Lost(peer), outputs);
            case Step.Propose(_, var sizes) ->
                    step(core, new Input.Propose(1, sizes), fresh(sizes.count()), outputs);
            case Step.Read(_, var ticket) -> step(core, new Input.Read(ticket), outputs);
            case Step.Transfer(_, var to) -> step(core, new Input.Transfer(1, to), outputs);
            case Step.Hear(var at, var term) -> {
                ServerId other = new ServerId(at.value() == 1 ? 2 : 1);
                Message refused = new Message.RequestVoteReply(term, false);
                step(core, new Input.Receive(other, refused), outputs);
            }
            case Step.Deliver(var from, _, var message, _) ->
                    step(core, new Input.Receive(from, message), payloads, outputs);
            case Step.Save(_, var count) -> collect(core, core.save(count), List.of(), outputs);
            case Step.Force(_, var count) -> collect(core, core.force(count), List.of(), outputs);
            case Step.Reboot(_, var saves, var entries, var suspect) ->
                    core.reboot(saves, entries, suspect);
            case Step.Crash _ -> {}
        }
    }

    private void elapse(Core core, List<Output> outputs) {
        step(core, new Input.LeaderSilent(), outputs);
        step(core, new Input.ElectionElapsed(), outputs);
    }

    private void promised(Core core, List<Output> outputs) {
        Message promise = new Message.PreVoteReply(core.status().currentTerm() + 1, true);
        for (ServerId peer : cores.keySet()) {
            if (!peer.equals(core.status().self())
                    && core.status().standing() == Standing.PRE_CANDIDATE) {
                step(core, new Input.Receive(peer, promise), outputs);
            }
        }
    }

    /** Bytes that no other command has. */
    private List<Payload> fresh(int count) {
        List<Payload> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] name = Long.toString(++commands).getBytes(StandardCharsets.UTF_8);
            payloads.add(new Payload(Payload.Kind.COMMAND, Bytes.owned(name)));
        }
        return payloads;
    }

    private void step(Core core, Input input, List<Output> outputs) {
        step(core, input, List.of(), outputs);
    }

    private void step(Core core, Input input, List<Payload> payloads, List<Output> outputs) {
        collect(core, core.step(input, payloads), payloads, outputs);
    }

    private void collect(
            Core core, List<Output> ordered, List<Payload> payloads, List<Output> outputs) {
        List<Output> all = new ArrayList<>(ordered);
        if (prompt) {
            all.addAll(core.persist());
        }
        for (Output output : all) {
            outputs.add(output);
            if (output instanceof Output.Send(var to, var message)) {
                List<Payload> bytes =
                        switch (message) {
                            case Message.AppendEntries append -> core.payloads(append.entries());
                            case Message.Forward _ -> payloads;
                            default -> List.of();
                        };
                Letter letter = new Letter(core.status().self(), to, message, bytes, made);
                letters.add(letter);
                way(letter.from, to).post(letter);
            }
        }
    }
}
