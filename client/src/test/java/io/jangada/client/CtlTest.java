package io.jangada.client;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.grpc.Status;
import io.jangada.client.Etcd.Run;
import io.jangada.client.FakeServer.Behaviour.Answer;
import io.jangada.client.FakeServer.Behaviour.Hang;
import io.jangada.client.FakeServer.Behaviour.Refuse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What cannot be compared with etcdctl 3.4: what is new in 3.6, and what we do better. */
final class CtlTest {

    private static Run run(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(new byte[0]), out, err);
        int status = Ctl.run(List.of(arguments), environment, console);
        return new Run(out.toString(ISO_8859_1), err.toString(ISO_8859_1), status);
    }

    private static Run at(FakeServer server, String... arguments) {
        return run(
                Map.of("ETCDCTL_ENDPOINTS", server.endpoint(), "ETCDCTL_COMMAND_TIMEOUT", "60s"),
                arguments);
    }

    @Test
    void environmentSpeaksWhereNoFlagDoes() throws Exception {
        try (FakeServer server = FakeServer.start(new Answer(5))) {
            Map<String, String> environment =
                    Map.of(
                            "ETCDCTL_ENDPOINTS",
                            "http://" + server.endpoint(),
                            "ETCDCTL_WRITE_OUT",
                            "json",
                            "ETCDCTL_COMMAND_TIMEOUT",
                            "60s",
                            "ETCDCTL_API",
                            "3",
                            "ETCDCTL_UNHEARD_OF",
                            "x");
            assertThat(run(environment, "put", "a", "b"))
                    .isEqualTo(new Run("{\"header\":{\"revision\":5}}\n", "", 0));
            assertThat(run(environment, "put", "a", "b", "-w", "simple").out()).isEqualTo("OK\n");
        }
    }

    @Test
    void wrongEnvironmentIsNamed() {
        assertThat(run(Map.of("ETCDCTL_HEX", "maybe"), "get", "a").err())
                .isEqualTo(
                        "Error: invalid value \"maybe\" for ETCDCTL_HEX: expecting true or"
                                + " false\n");
        assertThat(run(Map.of("ETCDCTL_ENDPOINTS", "h:x"), "get", "a"))
                .isEqualTo(
                        new Run(
                                "",
                                "Error: endpoint \"h:x\": \"x\" is not a port, expecting 1 to"
                                        + " 65535\n",
                                1));
    }

    @Test
    void countOnlyIsForFields() throws Exception {
        try (FakeServer server = FakeServer.start(new Answer(5))) {
            assertThat(at(server, "get", "a", "--count-only").err())
                    .isEqualTo("Error: --count-only is only for `--write-out=fields`\n");
            assertThat(server.ranges).isEmpty();
            assertThat(at(server, "get", "a", "--count-only", "-w", "fields").out())
                    .endsWith("\"Count\" : 0\n");
            assertThat(server.ranges.getFirst().getCountOnly()).isTrue();
            assertThat(at(server, "get", "a", "--count-only", "--keys-only").err())
                    .contains("`--keys-only` and `--count-only` cannot be set at the same time");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "xml"})
    void wrongFormatIsFoundBeforeAnythingIsSent(String format) throws Exception {
        try (FakeServer server = FakeServer.start(new Answer(5))) {
            assertThat(at(server, "put", "a", "b", "-w", format).status()).isEqualTo(1);
            assertThat(server.puts).isEmpty();
        }
    }

    @Test
    void idsAreHexadecimalWhereAskedFor() throws Exception {
        try (FakeServer server = FakeServer.start(new Answer(5))) {
            assertThat(at(server, "get", "a", "--hex", "-w", "fields").out())
                    .startsWith("\"ClusterID\" : 0\n\"MemberID\" : 0\n");
            assertThat(at(server, "member", "list", "--hex", "-w", "json").err())
                    .startsWith("warning: ")
                    .contains("Error: rpc error: code = Unimplemented desc = ");
        }
        Members members =
                new Members(
                        new Result.Header(-1, 10, 0, 2),
                        List.of(new Members.Member(-2, "n", List.of("p"), List.of(), true)));
        assertThat(printed(members, "json"))
                .isEqualTo(
                        "{\"header\":{\"cluster_id\":\"ffffffffffffffff\",\"member_id\":\"a\","
                                + "\"raft_term\":2},\"members\":[{\"ID\":\"fffffffffffffffe\","
                                + "\"name\":\"n\",\"peerURLs\":[\"p\"],\"isLearner\":true}]}\n");
        assertThat(printed(members, "fields")).contains("\"ID\" : fffffffffffffffe\n");
    }

    /** Ids are padded to 16 places, as etcdctl prints them. */
    @Test
    void changesOfMembersAreSaidInOneLine() {
        Members.Member added = new Members.Member(0xab, "", List.of("p", "q"), List.of(), false);
        Members all =
                new Members(
                        new Result.Header(0x12, 10, 0, 2),
                        List.of(
                                new Members.Member(-2, "n", List.of("r"), List.of(), false),
                                added));
        assertThat(
                        printed(
                                "simple",
                                to ->
                                        to.memberAdded(
                                                "d",
                                                List.of("q", "p"),
                                                new Members.Added(added, all))))
                .isEqualTo(
                        """
                        Member               ab added to cluster               12

                        ETCD_NAME="d"
                        ETCD_INITIAL_CLUSTER="n=r,d=p,d=q"
                        ETCD_INITIAL_ADVERTISE_PEER_URLS="q,p"
                        ETCD_INITIAL_CLUSTER_STATE="existing"
                        """);
        assertThat(printed("simple", to -> to.memberChanged("removed from", -2, all)))
                .isEqualTo("Member fffffffffffffffe removed from cluster               12\n");
        assertThat(
                        printed(
                                "json",
                                to ->
                                        to.memberAdded(
                                                "d", List.of(), new Members.Added(added, all))))
                .contains("\"member\":{\"ID\":\"ab\",\"peerURLs\":[\"p\",\"q\"]}")
                .contains("\"members\":[{\"ID\":\"fffffffffffffffe\"");
        assertThat(printed("json", to -> to.memberChanged("removed from", -2, all)))
                .isEqualTo(printed(all, "json"));
    }

    private static String printed(Members members, String format) {
        return printed(format, to -> to.members(members));
    }

    private static String printed(String format, Consumer<Printer> what) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(new byte[0]), out, out);
        what.accept(Printer.of(format, true, false, console));
        return out.toString(ISO_8859_1);
    }

    @Test
    void nobodyThereIsSaidOnce() throws Exception {
        String endpoint = "127.0.0.1:" + FakeServer.freePort();
        Run run = run(Map.of("ETCDCTL_ENDPOINTS", endpoint), "--command-timeout=3s", "get", "a");
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("warning: " + endpoint)
                .contains("Connection refused");
        assertThat(run.err()).endsWith("Error: context deadline exceeded\n");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void unknownOutcomeOfAWriteIsSaid() throws Exception {
        String doubt = "warning: it is not known whether the request was carried out\n";
        try (FakeServer server = FakeServer.start(new Hang())) {
            assertThat(at(server, "put", "a", "b", "--command-timeout=3s").err())
                    .contains(doubt)
                    .endsWith("Error: context deadline exceeded\n");
        }
        Status away = Status.UNAVAILABLE.withDescription("etcdserver: request timed out");
        try (FakeServer server = FakeServer.start(new Refuse(away))) {
            assertThat(at(server, "put", "a", "b").err())
                    .isEqualTo(doubt + "Error: etcdserver: request timed out\n");
        }
    }

    @Test
    void rangeIsDeletedAtOnceWhenItIsMeant() throws Exception {
        try (FakeServer server = FakeServer.start(new Answer(5))) {
            Run run = at(server, "del", "a", "c", "--range");
            assertThat(run.err()).doesNotContain("Warning");
            assertThat(at(server, "del", "a", "c").err())
                    .startsWith("Warning: Keys between \"a\" and \"c\" will be deleted.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get",
                "put",
                "del",
                "txn",
                "compaction",
                "endpoint",
                "member",
                "move-leader",
                "snapshot",
                "version"
            })
    void everyCommandTeachesItself(String command) {
        Run help = run(Map.of(), command, "--help");
        assertThat(help.status()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: jangada " + command);
        assertThat(help.out().contains("Examples:") || command.equals("version")).isTrue();
        assertThat(run(Map.of()).out()).contains("  " + command);
        assertThat(help.out()).doesNotContain("%%");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    }

    /** 3.4 moves the leader first, and then says that it cannot print so. */
    @Test
    void leaderIsNotMovedWhereTheFormatIsWrong() {
        for (String format : List.of("table", "fields")) {
            assertThat(run(Map.of(), "move-leader", "1", "-w", format))
                    .isEqualTo(
                            new Run(
                                    "",
                                    "Error: " + format + " not supported as output format\n",
                                    1));
        }
    }

    @Test
    void wrongCommandsAreNamed() {
        assertThat(run(Map.of(), "endpoint", "bogus"))
                .isEqualTo(
                        new Run(
                                "",
                                """
                                Error: unknown command "bogus" for "jangada endpoint"
                                Run 'jangada endpoint --help' for usage.
                                """,
                                1));
        assertThat(run(Map.of(), "version").out()).endsWith("API version: 3.6\n");
        assertThat(run(Map.of(), "get", "a", "--command-timeout=0s").err())
                .contains("is not between 1ms and 30 years");
    }

    @Test
    void closedOutputIsAComplaintAndNotACrash() throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream closed =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        Console console = new Console(new ByteArrayInputStream(new byte[0]), closed, err);
        assertThat(Ctl.run(List.of("version"), Map.of(), console)).isEqualTo(1);
        assertThat(err.toString(ISO_8859_1)).contains("Broken pipe");
    }
}
