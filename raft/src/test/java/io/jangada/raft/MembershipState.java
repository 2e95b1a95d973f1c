package io.jangada.raft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One moment of a change of the members: the cores, whose disks are prompt; the letters under way;
 * and what history must not contradict: who led in which term, and what was committed. A value;
 * every move makes a new one.
 *
 * @param cores encoded, which is how they are compared
 * @param logs what each has on disk
 * @param network delivered at most once, in any order; a letter that is sent twice is there once,
 *     and heartbeats are left out, because they bring nothing that appends do not
 * @param committed the term and the configuration in effect at each index
 */
record MembershipState(
        List<Bytes> cores,
        List<Entries> logs,
        List<HardState> votes,
        SortedSet<ElectionState.Letter> network,
        SortedMap<Long, Long> leaders,
        SortedMap<Long, Fact> committed,
        Members first,
        String contradiction,
        int campaigns,
        int changes,
        int crashes) {

    /** What is committed at an index. */
    record Fact(long term, Members members) {}

    /** Server 1 leads {@code first}, and everybody has its first entry. */
    static MembershipState initial(int servers, Members first) {
        List<Bytes> cores = new ArrayList<>();
        for (int id = 1; id <= servers; id++) {
            ServerId self = new ServerId(id);
            cores.add(core(self, first, HardState.INITIAL, Entries.none(1)).encode());
        }
        MembershipState state =
                new MembershipState(
                                cores,
                                Collections.nCopies(servers, Entries.none(1)),
                                Collections.nCopies(servers, HardState.INITIAL),
                                new TreeSet<>(),
                                new TreeMap<>(),
                                new TreeMap<>(),
                                first,
                                "",
                                0,
                                0,
                                0)
                        .campaign(0);
        while (!state.network().isEmpty()) {
            state = state.deliver(state.network().first());
        }
        return new Draft(state, 0, 0, 0).state();
    }

    private static Raft core(ServerId self, Members first, HardState state, Entries log) {
        Start start = Start.of(self, first, state, log, log.last() + 1, 1);
        return new Raft(start, OneServer.SETTINGS, OneServer.SHORTEST, Probes.NONE);
    }

    Raft core(int server) {
        try {
            return Raft.decode(
                    cores.get(server), OneServer.SETTINGS, OneServer.SHORTEST, Probes.NONE);
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    Optional<String> violation() {
        return contradiction.isEmpty() ? Optional.empty() : Optional.of(contradiction);
    }

    boolean hasCommitted(Members members) {
        return committed.values().stream().anyMatch(fact -> fact.members().equals(members));
    }

    boolean leads(int server) {
        return core(server).status().standing() == Standing.LEADER;
    }

    // Moves.

    MembershipState deliver(ElectionState.Letter letter) {
        Draft draft = new Draft(this, campaigns, changes, crashes);
        draft.network.remove(letter);
        int server = (int) letter.to().value() - 1;
        return draft.step(server, new Input.Receive(letter.from(), letter.message())).state();
    }

    /** As if told to: without pre-votes, and nobody is sticky, which is the worst case. */
    MembershipState campaign(int server) {
        Draft draft = new Draft(this, campaigns + 1, changes, crashes);
        Status status = core(server).status();
        Message now = new Message.TimeoutNow(status.currentTerm());
        return draft.step(server, new Input.Receive(status.self(), now)).state();
    }

    MembershipState change(int server, Members next) {
        Draft draft = new Draft(this, campaigns, changes + 1, crashes);
        Members now = core(server).members();
        return draft.step(server, new Input.ChangeMembers(1, now, next)).state();
    }

    MembershipState crash(int server) {
        Draft draft = new Draft(this, campaigns, changes, crashes + 1);
        ServerId self = new ServerId(server + 1);
        draft.cores.set(server, core(self, first, votes.get(server), logs.get(server)).encode());
        return draft.state();
    }

    /** A state in the making. */
    private static final class Draft {
        private final List<Bytes> cores;
        private final List<OneServer.LogImage> logs = new ArrayList<>();
        private final List<HardState> votes;
        private final SortedSet<ElectionState.Letter> network;
        private final SortedMap<Long, Long> leaders;
        private final SortedMap<Long, Fact> committed;
        private final MembershipState from;
        private final int campaigns;
        private final int changes;
        private final int crashes;
        private String contradiction;

        Draft(MembershipState from, int campaigns, int changes, int crashes) {
            this.from = from;
            this.campaigns = campaigns;
            this.changes = changes;
            this.crashes = crashes;
            cores = new ArrayList<>(from.cores);
            for (Entries log : from.logs) {
                OneServer.LogImage image = new OneServer.LogImage();
                image.append(log);
                logs.add(image);
            }
            votes = new ArrayList<>(from.votes);
            network = new TreeSet<>(from.network);
            leaders = new TreeMap<>(from.leaders);
            committed = new TreeMap<>(from.committed);
            contradiction = from.contradiction;
        }

        Draft step(int server, Input input) {
            Raft core = from.core(server);
            List<Input> inputs = new ArrayList<>(List.of(input));
            while (!inputs.isEmpty()) {
                for (Output output : core.step(inputs.removeFirst())) {
                    perform(server, core, output, inputs);
                }
                remember(core);
            }
            cores.set(server, core.encode());
            return this;
        }

        private void perform(int server, Raft core, Output output, List<Input> inputs) {
            switch (output) {
                case Output.SaveHardState(HardState state) -> {
                    votes.set(server, state);
                    inputs.add(new Input.HardStatePersisted(state));
                }
                case Output.Append append -> {
                    logs.get(server).append(append.entries());
                    inputs.add(new Input.LogPersisted(append.write()));
                }
                case Output.Send(ServerId to, Message message) -> {
                    if (!isHeartbeat(message)) {
                        network.add(ElectionState.Letter.of(core.status().self(), to, message));
                    }
                }
                default -> {}
            }
        }

        private static boolean isHeartbeat(Message message) {
            return message instanceof Message.Heartbeat
                    || message instanceof Message.HeartbeatReply;
        }

        private void remember(Raft core) {
            Status status = core.status();
            if (status.standing() == Standing.LEADER) {
                long self = status.self().value();
                Long known = leaders.putIfAbsent(status.currentTerm(), self);
                if (known != null && known != self) {
                    contradiction = "two leaders in term " + status.currentTerm();
                }
            }
            for (long i = 1; i <= status.commitIndex(); i++) {
                Fact fact = new Fact(core.term(i), core.members(i));
                Fact known = committed.putIfAbsent(i, fact);
                if (known != null && !known.equals(fact)) {
                    contradiction = "another entry was committed at " + i;
                }
            }
        }

        /** Older than what its receiver has on disk: refused, now and after any crash. */
        private boolean isDead(ElectionState.Letter letter) {
            HardState vote = votes.get((int) letter.to().value() - 1);
            return letter.message().term() < vote.currentTerm();
        }

        MembershipState state() {
            network.removeIf(this::isDead);
            return new MembershipState(
                    cores,
                    logs.stream().map(OneServer.LogImage::entries).toList(),
                    votes,
                    network,
                    leaders,
                    committed,
                    from.first,
                    contradiction,
                    campaigns,
                    changes,
                    crashes);
        }
    }
}
