package io.jangada.sim.storage;

import io.jangada.node.Chance;
import io.jangada.node.Config;
import io.jangada.node.Frame;
import io.jangada.node.Member;
import io.jangada.node.Outcome;
import io.jangada.node.ReadMode;
import io.jangada.node.ReadOutcome;
import io.jangada.node.StateMachine;
import io.jangada.node.Transport;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Lane;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Standing;
import io.jangada.sim.chance.Choice;
import io.jangada.sim.disk.SimDisk;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Three whole members on three disks, in one thread on virtual time, over a network that loses
 * nothing and takes a millisecond. A member whose start is refused stays down.
 */
final class Trio {
    static final int SIZE = 3;
    private static final long MILLISECOND = 1_000_000;

    /** Nanoseconds after which a read that was not answered is asked for again. */
    private static final long ASKING = 300 * MILLISECOND;

    private static final Members MEMBERS =
            Members.of(new ServerId(1), new ServerId(2), new ServerId(3));
    private static final Settings CORE = Settings.of(30, 150);
    private static final Limits LIMITS = new Limits(20480, 4096, 1024, 65536, 4096, 4096, 16);

    private final Choice choice;
    private final List<Running> running = new ArrayList<>();
    private final ArrayDeque<Delivery> network = new ArrayDeque<>();
    private long now;

    private record Delivery(long at, ServerId from, ServerId to, Frame frame) {}

    /** One member that is up. */
    final class Running {
        final ServerId id;
        final List<String> applied = new ArrayList<>();
        private final Member<Integer> member;
        private CompletableFuture<ReadOutcome> read = new CompletableFuture<>();
        private long asked = -ASKING;

        private Running(ServerId id, Opening.Recovered storage) {
            this.id = id;
            StateMachine<Integer> machine =
                    (_, command) -> {
                        applied.add(command.text());
                        return applied.size();
                    };
            this.member =
                    new Member<>(
                            Config.of(id, MEMBERS, CORE).withBlackBox(0),
                            storage,
                            machine,
                            new End(id),
                            () -> now,
                            new Dice(),
                            (_, _) -> {},
                            Member.Wakes.NONE,
                            Member.Instruments.NONE);
        }

        private boolean turn() {
            boolean worked = member.driver().turn();
            worked |= member.applier().turn();
            for (Lane lane : Lane.values()) {
                worked |= member.disk(lane).turn();
            }
            return worked;
        }

        /** Asks for a linearizable read; true when one was granted and all it shows is applied. */
        boolean readable() {
            if (read.getNow(new ReadOutcome.Ready(0)) instanceof ReadOutcome.Ready(long index)
                    && index > 0) {
                return true;
            }
            if (read.isDone() || now - asked >= ASKING) {
                asked = now;
                read = member.read(ReadMode.READ_INDEX);
            }
            return false;
        }
    }

    private final class End implements Transport {
        private final ServerId self;

        private End(ServerId self) {
            this.self = self;
        }

        @Override
        public void start(Receiver receiver) {}

        @Override
        public boolean send(ServerId to, Frame frame) {
            network.add(new Delivery(now + MILLISECOND, self, to, frame));
            return true;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final class Dice implements Chance {
        @Override
        public long bits() {
            return choice.bits() | 1;
        }

        @Override
        public long draw(long min, long max) {
            return choice.between(min, max);
        }
    }

    /** Starts a member on each disk that lets it. */
    Trio(List<SimDisk> disks, Choice choice) {
        this.choice = choice;
        for (int i = 0; i < SIZE; i++) {
            ServerId id = new ServerId(i + 1L);
            Identity identity = Identity.expected(7, id, 1 + i, "three");
            if (Recovery.open(disks.get(i), identity, false, LIMITS)
                    instanceof Opening.Recovered storage) {
                running.add(new Running(id, storage));
            }
        }
    }

    List<Running> running() {
        return running;
    }

    /** Writes through the leader, one after the other, until every member applied all. */
    void write(List<String> commands) {
        for (String command : commands) {
            require(() -> leader() != null);
            CompletableFuture<Outcome<Integer>> written =
                    Objects.requireNonNull(leader()).member.propose(Bytes.utf8(command));
            require(written::isDone);
        }
        require(() -> running.stream().allMatch(one -> one.applied.equals(commands)));
    }

    private @Nullable Running leader() {
        return running.stream()
                .filter(one -> one.member.status().standing() == Standing.LEADER)
                .findFirst()
                .orElse(null);
    }

    private void require(BooleanSupplier fact) {
        if (!until(fact, 60_000)) {
            throw new IllegalStateException("three members do not do their work");
        }
    }

    /** Whether {@code fact} came about in so many milliseconds. */
    boolean until(BooleanSupplier fact, int milliseconds) {
        for (int i = 0; i < milliseconds; i++) {
            settle();
            if (fact.getAsBoolean()) {
                return true;
            }
            now += MILLISECOND;
            deliver();
        }
        return false;
    }

    /** An orderly stop of all. */
    void stop() {
        running.forEach(one -> one.member.close());
    }

    private void settle() {
        boolean worked = true;
        while (worked) {
            worked = false;
            for (Running one : running) {
                worked |= one.turn();
            }
        }
    }

    private void deliver() {
        while (!network.isEmpty() && network.getFirst().at <= now) {
            Delivery next = network.removeFirst();
            for (Running one : running) {
                if (one.id.equals(next.to)) {
                    one.member.receiver().receive(next.from, List.of(next.frame));
                }
            }
        }
    }
}
