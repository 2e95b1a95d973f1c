package io.jangada.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;
import io.jangada.sim.check.Oracle;
import io.jangada.sim.check.Violation;
import io.jangada.sim.seed.Draw;
import io.jangada.sim.seed.Family;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** The example of docs/TESTING.md: a state machine, clients and invariants of one's own. */
final class CounterWorldTest {
    private static final long MINUTE = 60_000_000_000L;

    private static class Counter implements StateMachine<Long> {
        long sum;

        @Override
        public Long apply(long index, Bytes command) {
            return sum += Long.parseLong(command.text());
        }

        @Override
        public Image image() {
            return Image.of(Bytes.utf8(Long.toString(sum)));
        }

        @Override
        public Loader loader() {
            return Loader.whole(bytes -> sum = Long.parseLong(bytes.text()));
        }
    }

    /** Three clients that add 1 again and again. */
    private static class Adding implements Workload<Long> {
        private long asked;
        private long acknowledged;
        private long highest;
        private int busy;
        private boolean stopped;

        @Override
        public StateMachine<Long> machine() {
            return new Counter();
        }

        @Override
        public long digest(Long result) {
            return result;
        }

        @Override
        public void start(Cluster<Long> cluster) {
            for (int client = 0; client < 3; client++) {
                add(cluster, client);
            }
        }

        private void add(Cluster<Long> cluster, int member) {
            if (!stopped) {
                busy++;
                asked++;
                send(cluster, member % cluster.members());
            }
        }

        void send(Cluster<Long> cluster, int member) {
            cluster.propose(
                    member,
                    Bytes.utf8("1"),
                    answer -> {
                        switch (answer) {
                            case Answer.Got(var applied) -> {
                                acknowledged++;
                                highest = Math.max(highest, applied.result());
                                done(cluster, member);
                            }
                            case Answer.Failed(var how) -> failed(cluster, member);
                        }
                    });
        }

        void failed(Cluster<Long> cluster, int member) {
            done(cluster, member + 1);
        }

        private void done(Cluster<Long> cluster, int next) {
            busy--;
            cluster.after(20_000_000, () -> add(cluster, next));
        }

        @Override
        public void stop() {
            stopped = true;
        }

        @Override
        public boolean isIdle() {
            return busy == 0;
        }

        @Override
        public long acknowledged() {
            return acknowledged;
        }

        @Override
        public @Nullable String look(StateMachine<Long> machine) {
            return ((Counter) machine).sum > asked
                    ? "the counter has %d, and %d was asked for"
                            .formatted(((Counter) machine).sum, asked)
                    : null;
        }

        @Override
        public @Nullable String check() {
            return highest >= acknowledged ? null : "an acknowledged addition is lost";
        }
    }

    private static @Nullable Violation firstOf(
            Family family, java.util.function.Supplier<Workload<Long>> load) {
        for (long seed = 1; seed <= 5; seed++) {
            World.Run run = Draw.world(family, seed, MINUTE / 2, load.get()).run();
            if (run.violation() != null) {
                return run.violation();
            }
            assertThat(run.acknowledged()).isGreaterThan(50);
        }
        return null;
    }

    @Test
    void theCounterOfTheReadmeCountsWhatWasAcknowledged() {
        assertThat(firstOf(Family.SWARM, Adding::new)).isNull();
    }

    /**
     * What is watched of a machine goes on with it: I12 compares members by what they have seen.
     */
    @Test
    void whatIsWatchedGoesOnFromAnImage() {
        Oracle oracle = new Oracle(List.of(new ServerId(1), new ServerId(2)));
        Watched<Long> one = new Watched<>(new Adding(), oracle, new ServerId(1));
        Watched<Long> other = new Watched<>(new Adding(), oracle, new ServerId(2));
        for (int index = 1; index <= 12; index++) {
            one.apply(index, Bytes.utf8("1"));
        }
        other.apply(1, Bytes.utf8("7"));
        Bytes image = image(one);
        Loader loader = other.loader();
        for (int at = 0; at < image.size(); at++) {
            loader.take(image.slice(at, at + 1));
        }
        assertThat(image(other)).isNotEqualTo(image);
        loader.end();
        assertThat(image(other)).isEqualTo(image);
        assertThat(((Counter) other.machine()).sum).isEqualTo(12);

        one.apply(13, Bytes.utf8("1"));
        other.apply(13, Bytes.utf8("1"));
        assertThat(image(other)).isEqualTo(image(one)).isNotEqualTo(image);
    }

    private static Bytes image(Watched<Long> machine) {
        ByteBuffer all = ByteBuffer.allocate(100);
        try (Image image = Objects.requireNonNull(machine.image())) {
            for (Bytes piece = image.next(); piece != null; piece = image.next()) {
                piece.writeTo(all);
            }
        }
        return Bytes.copyOf(all.flip());
    }

    /** The clients' bug: whoever sends a command again that may have been done does it twice. */
    @Test
    void aClientThatRepeatsWhatMayHaveBeenDoneIsFound() {
        Violation violation =
                firstOf(
                        Family.CRASH,
                        () ->
                                new Adding() {
                                    @Override
                                    void failed(Cluster<Long> cluster, int member) {
                                        send(cluster, (member + 1) % cluster.members());
                                    }
                                });
        assertThat(violation).asString().startsWith("U1: ").endsWith(" was asked for");
    }

    /** The machine's bug: what it does depends on something that is not in the log. */
    @Test
    void aMachineThatIsNotDeterministicIsFound() {
        long[] started = {0};
        Violation violation =
                firstOf(
                        Family.CALM,
                        () ->
                                new Adding() {
                                    @Override
                                    public StateMachine<Long> machine() {
                                        long number = started[0]++;
                                        return new Counter() {
                                            @Override
                                            public Long apply(long index, Bytes command) {
                                                return index == 20
                                                        ? sum += number % 2
                                                        : super.apply(index, command);
                                            }
                                        };
                                    }
                                });
        assertThat(violation).asString().startsWith("I12: ");
    }
}
