package io.jangada.node;

import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Lane;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Standing;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Whole members in one thread, on virtual time, over a virtual network. */
final class World {
    static final long MILLISECOND = 1_000_000;
    static final int BOX = 128 << 10;

    private record Delivery(long at, long order, ServerId from, ServerId to, Frame frame) {}

    /** One member with its disk; the disk outlives it. */
    final class Running {
        final ServerId id;
        final HeapDisk disk;
        final Counter counter = new Counter();
        final Member<Long> member;
        final List<String> fatal = new ArrayList<>();

        /** Why it is no member any more. */
        final List<String> removed = new ArrayList<>();

        /** The configurations that its transport was told: what is committed, and the latest. */
        final List<List<Members>> told = new ArrayList<>();

        boolean boxStalls;

        /** What is appended waits for the disk. */
        boolean writing = true;

        /** Terms and votes wait for the disk. */
        boolean voting = true;

        /** What is to be read from the files waits for the disk. */
        boolean reading = true;

        /** Commits, but applies nothing. */
        boolean applying = true;

        private Running(ServerId id, HeapDisk disk) {
            this.id = id;
            this.disk = disk;
            disk.opened(() -> now);
            Opening.Recovered storage = recover(disk, id);
            Clock clock = () -> read(id);
            this.member =
                    new Member<>(
                            config(id),
                            storage,
                            counter,
                            new End(id, told),
                            clock,
                            new Dice(),
                            new Noting(fatal, removed),
                            Member.Wakes.NONE,
                            Member.Instruments.NONE);
        }

        boolean turn() {
            boolean worked = disk.turn();
            worked |= member.driver().turn();
            for (Lane lane : Lane.values()) {
                boolean stalled =
                        (lane == Lane.APPEND && !writing)
                                || (lane == Lane.VOTE && !voting)
                                || (lane == Lane.FETCH && !reading);
                worked |= !stalled && member.disk(lane).turn();
            }
            worked |= applying && member.applier().turn();
            worked |= member.images().turn();
            if (!boxStalls) {
                worked |= member.box().turn();
            }
            return worked;
        }

        CompletableFuture<Outcome<Long>> add(long amount) {
            return member.propose(Bytes.utf8(Long.toString(amount)));
        }

        boolean leads() {
            return member.status().standing() == Standing.LEADER;
        }
    }

    /** Keeps what is sent until the flush, as a transport may. */
    private record Noting(List<String> fatal, List<String> removed) implements Stop {
        @Override
        public void fatal(String reason, @Nullable Throwable cause) {
            fatal.add(reason);
        }

        @Override
        public void removed(String why) {
            removed.add(why);
        }
    }

    private final class End implements Transport {
        private final ServerId self;
        private final List<List<Members>> told;
        private final List<Delivery> kept = new ArrayList<>();

        private End(ServerId self, List<List<Members>> told) {
            this.self = self;
            this.told = told;
        }

        @Override
        public void members(Members committed, long index, Members latest) {
            told.add(List.of(committed, latest));
        }

        @Override
        public void start(Receiver receiver) {}

        @Override
        public boolean send(ServerId to, Frame frame) {
            if (cutOff.contains(self) || cutOff.contains(to)) {
                return true;
            }
            if (frame.message() instanceof Message.TimeoutNow && loseTransfers) {
                lostTransfers++;
                return true;
            }
            if (frame.message() instanceof Message.ChangeMembersReply && loseAnswers) {
                return true;
            }
            if (frame.message() instanceof Message.ReadIndex && lostQuestions > 0) {
                lostQuestions--;
                return true;
            }
            if (frame.message() instanceof Message.Forward) {
                return forward(to, frame);
            }
            deliver(to, frame, 0);
            return true;
        }

        private boolean forward(ServerId to, Frame frame) {
            forwards++;
            if (lateForwards > 0) {
                deliver(to, frame, 500 * MILLISECOND);
            }
            if (duplicateForwards) {
                deliver(to, frame, 0);
            }
            if (lostForwards > 0 || lateForwards > 0) {
                lostForwards = Math.max(0, lostForwards - 1);
                lateForwards = Math.max(0, lateForwards - 1);
            } else {
                deliver(to, frame, 0);
            }
            return true;
        }

