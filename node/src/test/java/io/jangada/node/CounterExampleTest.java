package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The example of the README, run; and the README shows what is run here. */
class CounterExampleTest {
    // README: begin
    static class Counter implements StateMachine<Long> {
        private long sum;

        @Override
        public Long apply(long index, Bytes command) {
            return sum += Long.parseLong(command.text());
        }
    }

    static Outcome<Long> count(Path dir) throws IOException {
        LocalNetwork network = new LocalNetwork();
        Members members = Members.of(new ServerId(1), new ServerId(2), new ServerId(3));
        List<Node<Long>> nodes = new ArrayList<>();
        for (ServerId id : members.voters()) {
            nodes.add(Node.open(dir.resolve("" + id), id, members, new Counter(), network));
        }
        nodes.get(0).propose(Bytes.utf8("40")).join(); // any member takes any command
        Outcome<Long> outcome = nodes.get(1).propose(Bytes.utf8("2")).join();
        nodes.forEach(Node::stop);
        return outcome; // Applied[index=3, result=42]
    }

    // README: end

    @Test
    void threeMembersCount(@TempDir Path dir) throws IOException {
        assertThat(count(dir))
                .isInstanceOfSatisfying(
                        Outcome.Applied.class,
                        applied -> assertThat(applied.result()).isEqualTo(42L));
    }

    @Test
    void theReadmeShowsThisCode() throws IOException {
        Path root = Path.of("..");
        String source =
                Files.readString(
                        root.resolve("node/src/test/java/io/jangada/node/CounterExampleTest.java"));
        String example = source.split("// README: begin\n", 2)[1].split("    // README: end", 2)[0];

        assertThat(Files.readString(root.resolve("README.md")))
                .contains(example.stripTrailing().stripIndent());
    }
}
