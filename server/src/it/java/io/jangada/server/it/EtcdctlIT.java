package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.Operation;
import io.jangada.client.Range;
import io.jangada.server.it.Program.Run;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What Debian's etcdctl prints when it talks to our members, each call to the next of them. */
final class EtcdctlIT {
    @RegisterExtension static final Cluster CLUSTER = Cluster.of();

    @TempDir(factory = OnDisk.class)
    private static Path folder;

    private int calls;

    @BeforeAll
    static void tools() {
        Program.require("etcdctl");
    }

    @Test
    void keysAreWrittenReadAndDeleted() {
        prints("OK\n", "put", "a", "b");
        prints("a\nb\n", "get", "a");
        prints("b\n", "get", "a", "--print-value-only");
        prints("OK\na\nb\n", "put", "a", "c", "--prev-kv");
        prints("c\n", "get", "a", "--print-value-only");
        prints("b\n", "get", "a", "--print-value-only", "--rev", "" + (revision() - 1));
        prints("", "get", "nothing");
        prints("0\n", "del", "nothing");
        prints("1\na\nc\n", "del", "a", "--prev-kv");
        prints("", "get", "a");
    }

    @Test
    void rangesArePrefixesAndIntervals() {
        for (String key : List.of("p/1", "p/2", "p/3", "p0")) {
            prints("OK\n", "put", key, "v" + key);
        }
        prints("p/1\nvp/1\np/2\nvp/2\np/3\nvp/3\n", "get", "p/", "--prefix");
        prints("p/1\n\np/2\n\n", "get", "p/", "--prefix", "--keys-only", "--limit", "2");
        prints("p/1\nvp/1\np/2\nvp/2\n", "get", "p/1", "p/3");
        prints("vp/3\nvp0\n", "get", "p/3", "p1", "--print-value-only");
        prints(
                "vp/3\n",
                "get",
                "p/",
                "--prefix",
                "--print-value-only",
                "--order=DESCEND",
                "--limit=1");
        assertThat(etcdctl("get", "p/", "--prefix", "--limit=1", "-w", "fields").out())
                .contains("\"More\" : true\n", "\"Count\" : 3\n");
        prints("2\n", "del", "p/2", "p0");
        prints("2\n", "del", "p", "--prefix");
    }

    @Test
    void transactionsTakeOneBranch() {
        prints("OK\n", "put", "t", "1");
        String script = "value(\"t\") = \"1\"\n\nput t 2\nget t\n\nput u 3\ndel t\n\n";
        assertThat(txn(script)).isEqualTo(new Run("SUCCESS\n\nOK\n\nt\n2\n", 0));
        assertThat(txn(script)).isEqualTo(new Run("FAILURE\n\nOK\n\n1\n", 0));
        prints("", "get", "t");
    }

    @Test
    void historyIsReadUntilItIsCompacted() {
        prints("OK\n", "put", "h", "old");
        long old = revision();
        prints("OK\n", "put", "h", "new");
        prints("h\nold\n", "get", "h", "--rev", "" + old);
        prints("compacted revision " + (old + 1) + "\n", "compaction", "" + (old + 1));
        prints("h\nnew\n", "get", "h");
        String compacted = "Error: etcdserver: mvcc: required revision has been compacted";
        fails(compacted, "get", "h", "--rev", "" + old);
        fails(compacted, "compaction", "" + old);
        String future = "Error: etcdserver: mvcc: required revision is a future revision";
        fails(future, "compaction", "" + (old + 1_000_000));
        fails(future, "get", "h", "--rev", "" + (old + 1_000_000));
    }

    @Test
    void membersIntroduceThemselves() {
        String list = etcdctl("member", "list").out();
        assertThat(list.lines()).hasSize(Cluster.MEMBERS);
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            String rest =
                    ", started, %s, %s, http://%s, false"
                            .formatted(Cluster.name(i), CLUSTER.peer(i), CLUSTER.endpoint(i));
            assertThat(list.lines())
                    .anySatisfy(
                            line -> assertThat(line).matches("[0-9a-f]{1,16}\\Q" + rest + "\\E"));
        }
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            String endpoint = CLUSTER.endpoint(i);
            assertThat(run(List.of("etcdctl", "--endpoints", endpoint, "endpoint", "health")).out())
                    .matches(
                            "\\Q"
                                    + endpoint
                                    + "\\E is healthy: successfully committed proposal: took ="
                                    + " .*s\n");
        }
    }

    @Test
    void endpointStatusNamesOneLeader() {
        List<String> lines =
                run(List.of(
                                "etcdctl",
                                "--endpoints",
                                String.join(",", CLUSTER.endpoints()),
                                "endpoint",
                                "status"))
                        .out()
                        .lines()
                        .toList();
        assertThat(lines).hasSize(Cluster.MEMBERS);
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line)
                                .matches(
                                        "127\\.0\\.0\\.1:[0-9]+, [0-9a-f]+, 3\\.6\\.5, [0-9.]+"
                                                + " [kM]?B, (true|false), false, [0-9]+, [0-9]+,"
                                                + " [0-9]+, "));
        assertThat(lines.stream().filter(line -> line.contains(", true, false, "))).hasSize(1);
    }

    /** One answer with every number in it. */
    @Test
    void answersCarryTheirRevisions() {
        prints("OK\n", "put", "j", "1");
        long created = revision();
        prints("OK\n", "put", "j", "2");
        assertThat(etcdctl("get", "j", "-w", "json").out())
                .matches(
                        "\\{\"header\":\\{\"cluster_id\":[0-9]+,\"member_id\":[0-9]+,\"revision\":"
                                + (created + 1)
                                + ",\"raft_term\":[0-9]+},\"kvs\":\\[\\{\"key\":\"ag==\","
                                + "\"create_revision\":"
                                + created
                                + ",\"mod_revision\":"
                                + (created + 1)
                                + ",\"version\":2,\"value\":\"Mg==\"}],\"count\":1}\n");
    }

    private void prints(String output, String... arguments) {
        assertThat(etcdctl(arguments)).as("%s", List.of(arguments)).isEqualTo(new Run(output, 0));
    }

    /** The client logs before it says what is wrong. */
    private void fails(String lastLine, String... arguments) {
        Run run = etcdctl(arguments);
        assertThat(run.status()).as("%s: %s", List.of(arguments), run).isEqualTo(1);
        assertThat(run.out().lines().toList().getLast()).isEqualTo(lastLine);
    }

    private Run etcdctl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints", endpoint()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Run txn(String script) {
        return run(
                List.of(
                        "sh",
                        "-c",
                        "printf '" + script + "' | etcdctl --endpoints " + endpoint() + " txn"));
    }

    private String endpoint() {
        calls++;
        return CLUSTER.endpoint(calls % Cluster.MEMBERS);
    }

    private static Run run(List<String> command) {
        return Program.run(folder, command);
    }

    private static long revision() {
        return CLUSTER.client().get(Operation.Get.of(Range.key("any"))).header().revision();
    }
}