        private void deliver(ServerId to, Frame frame, long later) {
            long delay = MILLISECOND + random.nextLong(MILLISECOND) + later;
            kept.add(new Delivery(now + delay, order++, self, to, frame));
        }

        @Override
        public void flush() {
            network.addAll(kept);
            kept.clear();
        }

        @Override
        public void close() {}
    }

    private final class Dice implements Chance {
        @Override
        public long bits() {
            return random.nextLong() | 1;
        }

        @Override
        public long draw(long min, long max) {
            return random.nextLong(min, max);
        }
    }

    private final Random random;
    private final Members members;
    private final PriorityQueue<Delivery> network =
            new PriorityQueue<>(
                    Comparator.comparingLong(Delivery::at).thenComparingLong(Delivery::order));
    private final TreeMap<ServerId, Running> running = new TreeMap<>();
    final TreeSet<ServerId> cutOff = new TreeSet<>();
    boolean duplicateForwards;

    /** How many of the next forwards get lost on their way. */
    int lostForwards;

    /** How many of the next forwards take half a second longer. */
    int lateForwards;

    /** How many forwards were sent. */
    int forwards;

    /** How many of the next questions for a read index get lost on their way. */
    int lostQuestions;

    /** Happens to this member right after it has read its clock once, and then no more. */
    final TreeMap<ServerId, Runnable> afterClock = new TreeMap<>();

    /** Who rather leads than others; 0 for whoever is not in it. */
    final TreeMap<ServerId, Integer> priorities = new TreeMap<>();

    /** Whoever is to take over never hears of it. */
    boolean loseTransfers;

    /** How often it would have. */
    int lostTransfers;

    /** Whoever handed a change of the members over is never told how it ended. */
    boolean loseAnswers;

    private final Settings core;
    private final SnapshotPolicy snapshots;
    private long now;

    /** Of members that start from now on; 0 for what we ship. */
    long applyBytesMax;

    private long order;

    World(long seed, int size) {
        this(seed, size, Settings.of(30, 150));
    }

    World(long seed, int size, Settings core) {
        this(seed, size, core, SnapshotPolicy.DEFAULT);
    }

    World(long seed, int size, SnapshotPolicy snapshots) {
        this(seed, size, Settings.of(30, 150), snapshots);
    }

    private World(long seed, int size, Settings core, SnapshotPolicy snapshots) {
        this.core = core;
        this.snapshots = snapshots;
        this.random = new Random(seed);
        ServerId[] ids = new ServerId[size];
        for (int i = 0; i < size; i++) {
            ids[i] = new ServerId(i + 1);
        }
        this.members = Members.of(ids);
        for (ServerId id : ids) {
            running.put(id, new Running(id, new HeapDisk()));
        }
    }

    static Config config(ServerId id, Members members) {
        return config(id, members, Settings.of(30, 150));
    }

    private static Config config(ServerId id, Members members, Settings core) {
        Config shipped = Config.of(id, members, core);
        return new Config(
                id,
                members,
                1,
                core,
                1024,
                shipped.proposalBytesMax(),
                8,
                1 << 16,
                shipped.framesMax(),
                shipped.frameBytesMax(),
                shipped.applyBytesMax(),
                shipped.applyLagMax(),
                2_000 * MILLISECOND,
                BOX,
                shipped.snapshots(),
                shipped.priority());
    }

    private Config config(ServerId id) {
        Members first = members.isVoter(id) ? members : Members.NONE;
        Config usual =
                config(id, first, core).withSnapshots(snapshots).withPriority(this::priority);
        return applyBytesMax == 0
                ? usual
                : new Config(
                        usual.self(),
                        usual.members(),
                        usual.group(),
                        usual.core(),
                        usual.proposalsMax(),
                        usual.proposalBytesMax(),
                        usual.readsMax(),
                        usual.commandBytesMax(),
                        usual.framesMax(),
                        usual.frameBytesMax(),
                        applyBytesMax,
                        usual.applyLagMax(),
                        usual.requestTimeout(),
                        usual.blackBoxBytes(),
                        usual.snapshots(),
                        usual.priority());
    }

