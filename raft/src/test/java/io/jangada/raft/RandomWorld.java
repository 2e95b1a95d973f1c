package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Servers, disks and a network under one seed. An entry's size stands for its content: no two
 * proposals have the same. Checked after every step: one leader in a term, log matching, committed
 * entries are for ever and on a quorum's disks, messages and acks promise only what is durable,
 * reads see what was committed before them.
 */
final class RandomWorld {
    private static final Settings SETTINGS = new Settings(1000, 100, 200, 3, 2, 300, 2000, 8, 16);
    private static final long TICK = 50;

    final TreeMap<String, Integer> hits = new TreeMap<>();
    private final Random random;
    private final Members members;
    private final ServerId[] ids;
    private final TreeMap<ServerId, Machine> machines = new TreeMap<>();
    private final List<Packet> network = new ArrayList<>();
    private final TreeMap<Long, ServerId> leaders = new TreeMap<>();
    private final TreeMap<Long, Long> committed = new TreeMap<>();
    private final TreeMap<Long, Long> readsBegun = new TreeMap<>();
    private long now;
    private long nextTicket = 1;
    private int nextSize = 1;

    private record Packet(ServerId from, ServerId to, Message message) {}

    /** One server with its disk: what is durable, and what was ordered but is not yet. */
    private final class Machine {
        final ServerId self;
        Raft raft;
        HardState durableState = HardState.INITIAL;
        final Platter platter = new Platter();
        final ArrayDeque<Output> disk = new ArrayDeque<>();
        final ArrayDeque<Long> toApply = new ArrayDeque<>();

        /** Complete and durable; the newest there is. */
        Snapshot snapshot = Snapshot.none(members);

        /** Ordered, and not yet here. */
        final List<Snapshot> fetches = new ArrayList<>();

        final TreeSet<Long> openReads = new TreeSet<>();
        long boot;

        Machine(ServerId self) {
            this.self = self;
            this.raft = start();
        }

        Raft start() {
            adopt();
            Entries log = platter.log();
            long suspect = Math.min(platter.suspectFrom, log.last() + 1);
            long prevTerm = platter.prevTerm();
            boot++;
            return new Raft(
                    new Start(self, snapshot, durableState, prevTerm, log, suspect, boot << 32),
                    SETTINGS,
                    (min, max) -> min + random.nextInt((int) (max - min)),
                    this::hit);
        }

        /** A snapshot that is not in the log takes its place, as recovery does it. */
        private void adopt() {
            long index = snapshot.lastIncludedIndex();
            if (!platter.has(index, snapshot.lastIncludedTerm())) {
                hit("start-with-a-snapshot-beyond-the-log");
                reset(snapshot);
            } else if (platter.suspectFrom <= index) {
                platter.suspectFrom = platter.last() > index ? index + 1 : Platter.NONE;
            }
            if (snapshot.lastIncludedTerm() > durableState.currentTerm()) {
                durableState = new HardState(snapshot.lastIncludedTerm(), null);
            }
        }

        private void reset(Snapshot to) {
            platter.reset(
                    LongStream.rangeClosed(1, to.lastIncludedIndex())
                            .mapToObj(index -> Objects.requireNonNull(committed.get(index)))
                            .toList());
        }

        /** An image of what is applied, and then perhaps less log. */
        void snapshot() {
            long index = raft.status().lastApplied();
            if (index > snapshot.lastIncludedIndex()) {
                hit("snapshot-taken");
                snapshot = new Snapshot(index, raft.term(index), members);
                step(new Input.SnapshotTaken(index));
            }
            if (oneIn(2)) {
                long upTo = snapshot.lastIncludedIndex() - random.nextInt(3);
                step(new Input.Compact(Math.max(0, upTo)));
                platter.forget(raft.status().firstLogIndex() - 1);
            }
        }

