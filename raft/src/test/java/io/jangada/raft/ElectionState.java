package io.jangada.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One moment of an election: the cores, what they have on disk and ordered to it, the letters under
 * way, and what history must not contradict: who led and who voted for whom in which term. A value;
 * every move makes a new one.
 *
 * @param cores encoded, which is how they are compared
 * @param network delivered at most once, in any order; a letter that is sent twice is there once,
 *     and what a leader sends is left out, because the election is over then
 */
record ElectionState(
        List<Bytes> cores,
        List<HardState> disks,
        List<List<HardState>> ordered,
        SortedSet<Letter> network,
        SortedMap<Long, Long> leaders,
        SortedMap<Ballot, Long> votes,
        boolean contradicted,
        int timeouts,
        int crashes) {

    /** A message, compared by its text so that the network has one order. */
    record Letter(ServerId from, ServerId to, Message message, String text)
            implements Comparable<Letter> {
        static Letter of(ServerId from, ServerId to, Message message) {
            return new Letter(from, to, message, from + " " + to + " " + message);
        }

        @Override
        public int compareTo(Letter other) {
            return text.compareTo(other.text);
        }
    }

    /** The one ballot that a server has in a term. */
    record Ballot(long term, ServerId voter) implements Comparable<Ballot> {
        @Override
        public int compareTo(Ballot other) {
            int order = Long.compare(term, other.term);
            return order != 0 ? order : voter.compareTo(other.voter);
        }
    }

    static ElectionState initial(int servers) {
        List<Bytes> cores = new ArrayList<>();
        List<HardState> disks = new ArrayList<>();
        List<List<HardState>> ordered = new ArrayList<>();
        for (int id = 1; id <= servers; id++) {
            cores.add(core(id, servers, HardState.INITIAL).encode());
            disks.add(HardState.INITIAL);
            ordered.add(List.of());
        }
        return new ElectionState(
                cores,
                disks,
                ordered,
                new TreeSet<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                false,
                0,
                0);
    }

    /** A core that has been silent for long enough to vote, which is the worst case. */
    private static Raft core(int id, int servers, HardState hardState) {
        Start start = OneServer.start(new ServerId(id), servers, hardState);
        Raft core = new Raft(start, OneServer.SETTINGS, OneServer.SHORTEST, Probes.NONE);
        core.step(new Input.LeaderSilent());
        return core;
    }

    long term(int server) {
        return core(server).status().currentTerm();
    }

    private Raft core(int server) {
        return decoded(cores.get(server));
    }

    private static Raft decoded(Bytes core) {
        try {
            return Raft.decode(core, OneServer.SETTINGS, OneServer.SHORTEST, Probes.NONE);
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    boolean canPersist(int server) {
        return !ordered.get(server).isEmpty();
    }

    boolean hasLeader() {
        return !leaders.isEmpty();
    }

    Optional<String> violation() {
        return contradicted
                ? Optional.of("two leaders in one term, or two votes of one server")
                : Optional.empty();
    }

    // Moves.

    ElectionState deliver(Letter letter) {
        Draft draft = new Draft(this);
        draft.network.remove(letter);
        int server = (int) letter.to().value() - 1;
        return draft.step(server, new Input.Receive(letter.from(), letter.message())).state();
    }

    ElectionState persist(int server) {
        Draft draft = new Draft(this);
        List<HardState> queue = ordered.get(server);
        draft.disks.set(server, queue.getFirst());
        draft.ordered.set(server, queue.subList(1, queue.size()));
        return draft.step(server, new Input.HardStatePersisted(queue.getFirst())).state();
    }

    ElectionState timeOut(int server) {
        Draft draft = new Draft(this);
        draft.timeouts++;
        draft.step(server, new Input.LeaderSilent());
        return draft.step(server, new Input.ElectionElapsed()).state();
    }

    ElectionState crash(int server) {
        Draft draft = new Draft(this);
        draft.crashes++;
        draft.ordered.set(server, List.of());
        draft.cores.set(server, core(server + 1, cores.size(), disks.get(server)).encode());
        return draft.state();
    }

    /** A state in the making. */
    private static final class Draft {
        private final List<Bytes> cores;
        private final List<HardState> disks;
        private final List<List<HardState>> ordered;
        private final SortedSet<Letter> network;
        private final SortedMap<Long, Long> leaders;
        private final SortedMap<Ballot, Long> votes;
        private boolean contradicted;
        private int timeouts;
        private int crashes;

        Draft(ElectionState from) {
            cores = new ArrayList<>(from.cores);
            disks = new ArrayList<>(from.disks);
            ordered = new ArrayList<>(from.ordered);
            network = new TreeSet<>(from.network);
            leaders = new TreeMap<>(from.leaders);
            votes = new TreeMap<>(from.votes);
            timeouts = from.timeouts;
            crashes = from.crashes;
        }

        Draft step(int server, Input input) {
            Raft core = decoded(cores.get(server));
            ServerId self = core.status().self();
            for (Output output : stepped(server, core, input)) {
                if (output instanceof Output.SaveHardState save) {
                    List<HardState> queue = new ArrayList<>(ordered.get(server));
                    queue.add(save.hardState());
                    ordered.set(server, queue);
                } else if (output instanceof Output.Send send) {
                    send(Letter.of(self, send.to(), send.message()));
                }
            }
            Status status = core.status();
            if (status.standing() == Standing.LEADER) {
                remember(leaders, status.currentTerm(), self.value());
            }
            return this;
        }

        private List<Output> stepped(int server, Raft core, Input input) {
            List<Output> outputs = core.step(input);
            cores.set(server, core.encode());
            return outputs;
        }

        private void send(Letter letter) {
            Message message = letter.message();
            if (message instanceof Message.RequestVoteReply(long term, boolean granted)
                    && granted) {
                remember(votes, new Ballot(term, letter.from()), letter.to().value());
            } else if (message instanceof Message.RequestVote asked) {
                Ballot own = new Ballot(asked.term(), letter.from());
                remember(votes, own, letter.from().value());
            }
            if (!isOfALeader(message)) {
                network.add(letter);
            }
        }

        private static boolean isOfALeader(Message message) {
            return message instanceof Message.AppendEntries || message instanceof Message.Heartbeat;
        }

        private <K> void remember(Map<K, Long> history, K key, long value) {
            Long known = history.putIfAbsent(key, value);
            contradicted |= known != null && known != value;
        }

        /** Older than what its receiver has on disk: refused, now and after any crash. */
        private boolean isDead(Letter letter) {
            HardState disk = disks.get((int) letter.to().value() - 1);
            return letter.message().term() < disk.currentTerm();
        }

        ElectionState state() {
            network.removeIf(this::isDead);
            return new ElectionState(
                    cores,
                    disks,
                    ordered,
                    network,
                    leaders,
                    votes,
                    contradicted,
                    timeouts,
                    crashes);
        }
    }
}
