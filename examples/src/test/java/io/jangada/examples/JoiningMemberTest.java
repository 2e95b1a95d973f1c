package io.jangada.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.ChangeOutcome;
import io.jangada.node.Node;
import io.jangada.node.Outcome;
import io.jangada.node.ReadOutcome;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.Refusal;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.transport.Addresses;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JoiningMemberTest {
    private static final ServerId FOUR = new ServerId(4);

    @TempDir Path directory;

    @Test
    void itRuns() throws IOException {
        List<String> out = new ArrayList<>();
        JoiningMember.run(directory, addresses(), out::add);
        assertThat(out).hasSize(6);
        assertThat(out.get(0)).startsWith("Applied[").endsWith("result=1]");
        assertThat(out.subList(1, 4))
                .containsExactly("learns: Changed[]", "votes: Changed[]", "goes: Changed[]");
        assertThat(out.get(4)).isEqualTo("1: anna 1 hello");
        assertThat(out.get(5)).startsWith("Ready[");
    }

    /** Its leader stops when the learner was added; the others elect, and it gets its vote. */
    @Test
    void theLeaderStopsInTheMiddle() throws IOException {
        Addresses all = addresses();
        Members three =
                Members.of(new ServerId(1), new ServerId(2), new ServerId(3)).at(all.encode());
        List<Node<Long>> nodes = new ArrayList<>();
        try {
            for (ServerId id : three.voters()) {
                nodes.add(JoiningMember.start(directory, id, three, all, new LogReader()));
            }
            assertThat(nodes.getFirst().propose(Bytes.utf8("anna 1 a")).join())
                    .isInstanceOf(Outcome.Applied.class);
            LogReader log = new LogReader();
            Node<Long> fourth = JoiningMember.start(directory, FOUR, Members.NONE, all, log);
            nodes.add(fourth);
            assertThat(JoiningMember.change(nodes.getFirst(), now -> now.withLearner(FOUR)))
                    .isEqualTo(new ChangeOutcome.Changed());
            assertThat(nodes.getFirst().changeMembers(three, three).join())
                    .as("what is expected is not what is")
                    .isEqualTo(new ChangeOutcome.Refused(Refusal.CONFIGURATION_CHANGED));

            Node<Long> leader =
                    nodes.stream()
                            .filter(node -> node.status().standing() == Standing.LEADER)
                            .findFirst()
                            .orElseThrow();
            ServerId gone = leader.status().self();
            leader.close();
            nodes.remove(leader);
            assertThat(JoiningMember.change(nodes.getFirst(), now -> now.promote(FOUR)))
                    .isEqualTo(new ChangeOutcome.Changed());
            assertThat(JoiningMember.change(fourth, now -> now.without(gone)))
                    .isEqualTo(new ChangeOutcome.Changed());

            Map<Long, String> read = new TreeMap<>();
            assertThat(log.tail(fourth, 1, read::put)).isInstanceOf(ReadOutcome.Ready.class);
            assertThat(read).containsExactly(Map.entry(1L, "anna 1 a"));
            assertThat(fourth.members().voters()).contains(FOUR).doesNotContain(gone).hasSize(3);
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static Addresses addresses() throws IOException {
        List<ServerSocket> free = new ArrayList<>();
        Addresses all = Addresses.NONE;
        for (int id = 1; id <= 4; id++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            free.add(socket);
            String url = "http://127.0.0.1:" + socket.getLocalPort();
            all = all.with(new ServerId(id), List.of(url));
        }
        for (ServerSocket socket : free) {
            socket.close();
        }
        return all;
    }
}