        /** One that was ordered is here, or will never be. */
        void receive(boolean faulty) {
            if (!fetches.isEmpty()) {
                Snapshot next = fetches.remove(random.nextInt(fetches.size()));
                if (next.lastIncludedIndex() > snapshot.lastIncludedIndex()) {
                    snapshot = next;
                }
                if (faulty && oneIn(6)) {
                    crash();
                } else {
                    step(new Input.SnapshotReceived(next));
                }
            }
        }

        private void hit(String name) {
            hits.merge(name, 1, Integer::sum);
        }

        void crash() {
            hit("crash");
            disk.clear();
            toApply.clear();
            openReads.clear();
            fetches.clear();
            long last = platter.last();
            if (platter.suspectFrom > last && last > platter.base() && isRepairable() && oneIn(4)) {
                hit("crash-suspect");
                platter.suspectFrom =
                        last - random.nextInt((int) Math.min(3, last - platter.base()));
            }
            raft = start();
        }

        void step(Input input) {
            if (oneIn(16)) {
                copyIsTheSame(input);
            }
            for (Output output : raft.step(input)) {
                perform(output);
            }
            check();
        }

        /** A copy is equal, does the same, and then differs from the original left behind. */
        private void copyIsTheSame(Input input) {
            Bytes before = raft.encode();
            Raft copy = raft.copy();
            assertThat(copy).isEqualTo(raft).hasSameHashCodeAs(raft);
            copy.step(input);
            assertThat(raft.encode()).isEqualTo(before);
        }

        private void perform(Output output) {
            switch (output) {
                case Output.SaveHardState _ -> disk.add(output);
                case Output.Append append -> {
                    if (append.truncates()) {
                        hit("truncation");
                    }
                    disk.add(append);
                }
                case Output.Send(ServerId to, Message message) -> {
                    promise(message);
                    network.add(new Packet(self, to, message));
                }
                case Output.Commit(long index) -> {
                    hit("commit");
                    committed(index);
                    toApply.add(index);
                }
                case Output.FetchSnapshot(_, Snapshot wanted) -> {
                    hit("fetch");
                    if (fetches.size() < 3) {
                        fetches.add(wanted);
                    }
                }
                case Output.Restore restore -> {
                    hit("restore");
                    long index = restore.snapshot().lastIncludedIndex();
                    Check.that(
                            Objects.equals(
                                    committed.get(index), restore.snapshot().lastIncludedTerm()),
                            "a snapshot is of committed entries");
                    disk.add(restore);
                    toApply.add(index);
                }
                case Output.ReadReady(long ticket, long readIndex) -> {
                    hit("read-ready");
                    assertThat(openReads.remove(ticket)).isTrue();
                    assertThat(readIndex)
                            .isGreaterThanOrEqualTo(Objects.requireNonNull(readsBegun.get(ticket)));
                }
                case Output.Refuse(long ticket, Refusal why) -> {
                    hit("refused-" + why);
                    openReads.remove(ticket);
                }
                case Output.Changed(Standing standing, long term, ServerId leader) -> {
                    if (standing == Standing.LEADER) {
                        assertThat(leader).isEqualTo(self);
                        ServerId first = leaders.putIfAbsent(term, self);
                        assertThat(first == null || first.equals(self)).isTrue();
                        complete();
                    }
                }
                case Output.Reconfigured _ -> hit("reconfigured");
                case Output.ChangeEnded(long _, boolean done) ->
                        hit(done ? "change-done" : "change-given-up");
                case Output.TransferEnded(long _, boolean done) ->
                        hit(done ? "transfer-done" : "transfer-aborted");
            }
        }

        /** What leaves must survive a power cut now. */
        private void promise(Message message) {
            switch (message) {
                case Message.PreVote _, Message.PreVoteReply _ -> {}
                default ->
                        assertThat(message.term()).isLessThanOrEqualTo(durableState.currentTerm());
            }
            switch (message) {
                case Message.RequestVote vote -> {
                    if (vote.term() == durableState.currentTerm()) {
                        assertThat(durableState.votedFor()).isEqualTo(self);
                    }
                }
                case Message.AppendAccepted(long _, long match) -> acknowledged(match);
                case Message.HeartbeatReply(long _, long _, long match) -> acknowledged(match);
                default -> {}
            }
        }

