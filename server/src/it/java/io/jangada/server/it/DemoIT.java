package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.KeyValue;
import io.jangada.server.it.Program.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** {@code ./jangada demo} as a newcomer runs it, but on ports and in a directory of its own. */
final class DemoIT {
    private static final Pattern MEMBER =
            Pattern.compile("(?m)^  n[123]  http://(\\S+)  process ([0-9]+)(  leader)?$");
    private static final Duration FAILOVER = Duration.ofSeconds(5);
    private static final int REFUSED = 1;

    @TempDir(factory = OnDisk.class)
    private Path folder;

    private final int port = Ports.range(6);
    private final List<Demo> demos = new ArrayList<>();

    /** One line of what the demo says when it is ready. */
    private record Member(String endpoint, ProcessHandle process, boolean leads) {}

    private record Demo(Program program, List<Member> members) {}

    @AfterEach
    void endWhatIsLeft() {
        for (Demo demo : demos) {
            demo.program().close();
            demo.members().forEach(member -> member.process().destroyForcibly());
        }
    }

    @Test
    void aKilledLeaderIsSurvivedAndASecondDemoFindsItsData() {
        Demo first = start();
        try (Client client = client(first.members())) {
            client.put("a", "b");
        }
        Member leader = first.members().stream().filter(Member::leads).findFirst().orElseThrow();
        assertThat(leader.process().destroyForcibly()).isTrue();
        long killed = System.nanoTime();
        List<Member> survivors =
                first.members().stream().filter(member -> !member.leads()).toList();
        for (Member survivor : survivors) {
            try (Client client = client(List.of(survivor))) {
                Await.until("b from " + survivor, FAILOVER, () -> reads(client).equals("b"));
            }
        }
        System.out.println(
                "both survivors answered after "
                        + (System.nanoTime() - killed) / 1_000_000
                        + " ms");
        first.program().awaitLine("ended with status 137; the others go on");
        first.program().signal("INT");
        assertThat(first.program().awaitExit()).isZero();
        assertAllGone(first);

        Demo second = start();
        try (Client client = client(second.members())) {
            assertThat(reads(client)).isEqualTo("b");
        }
        second.program().signal("TERM");
        assertThat(second.program().awaitExit()).isZero();
        assertAllGone(second);
    }

    @ParameterizedTest
    @CsvSource({"INT, 0", "HUP, 0", "KILL, 137"})
    void withTheDemoItsMembersEnd(String signal, int status) {
        Demo demo = start();
        demo.program().signal(signal);
        assertThat(demo.program().awaitExit()).isEqualTo(status);
        assertAllGone(demo);
    }

    @Test
    void aTakenPortIsOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(port + 3, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run())
                    .isEqualTo(
                            new Run(
                                    "jangada: port "
                                            + taken.getLocalPort()
                                            + " is taken; choose others with --port\n",
                                    REFUSED));
        }
    }

    /** A file where the directory belongs: permissions would not stop root. */
    @Test
    void anUnwritableDirectoryIsOneSentence() throws IOException {
        Files.writeString(directory(), "");
        Run run = run();
        assertThat(run.status()).isEqualTo(REFUSED);
        assertThat(run.out())
                .startsWith("jangada: directory " + directory() + " cannot be written: ")
                .hasLineCount(1);
    }

    private Path directory() {
        return folder.resolve("demo");
    }

    private List<String> command() {
        return List.of(
                Jangada.launcher().toString(),
                "demo",
                "--port",
                Integer.toString(port),
                "--dir",
                directory().toString());
    }

    private Run run() {
        return Program.run(folder, command());
    }

    private Demo start() {
        Path log = folder.resolve("demo" + demos.size() + ".log");
        Program program = Program.start(log, command());
        program.awaitLine("Ctrl-C stops");
        assertThat(program.log()).contains("ready\n");
        List<Member> members = new ArrayList<>();
        Matcher member = MEMBER.matcher(program.log());
        while (member.find()) {
            ProcessHandle process = ProcessHandle.of(Long.parseLong(member.group(2))).orElseThrow();
            members.add(new Member(member.group(1), process, member.group(3) != null));
        }
        Demo demo = new Demo(program, members);
        demos.add(demo);
        assertThat(members).hasSize(3);
        assertThat(members.stream().filter(Member::leads)).hasSize(1);
        return demo;
    }

    private static Client client(List<Member> members) {
        return Client.builder()
                .endpoints(members.stream().map(Member::endpoint).toList())
                .timeout(Duration.ofSeconds(1))
                .build();
    }

    private static String reads(Client client) {
        try {
            return client.get("a").map(KeyValue::text).orElse("nothing");
        } catch (CallException notYet) {
            return "no answer";
        }
    }

    private void assertAllGone(Demo demo) {
        Await.until(
                "the members end",
                () -> demo.members().stream().noneMatch(member -> member.process().isAlive()));
        assertThat(IntStream.range(port, port + 6).filter(taken -> !Ports.isFree(taken)))
                .as("open ports")
                .isEmpty();
    }
}
