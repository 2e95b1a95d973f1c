package io.jangada.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.Config;
import io.jangada.node.Frame;
import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.node.LocalNetwork;
import io.jangada.node.Node;
import io.jangada.node.Outcome;
import io.jangada.node.ReadOutcome;
import io.jangada.node.SnapshotPolicy;
import io.jangada.node.Transport;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogReaderTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir Path directory;

    @Test
    void itRuns() {
        List<String> out = new ArrayList<>();
        LogReader.run(directory, out::add);
        assertThat(out).hasSize(3);
        assertThat(out.get(0)).startsWith("Applied[index=").endsWith(", result=1]");
        assertThat(out.get(1)).endsWith(", result=1]");
        assertThat(out.get(2)).isEqualTo("1: anna 1 good morning");
    }

    @Test
    void aLineThatComesAgainKeepsItsPlace() {
        LogReader log = new LogReader();
        assertThat(apply(log, "anna 1 a")).isEqualTo(1);
        assertThat(apply(log, "bert 1 b")).isEqualTo(2);
        assertThat(apply(log, "anna 1 a")).isEqualTo(1);
        assertThat(apply(log, "anna 2 c d")).isEqualTo(3);
        assertThat(apply(log, "anna 1 a")).as("older than the writer's last").isEqualTo(3);
        assertThat(apply(log, "anna")).isZero();
        assertThat(apply(log, "anna x y")).isZero();
        assertThat(apply(log, "anna 9999999999999999999 y")).isZero();
        assertThat(apply(log, "bert 2 e")).isEqualTo(4);
    }

    /** As it was when it was taken, though lines are appended while it is written. */
    @Test
    void anImageIsOfItsMoment() {
        LogReader log = new LogReader();
        apply(log, "anna 1 a");
        apply(log, "bert 1 ä");
        Image image = log.image();
        apply(log, "anna 2 c");
        LogReader other = new LogReader();
        apply(other, "carl 7 gone");
        Loader loader = other.loader();
        for (Bytes piece = image.next(); piece != null; piece = image.next()) {
            loader.take(piece.slice(0, 3));
            loader.take(piece.slice(3, piece.size()));
        }
        loader.end();
        assertThat(apply(other, "anna 1 a")).as("who wrote what is in it").isEqualTo(1);
        assertThat(apply(other, "bert 1 ä")).isEqualTo(2);
        assertThat(apply(other, "carl 7 new")).isEqualTo(3);
    }

    private static long apply(LogReader log, String command) {
        return log.apply(1, Bytes.utf8(command));
    }

    /** A member that hears nothing refuses, and has all when it hears again, from a snapshot. */
    @Test
    void aMemberThatIsBehindRefusesUntilItIsNot() throws IOException {
        AtomicBoolean cut = new AtomicBoolean();
        LocalNetwork network = new LocalNetwork();
        Members three = Members.of(new ServerId(1), new ServerId(2), new ServerId(3));
        LogReader behind = new LogReader();
        List<Node<Long>> nodes = new ArrayList<>();
        try (Cluster<Long> cluster = new Cluster<>(nodes)) {
            nodes.add(open(three, 1, new LogReader(), network.transport(new ServerId(1))));
            nodes.add(open(three, 2, new LogReader(), network.transport(new ServerId(2))));
            nodes.add(open(three, 3, behind, new Cut(network.transport(new ServerId(3)), cut)));
            assertThat(cluster.ask("anna 1 a")).isInstanceOf(Outcome.Applied.class);
            Map<Long, String> read = new TreeMap<>();
            assertThat(behind.tail(nodes.get(2), 1, read::put))
                    .isInstanceOf(ReadOutcome.Ready.class);
            assertThat(read).containsExactly(Map.entry(1L, "anna 1 a"));

            cut.set(true);
            for (int number = 2; number <= 40; number++) {
                assertThat(cluster.ask("anna " + number + " a"))
                        .isInstanceOf(Outcome.Applied.class);
            }
            Map<Long, String> old = new TreeMap<>();
            assertThat(behind.tail(nodes.get(2), 1, old::put))
                    .isInstanceOf(ReadOutcome.Refused.class);
            assertThat(old).as("who may be behind shows nothing").isEmpty();

            cut.set(false);
            while (!(behind.tail(nodes.get(2), 2, read::put) instanceof ReadOutcome.Ready)) {
                assertThat(read).hasSize(1);
            }
            assertThat(read).hasSize(40).containsEntry(40L, "anna 40 a");
            assertThat(nodes.get(2).stats().snapshotsRestored()).isPositive();
        }
    }

    private Node<Long> open(Members members, long id, LogReader log, Transport transport)
            throws IOException {
        ServerId self = new ServerId(id);
        Config config =
                Config.of(self, members, Settings.of(20, 200))
                        .withRequestTimeout(SECOND)
                        .withSnapshots(
                                new SnapshotPolicy(
                                        1 << 20, 10, 3600 * SECOND, 0, 0, 64 << 20, SECOND / 20));
        return Node.open(
                directory.resolve("" + self), config, log, _ -> transport, (reason, _) -> {});
    }

    /** A transport that loses everything, both ways, as long as it is cut. */
    private record Cut(Transport rest, AtomicBoolean cut) implements Transport {
        @Override
        public void start(Receiver receiver) {
            rest.start(
                    new Receiver() {
                        @Override
                        public int receive(ServerId from, List<Frame> frames) {
                            return cut.get() ? 0 : receiver.receive(from, frames);
                        }

                        @Override
                        public void lost(ServerId peer) {
                            receiver.lost(peer);
                        }
                    });
        }

        @Override
        public boolean send(ServerId to, Frame frame) {
            return !cut.get() && rest.send(to, frame);
        }

        @Override
        public void close() {
            rest.close();
        }
    }
}