        private void acknowledged(long match) {
            assertThat(match)
                    .isLessThanOrEqualTo(Math.max(platter.last(), snapshot.lastIncludedIndex()));
            assertThat(match).isLessThan(platter.suspectFrom);
        }

        private void committed(long index) {
            Raft view = raft;
            for (long i = Math.max(1, view.status().firstLogIndex() - 1); i <= index; i++) {
                Long known = committed.get(i);
                if (known != null) {
                    Check.that(view.term(i) == known, "committed entries are for ever");
                } else {
                    committed.put(i, view.term(i));
                    Check.that(onDisks(i, view.term(i)), "committed means durable on a quorum");
                }
            }
        }

        /** Leader completeness. */
        private void complete() {
            committed.forEach((index, term) -> {
                Check.that(raft.status().lastLogIndex() >= index, "a leader has it");
                Check.that(
                        index < raft.status().firstLogIndex() - 1 || raft.term(index) == term,
                        "a leader has it in its term");
            });
        }

        private void check() {
            Status status = raft.status();
            assertThat(status.lastApplied()).isLessThanOrEqualTo(status.commitIndex());
            assertThat(status.commitIndex()).isLessThanOrEqualTo(status.lastLogIndex());
            for (PeerStatus peer : raft.peers()) {
                assertThat(peer.matchIndex()).isLessThanOrEqualTo(status.lastLogIndex());
                assertThat(peer.messagesUnderWay())
                        .isLessThanOrEqualTo(SETTINGS.windowMessagesMax());
            }
        }

        /** The oldest order reaches the platter. */
        void persist() {
            Output done = disk.poll();
            switch (done) {
                case Output.SaveHardState(HardState state) -> {
                    durableState = state;
                    step(new Input.HardStatePersisted(state));
                }
                case Output.Append append -> {
                    if (platter.write(append.entries())) {
                        hit("repair");
                    }
                    step(new Input.LogPersisted(append.write()));
                }
                case Output.Restore restore -> {
                    reset(restore.snapshot());
                    step(new Input.LogPersisted(restore.write()));
                }
                case null -> {}
                default -> throw new IllegalStateException("no disk work");
            }
        }
    }

