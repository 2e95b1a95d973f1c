package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * Servers, disks and a network under one seed. An entry's size stands for its content: no two
 * proposals have the same. Checked after every step: one leader in a term, by a quorum's votes; log
 * matching; committed entries are for ever and on a quorum's disks, by the configuration in effect
 * at the leader; one change of the members at a time, whose quorums have a server in common;
 * messages and acks promise only what is durable; reads see what was committed before them.
 */
final class RandomWorld {
    static final Settings SETTINGS = new Settings(1000, 100, 200, 3, 2, 300, 2000, 8, 16);
    private static final long TICK = 50;

    final TreeMap<String, Integer> hits = new TreeMap<>();
    final RandomHistory history = new RandomHistory();
    private final Random random;
    private final int spares;
    private final ServerId[] ids;
    private final TreeMap<ServerId, RandomMachine> machines = new TreeMap<>();
    private final List<Packet> network = new ArrayList<>();
    private long now;
    private long nextTicket = 1;
    private int nextSize = 1;

    private record Packet(ServerId from, ServerId to, Message message) {}

    RandomWorld(long seed, int count) {
        this(seed, count, 0);
    }

    /** With {@code spares} more servers that know of nobody the members change all the time. */
    RandomWorld(long seed, int count, int spares) {
        random = new Random(seed);
        this.spares = spares;
        ids = new ServerId[count + spares];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = new ServerId(i + 1);
        }
        Members first = OneServer.voters(count);
        for (ServerId id : ids) {
            machines.put(id, new RandomMachine(this, id, first.isVoter(id) ? first : Members.NONE));
        }
    }

    long timeout(long min, long max) {
        return min + below((int) (max - min));
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    void send(ServerId from, ServerId to, Message message) {
        network.add(new Packet(from, to, message));
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /**
     * The sound ones are still a majority when one more is damaged. Where members come and go that
     * may be another majority by tomorrow, so there nothing is damaged.
     */
    boolean isRepairable() {
        long damaged =
                machines.values().stream()
                        .filter(machine -> machine.platter.suspectFrom != Platter.NONE)
                        .count();
        return spares == 0 && 2 * (damaged + 1) < ids.length;
    }

    private RandomMachine any() {
        return machine(ids[random.nextInt(ids.length)]);
    }

    private RandomMachine machine(ServerId id) {
        return Objects.requireNonNull(machines.get(id));
    }

    boolean isOnDisk(ServerId id, long index) {
        RandomMachine machine = machine(id);
        return machine.snapshot.lastIncludedIndex() >= index
                || machine.platter.has(index, history.term(index));
    }

    void trouble(int steps) {
        for (int i = 0; i < steps; i++) {
            RandomMachine machine = any();
            switch (random.nextInt(spares == 0 ? 24 : 32)) {
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
                case 24, 25 -> change();
                case 26, 27, 28 -> machine.persist();
                default -> deliver(random.nextInt(Math.max(1, network.size())), true);
            }
        }
    }

    /** Most often of a leader, and by what is in effect there. */
    private void change() {
        RandomMachine machine =
                machines.values().stream()
                        .filter(each -> each.raft.status().standing() == Standing.LEADER)
                        .max(Comparator.comparingLong(each -> each.raft.status().currentTerm()))
                        .filter(_ -> !oneIn(8))
                        .orElse(any());
        Members expected = oneIn(8) ? any().raft.members() : machine.raft.members();
        Members next = new RandomChange(random, ids).of(machine.raft.members());
        machine.step(new Input.ChangeMembers(nextTicket++, expected, next));
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

    private void read(RandomMachine machine) {
        long ticket = nextTicket++;
        history.readBegins(ticket);
        machine.openReads.add(ticket);
        machine.step(new Input.Read(ticket));
    }

    private static void apply(RandomMachine machine) {
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
        RandomMachine leader = Objects.requireNonNull(leader());
        leader.step(new Input.Propose(nextTicket++, Sizes.of(7)));
        List<RandomMachine> members = members(leader);
        members.forEach(this::read);
        settle();
        long last = leader.raft.status().lastLogIndex();
        for (RandomMachine machine : members) {
            assertThat(machine.raft.status().commitIndex()).as(this::describe).isEqualTo(last);
            assertThat(machine.raft.members()).isEqualTo(leader.raft.members());
            assertThat(machine.openReads).as(this::describe).isEmpty();
        }
    }

    private @Nullable RandomMachine leader() {
        return machines.values().stream()
                .filter(machine -> machine.raft.status().standing() == Standing.LEADER)
                .max(Comparator.comparingLong(machine -> machine.raft.status().currentTerm()))
                .orElse(null);
    }

    private List<RandomMachine> members(RandomMachine leader) {
        return leader.raft.members().all().stream().map(this::machine).toList();
    }

    /** Suspect entries behind the snapshot that is offered wait for a later one. */
    private void goOn() {
        hit("peace-needs-a-later-snapshot");
        machines.values()
                .forEach(machine -> machine.step(new Input.Propose(nextTicket++, sizes())));
        settle();
        machines.values().forEach(RandomMachine::snapshot);
    }

    void hit(String name) {
        hits.merge(name, 1, Integer::sum);
    }

    private void settle() {
        boolean busy = true;
        while (busy) {
            busy = !network.isEmpty();
            deliver(0, false);
            for (RandomMachine machine : machines.values()) {
                busy |= !machine.disk.isEmpty() || !machine.toApply.isEmpty();
                busy |= !machine.fetches.isEmpty();
                machine.receive(false);
                machine.persist();
                apply(machine);
            }
        }
    }

    /** All that is to change by itself has changed, and all members have the same. */
    private boolean hasHealed() {
        RandomMachine leader = leader();
        if (leader == null) {
            return false;
        }
        long last = leader.raft.status().lastLogIndex();
        Members members = leader.raft.members();
        return !members.isJoint()
                && members.joining().isEmpty()
                && members.isVoter(leader.self)
                && members(leader).stream()
                        .allMatch(machine -> {
                            Status status = machine.raft.status();
                            return leader.self.equals(status.leader())
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
                                .append(machine.raft.members())
                                .append(machine.raft.peers())
                                .append(machine.openReads)
                                .append('\n'));
        return text.toString();
    }
}