    /** Small segments and little memory, so that a short test rolls over and reads its files. */
    private static final Limits LIMITS =
            new Limits(256 << 10, 16 << 10, 1 << 17, 1 << 20, 1 << 16, 4 << 10, 64);

    private long read(ServerId id) {
        long shown = now;
        Runnable next = afterClock.remove(id);
        if (next != null) {
            next.run();
        }
        return shown;
    }

    /** Everybody stands still, the network too, and time goes on. */
    void freeze(long nanos) {
        now += nanos;
    }

    private int priority(ServerId id) {
        return priorities.getOrDefault(id, 0);
    }

    private Opening.Recovered recover(HeapDisk disk, ServerId id) {
        Identity identity = Identity.expected(7, id, 1 + random.nextLong(1000), "test");
        return switch (Recovery.open(disk, identity, members.voters().size() == 1, LIMITS)) {
            case Opening.Refused(String reason) -> throw new AssertionError(reason);
            case Opening.Recovered recovered -> recovered;
        };
    }

    Members members() {
        return members;
    }

    /** The virtual time, in nanoseconds. */
    long now() {
        return now;
    }

    /** A member that knows of nobody, until somebody makes it one. */
    Running join(int id) {
        ServerId joining = new ServerId(id);
        running.put(joining, new Running(joining, new HeapDisk()));
        return get(id);
    }

    Running get(int id) {
        return java.util.Objects.requireNonNull(running.get(new ServerId(id)));
    }

    List<Running> all() {
        return List.copyOf(running.values());
    }

    Running leader() {
        until(() -> findLeader() != null);
        return java.util.Objects.requireNonNull(findLeader());
    }

    private @Nullable Running findLeader() {
        return running.values().stream()
                .filter(one -> one.leads() && !cutOff.contains(one.id))
                .findFirst()
                .orElse(null);
    }

    Running follower() {
        Running leader = leader();
        return running.values().stream()
                .filter(one -> one != leader && !cutOff.contains(one.id))
                .findFirst()
                .orElseThrow();
    }

    /** The process dies and starts again on what its disk holds; the page cache survives. */
    Running restart(Running old) {
        old.member.close();
        Running again = new Running(old.id, old.disk);
        running.put(old.id, again);
        return again;
    }

    /** Runs until {@code fact} holds, and fails after a virtual minute. */
    void until(BooleanSupplier fact) {
        long end = now + 60_000 * MILLISECOND;
        while (!fact.getAsBoolean()) {
            if (now > end) {
                throw new AssertionError(
                        "did not come about within a minute of virtual time: " + this);
            }
            run(MILLISECOND);
        }
    }

    /** How every member is, for the message of a test that failed. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Running one : running.values()) {
            text.append("\n").append(one.member.status()).append(" sum ").append(one.counter.sum);
            text.append(" ").append(one.member.stats()).append(" ").append(one.fatal);
        }
        return text.toString();
    }

    void run(long nanos) {
        long end = now + nanos;
        while (now < end) {
            settle();
            Delivery next = network.peek();
            long soon = Math.min(end, now + MILLISECOND);
            now = next == null ? soon : Math.min(soon, Math.max(now, next.at()));
            deliver();
        }
        settle();
    }

    private void deliver() {
        while (true) {
            Delivery next = network.peek();
            if (next == null || next.at() > now) {
                return;
            }
            network.remove();
            Running to = running.get(next.to());
            if (to != null && !cutOff.contains(next.to()) && !cutOff.contains(next.from())) {
                to.member.receiver().receive(next.from(), List.of(next.frame()));
            }
        }
    }

    private void settle() {
        boolean worked = true;
        while (worked) {
            worked = false;
            for (Running one : running.values()) {
                worked |= one.turn();
            }
        }
    }
}
