package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Whole servers, wired together without loss. */
final class RaftTest {
    private static final Settings SETTINGS = Settings.of(100, 1000);

    /** Servers whose disks answer at once and whose network is a queue. */
    private static final class Cluster {
        final TreeMap<ServerId, Raft> servers = new TreeMap<>();
        final List<Output> outputs = new ArrayList<>();
        private final ArrayDeque<Runnable> queue = new ArrayDeque<>();

        Cluster(int count) {
            ServerId[] ids = new ServerId[count];
            for (int i = 0; i < count; i++) {
                ids[i] = new ServerId(i + 1);
            }
            for (ServerId id : ids) {
                Start start =
                        Start.of(id, Members.of(ids), HardState.INITIAL, Entries.none(1), 1, 1000);
                servers.put(id, new Raft(start, SETTINGS, (min, _) -> min, Probes.NONE));
            }
        }

        Raft server(long id) {
            return Objects.requireNonNull(servers.get(new ServerId(id)));
        }

        void step(long id, Input input) {
            ServerId self = new ServerId(id);
            for (Output output : server(id).step(input)) {
                outputs.add(output);
                switch (output) {
                    case Output.SaveHardState(HardState state) ->
                            queue.add(() -> step(id, new Input.HardStatePersisted(state)));
                    case Output.Append append ->
                            queue.add(() -> step(id, new Input.LogPersisted(append.write())));
                    case Output.Send(ServerId to, Message message) ->
                            queue.add(() -> step(to.value(), new Input.Receive(self, message)));
                    case Output.Commit(long index) ->
                            queue.add(() -> step(id, new Input.Applied(index)));
                    case Output.ReadReady _,
                            Output.FetchSnapshot _,
                            Output.Restore _,
                            Output.Refuse _,
                            Output.Changed _,
                            Output.Reconfigured _,
                            Output.ChangeEnded _,
                            Output.TransferEnded _ -> {}
                }
            }
        }

        void settle() {
            while (!queue.isEmpty()) {
                queue.removeFirst().run();
            }
        }

        void lead(long id) {
            servers.keySet().forEach(each -> step(each.value(), new Input.LeaderSilent()));
            step(id, new Input.ElectionElapsed());
            settle();
            assertThat(server(id).status().standing()).isEqualTo(Standing.LEADER);
        }
    }

    @Test
    void threeServersElectReplicateCommitAndApply() {
        Cluster cluster = new Cluster(3);
        cluster.lead(1);
        cluster.step(1, new Input.Propose(7, Sizes.of(10, 20)));
        cluster.step(2, new Input.Propose(8, Sizes.of(30)));
        cluster.settle();
        for (Raft raft : cluster.servers.values()) {
            Status status = raft.status();
            assertThat(status.lastLogIndex()).isEqualTo(4);
            assertThat(status.durableIndex()).isEqualTo(4);
            assertThat(status.commitIndex()).isEqualTo(4);
            assertThat(status.lastApplied()).isEqualTo(4);
            assertThat(status.leader()).isEqualTo(new ServerId(1));
        }
    }

    @Test
    void aSingleServerElectsItselfAndCommitsByItsOwnDisk() {
        Cluster cluster = new Cluster(1);
        cluster.lead(1);
        cluster.step(1, new Input.Read(5));
        cluster.step(1, new Input.Propose(7, Sizes.of(10)));
        cluster.settle();
        assertThat(cluster.server(1).status().commitIndex()).isEqualTo(2);
        assertThat(cluster.outputs).contains(new Output.ReadReady(5, 1));
    }

    @Test
    void everyServerServesLinearizableReads() {
        Cluster cluster = new Cluster(3);
        cluster.lead(2);
        for (long id = 1; id <= 3; id++) {
            cluster.step(id, new Input.Read(id));
            cluster.settle();
            assertThat(cluster.outputs).contains(new Output.ReadReady(id, 1));
        }
    }

    @Test
    void leadershipIsHandedOver() {
        Cluster cluster = new Cluster(3);
        cluster.lead(1);
        cluster.step(1, new Input.Transfer(9, new ServerId(3)));
        cluster.settle();
        assertThat(cluster.server(3).status().standing()).isEqualTo(Standing.LEADER);
        assertThat(cluster.outputs).contains(new Output.TransferEnded(9, true));
    }
}