    RandomWorld(long seed, int count) {
        random = new Random(seed);
        ids = new ServerId[count];
        for (int i = 0; i < count; i++) {
            ids[i] = new ServerId(i + 1);
        }
        members = Members.of(ids);
        for (ServerId id : ids) {
            machines.put(id, new Machine(id));
        }
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** The sound ones are still a majority when one more is damaged. */
    private boolean isRepairable() {
        long damaged =
                machines.values().stream()
                        .filter(machine -> machine.platter.suspectFrom != Platter.NONE)
                        .count();
        return 2 * (damaged + 1) < ids.length;
    }

    private Machine any() {
        return machine(ids[random.nextInt(ids.length)]);
    }

    private Machine machine(ServerId id) {
        return Objects.requireNonNull(machines.get(id));
    }

    private boolean onDisks(long index, long term) {
        return new Quorum(members)
                .holds(position -> {
                    Machine machine = machine(ids[position]);
                    return machine.snapshot.lastIncludedIndex() >= index
                            || machine.platter.has(index, term);
                });
    }

    void trouble(int steps) {
        for (int i = 0; i < steps; i++) {
            Machine machine = any();
            switch (random.nextInt(24)) {
                case 0, 1 -> machine.step(rareFact());
                case 2 -> machine.step(new Input.HeartbeatDue());
                case 3, 4 -> machine.step(new Input.Propose(nextTicket++, sizes()));
                case 5 -> read(machine);
                case 6 -> apply(machine);
                case 7 -> {
                    if (oneIn(8)) {
                        machine.crash();
                    }
                }
                case 8, 9, 10, 11, 12 -> machine.persist();
                case 13 -> machine.snapshot();
                case 14 -> {
                    if (oneIn(4)) {
                        machine.fetches.clear();
                    } else {
                        machine.receive(true);
                    }
                }
                default -> deliver(random.nextInt(Math.max(1, network.size())), true);
            }
        }
    }

    private Input rareFact() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Input.ElectionElapsed();
            case 2, 3, 4 -> new Input.LeaderSilent();
            case 5 -> oneIn(3) ? new Input.QuorumSilent() : new Input.LeaderSilent();
            case 6 -> new Input.Transfer(nextTicket++, ids[random.nextInt(ids.length)]);
            default -> new Input.Lost(ids[random.nextInt(ids.length)]);
        };
    }

    private Sizes sizes() {
        int[] sizes = new int[1 + random.nextInt(4)];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = nextSize++ % 150;
        }
        return Sizes.of(sizes);
    }

    private void read(Machine machine) {
        long ticket = nextTicket++;
        readsBegun.put(ticket, committed.isEmpty() ? 0 : committed.lastKey());
        machine.openReads.add(ticket);
        machine.step(new Input.Read(ticket));
    }

    private static void apply(Machine machine) {
        Long index = machine.toApply.poll();
        if (index != null) {
            machine.step(new Input.Applied(index));
        }
    }

    private void deliver(int position, boolean faulty) {
        if (network.isEmpty()) {
            return;
        }
        Packet packet = network.get(position);
        boolean duplicate = faulty && oneIn(10);
        boolean lose = faulty && oneIn(8);
        if (!duplicate) {
            network.remove(position);
        }
        if (!lose) {
            machine(packet.to()).step(new Input.Receive(packet.from(), packet.message()));
        }
    }

    /** Faults stop, time passes: one leader, equal logs, a new entry committed everywhere. */
    void peace() {
        for (int i = 0; i < 1000 && !hasHealed(); i++) {
            now += TICK;
            machines.values().forEach(machine -> machine.step(new Input.Tick(now)));
            settle();
            if (i % 100 == 99) {
                goOn();
            }
        }
        assertThat(hasHealed()).as(this::describe).isTrue();
        ServerId leader = Objects.requireNonNull(any().raft.status().leader());
        machine(leader).step(new Input.Propose(nextTicket++, Sizes.of(7)));
        machines.values().forEach(this::read);
        settle();
        long last = machine(leader).raft.status().lastLogIndex();
        for (Machine machine : machines.values()) {
            assertThat(machine.raft.status().commitIndex()).as(this::describe).isEqualTo(last);
            assertThat(machine.openReads).as(this::describe).isEmpty();
        }
    }

    /** Suspect entries behind the snapshot that is offered wait for a later one. */
    private void goOn() {
        hit("peace-needs-a-later-snapshot");
        machines.values()
                .forEach(machine -> machine.step(new Input.Propose(nextTicket++, sizes())));
        settle();
        machines.values().forEach(Machine::snapshot);
    }

    private void hit(String name) {
        hits.merge(name, 1, Integer::sum);
    }

    private void settle() {
        boolean busy = true;
        while (busy) {
            busy = !network.isEmpty();
            deliver(0, false);
            for (Machine machine : machines.values()) {
                busy |= !machine.disk.isEmpty() || !machine.toApply.isEmpty();
                busy |= !machine.fetches.isEmpty();
                machine.receive(false);
                machine.persist();
                apply(machine);
            }
        }
    }

    private boolean hasHealed() {
        @Nullable ServerId leader = machines.firstEntry().getValue().raft.status().leader();
        long last = machines.firstEntry().getValue().raft.status().lastLogIndex();
        return leader != null
                && machines.values().stream()
                        .allMatch(machine -> {
                            Status status = machine.raft.status();
                            return leader.equals(status.leader())
                                    && status.lastLogIndex() == last
                                    && status.commitIndex() == last
                                    && status.durableIndex() == last
                                    && machine.openReads.isEmpty();
                        });
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        machines.values()
                .forEach(machine ->
                        text.append(machine.raft.status())
                                .append(machine.raft.peers())
                                .append(machine.openReads)
                                .append('\n'));
        return text.toString();
    }
}
