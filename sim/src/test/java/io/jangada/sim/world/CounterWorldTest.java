package io.jangada.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;
import io.jangada.sim.check.Violation;
import io.jangada.sim.seed.Draw;
import io.jangada.sim.seed.Family;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The example of docs/TESTING.md: a state machine, clients and invariants of one's own. */
final class CounterWorldTest {
    private static final long MINUTE = 60_000_000_000L;

    private static class Counter implements StateMachine<Long> {
        long sum;

        @Override
        public Long apply(long index, Bytes command) {
            return sum += Long.parseLong(command.text());
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
