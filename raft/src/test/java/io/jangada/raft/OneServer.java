package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One real core and its disk. The disk does nothing by itself: a test says when a write is durable,
 * and a crash leaves what was. What the core puts out is kept until {@link #forget}.
 */
final class OneServer {
    static final ServerId S1 = new ServerId(1);
    static final ServerId S2 = new ServerId(2);
    static final ServerId S3 = new ServerId(3);
    static final ServerId S4 = new ServerId(4);
    static final ServerId S5 = new ServerId(5);

    /** Heartbeats every 100 ms, time-outs from 1000 ms up, as etcd has them. */
    static final Settings SETTINGS = Settings.of(100, 1000);

    /** The shortest time-out that may be drawn. */
    static final Timeouts SHORTEST = (min, max) -> min;

    private final Settings settings;
    private final Timeouts timeouts;
    private final Members members;
    private final Deque<HardState> saves = new ArrayDeque<>();
    private final Deque<Output.Append> appends = new ArrayDeque<>();
    private final List<Output> outputs = new ArrayList<>();
    private final Disk disk;
    private final LogImage log;
    private Raft raft;
    private long nextReadToken = 100;

    /** What survives a crash. */
    private static final class Disk {
        private HardState hardState = HardState.INITIAL;
        private LogImage log = new LogImage();
    }

    /** The driver's copy of a log: what the Appends of the core have made of it. */
    static final class LogImage {
        private final List<Long> terms = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();
        private final TreeMap<Long, Members> configurations = new TreeMap<>();

        void append(Entries entries) {
            append(entries, entries.count());
        }

        /** The first {@code count} of them, or all. */
        void append(Entries entries, int count) {
            int keep = (int) entries.first() - 1;
            Check.that(keep <= terms.size(), "an append leaves no gap");
            terms.subList(keep, terms.size()).clear();
            sizes.subList(keep, sizes.size()).clear();
            configurations.tailMap(entries.first()).clear();
            long last = Math.min(entries.last(), entries.first() + count - 1);
            configurations.putAll(entries.configurations().headMap(last + 1));
            for (long index = entries.first(); index <= last; index++) {
                terms.add(entries.term(index));
                sizes.add(entries.size(index));
            }
        }

        Entries entries() {
            return Entries.of(
                            1,
                            terms.stream().mapToLong(term -> term).toArray(),
                            Sizes.of(sizes.stream().mapToInt(size -> size).toArray()))
                    .with(configurations);
        }

        LogImage copy() {
            LogImage copy = new LogImage();
            copy.terms.addAll(terms);
            copy.sizes.addAll(sizes);
            copy.configurations.putAll(configurations);
            return copy;
        }
    }

    private OneServer(Start start, Settings settings, Timeouts timeouts) {
        this.settings = settings;
        this.timeouts = timeouts;
        this.members = start.snapshot().members();
        this.disk = new Disk();
        disk.hardState = start.hardState();
        disk.log.append(start.log());
        this.log = disk.log.copy();
        this.raft = new Raft(start, settings, timeouts, Probes.NONE);
    }

    static OneServer of(Start start, Settings settings, Timeouts timeouts) {
        return new OneServer(start, settings, timeouts);
    }

    /** S1 of {@code servers}, at its very first start. */
    static OneServer of(int servers) {
        return of(servers, 0);
    }

    /** S1 of {@code servers}, restarted in {@code term} without a vote and with this log. */
    static OneServer of(int servers, long term, long... log) {
        return of(servers, new HardState(term, null), log);
    }

    /** {@code self} at its very first start, with this configuration. */
    static OneServer of(ServerId self, Members members) {
        return of(self, members, HardState.INITIAL, Entries.none(1));
    }

    static OneServer of(ServerId self, Members members, HardState hardState, Entries log) {
        return of(
                Start.of(self, members, hardState, log, log.last() + 1, self.value()),
                SETTINGS,
                SHORTEST);
    }

    static OneServer of(int servers, HardState hardState, long... log) {
        return of(start(S1, servers, hardState, log), SETTINGS, SHORTEST);
    }

    static Start start(ServerId self, int servers, HardState hardState, long... log) {
        return Start.of(
                self, voters(servers), hardState, entries(1, log), log.length + 1L, self.value());
    }

    static Members voters(int servers) {
        TreeSet<ServerId> voters = new TreeSet<>();
        for (int id = 1; id <= servers; id++) {
            voters.add(new ServerId(id));
        }
        return new Members(voters, new TreeSet<>(), new TreeSet<>());
    }

    /** Entries of these terms, one byte each. */
    static Entries entries(long first, long... terms) {
        int[] sizes = new int[terms.length];
        Arrays.fill(sizes, 1);
        return Entries.of(first, terms, Sizes.of(sizes));
    }

    // What happens to the server.

    OneServer step(Input input) {
        List<Output> result = raft.step(input);
        outputs.addAll(result);
        for (Output output : result) {
            if (output instanceof Output.SaveHardState save) {
                saves.add(save.hardState());
            } else if (output instanceof Output.Append append) {
                appends.add(append);
                log.append(append.entries());
            }
        }
        return this;
    }

    OneServer receive(ServerId from, Message message) {
        return step(new Input.Receive(from, message));
    }

    /** The oldest ordered hard state is durable now. */
    OneServer persistHardState() {
        return persistHardState(1);
    }

    /** The oldest ones are, and the last of them is reported. */
    OneServer persistHardState(int count) {
        for (int i = 0; i < count; i++) {
            disk.hardState = saves.remove();
        }
        return step(new Input.HardStatePersisted(disk.hardState));
    }

    /** The oldest ordered append is durable now. */
    OneServer persistLog() {
        return persistLog(1);
    }

    /** The oldest ones are, and all are reported at once. */
    OneServer persistLog(int count) {
        long write = 0;
        for (int i = 0; i < count; i++) {
            Output.Append append = appends.remove();
            disk.log.append(append.entries());
            write = append.write();
        }
        return step(new Input.LogPersisted(write));
    }

    /** Everything that was ordered is durable now. */
    OneServer persist() {
        while (!saves.isEmpty() || !appends.isEmpty()) {
            if (saves.isEmpty()) {
                persistLog();
            } else {
                persistHardState();
            }
        }
        return this;
    }

    /** Loses what is not durable and starts again from what is. */
    OneServer crash() {
        return reboot(0, 0, 0);
    }

    /**
     * The same, where so many hard states and so many entries were durable and not reported.
     *
     * @param suspectFrom the first suspect entry; 0 for none
     */
    OneServer reboot(int hardStates, int entries, long suspectFrom) {
        for (int i = 0; i < hardStates; i++) {
            disk.hardState = saves.remove();
        }
        int left = entries;
        for (Output.Append append : appends) {
            Entries written = append.entries();
            if (left > 0) {
                disk.log.append(written, left);
                left -= written.count();
            }
        }
        saves.clear();
        appends.clear();
        outputs.clear();
        log.append(Entries.none(1));
        log.append(disk.log.entries());
        nextReadToken += 1000;
        Entries durable = disk.log.entries();
        long lastTerm = durable.isEmpty() ? 0 : durable.term(durable.last());
        if (lastTerm > disk.hardState.currentTerm()) {
            disk.hardState = new HardState(lastTerm, null);
        }
        raft =
                new Raft(
                        Start.of(
                                self(),
                                members,
                                disk.hardState,
                                durable,
                                suspectFrom == 0 ? durable.last() + 1 : suspectFrom,
                                nextReadToken),
                        settings,
                        timeouts,
                        Probes.NONE);
        return this;
    }

    /** A minimum election time-out went by without a word from a leader. */
    OneServer silence() {
        return step(new Input.LeaderSilent());
    }

    /** A whole drawn election time-out went by. */
    OneServer timeOut() {
        return silence().step(new Input.ElectionElapsed());
    }

    OneServer propose(int... sizes) {
        return step(new Input.Propose(1, Sizes.of(sizes)));
    }

    /** Asks, by ticket 7, for the change from what is in effect to {@code next}. */
    OneServer change(Members next) {
        return step(new Input.ChangeMembers(7, members(), next));
    }

    /** What was put out so far is of no interest for what follows. */
    OneServer forget() {
        outputs.clear();
        return this;
    }

    // How it gets into a role, by its own rules.

    /** Time out, and have just enough others promise their vote: a candidate, durably. */
    OneServer campaign() {
        timeOut();
        long term = status().currentTerm() + 1;
        for (ServerId peer : peers()) {
            if (status().standing() == Standing.PRE_CANDIDATE) {
                receive(peer, new Message.PreVoteReply(term, true));
            }
        }
        while (!saves.isEmpty()) {
            persistHardState();
        }
        return this;
    }

    /** Campaign and get just enough votes: a leader whose no-op is not yet durable. */
    OneServer lead() {
        campaign();
        for (ServerId peer : peers()) {
            if (status().standing() == Standing.CANDIDATE) {
                receive(peer, new Message.RequestVoteReply(term(), true));
            }
        }
        Check.that(status().standing() == Standing.LEADER, "elected");
        return this;
    }

    /** A leader whose no-op is durable everywhere and committed. */
    OneServer leadAndCommit() {
        lead().persist();
        for (ServerId peer : peers()) {
            acknowledge(peer, log().last());
        }
        Check.that(status().commitIndex() == log().last(), "committed");
        return forget();
    }

    /** Hears a heartbeat of {@code leader} in {@code term} and has it on disk. */
    OneServer follow(ServerId leader, long term) {
        receive(leader, new Message.Heartbeat(term, 0, 0, 1));
        while (!saves.isEmpty()) {
            persistHardState();
        }
        return forget();
    }

    OneServer acknowledge(ServerId peer, long matchIndex) {
        return receive(peer, new Message.AppendAccepted(term(), matchIndex));
    }

    // What it is.

    ServerId self() {
        return raft.status().self();
    }

    Raft raft() {
        return raft;
    }

    /** The configuration in effect. */
    Members members() {
        return raft.members();
    }

    Status status() {
        return raft.status();
    }

    long term() {
        return status().currentTerm();
    }

    Standing standing() {
        return status().standing();
    }

    /** The log as the outputs of the core have made it; {@link #durableLog} is what is on disk. */
    Entries log() {
        return log.entries();
    }

    Entries durableLog() {
        return disk.log.entries();
    }

    HardState durableHardState() {
        return disk.hardState;
    }

    List<ServerId> peers() {
        List<ServerId> peers = new ArrayList<>(members().all());
        peers.remove(self());
        return peers;
    }

    boolean hasUnsavedHardState() {
        return !saves.isEmpty();
    }

    boolean hasUnsavedLog() {
        return !appends.isEmpty();
    }

    // What it said since the last `forget`.

    List<Output> outputs() {
        return List.copyOf(outputs);
    }

    <T extends Output> List<T> outputs(Class<T> type) {
        return outputs.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Every message sent, to whomever. */
    List<Message> sent() {
        return outputs(Output.Send.class).stream().map(Output.Send::message).toList();
    }

    <T extends Message> List<T> sent(Class<T> type) {
        return sent().stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Message> sentTo(ServerId to) {
        return outputs(Output.Send.class).stream()
                .filter(send -> send.to().equals(to))
                .map(Output.Send::message)
                .toList();
    }

    <T extends Message> List<T> sentTo(ServerId to, Class<T> type) {
        return sentTo(to).stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The only message of this type, to whomever. */
    <T extends Message> T only(Class<T> type) {
        List<T> found = sent(type);
        Check.that(found.size() == 1, "one " + type.getSimpleName() + ", not " + sent());
        return found.getFirst();
    }

    /** The newest message of this type to {@code to}. */
    <T extends Message> T last(ServerId to, Class<T> type) {
        List<T> found = sentTo(to, type);
        Check.that(!found.isEmpty(), "a " + type.getSimpleName() + " to " + to + ": " + sent());
        return found.getLast();
    }

    @Nullable ServerId leader() {
        return status().leader();
    }
}
