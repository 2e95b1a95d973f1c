package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A member whose disk fails once, under load, stops at once with one line that says why. The others
 * go on, it is well when it is started again, and nothing that was acknowledged is lost.
 */
final class FailingDiskIT {
    /** As {@code Halt} has it. */
    private static final int STATUS = 2;

    /** From the failed call to the end; milliseconds on an idle machine. */
    private static final Duration STOPPED = Duration.ofSeconds(3);

    private static final Duration GOING_ON = Await.PATIENCE;
    private static final int PUTS = 20;

    @RegisterExtension static final Cluster CLUSTER = Cluster.of();

    /** Over all tests, because the cluster is the same. */
    private static final Clients CLIENTS = new Clients(CLUSTER, 9);

    private static final Ledger LEDGER = new Ledger(CLUSTER);

    @BeforeAll
    static void tools() {
        Strace.require();
    }

    @AfterAll
    static void close() {
        CLIENTS.close();
    }

    @ParameterizedTest
    @CsvSource({
        "true, fdatasync, EIO, 1, Input/output error",
        "false, fdatasync, EIO, 7, Input/output error",
        "true, pwrite64, EIO, 4, Input/output error",
        "false, pwrite64, ENOSPC, 3, no space left on device",
        "true, fdatasync, ENOSPC, 5, no space left on device"
    })
    void theNthCallOfTheJournalFails(
            boolean leads, String call, String error, int nth, String words) {
        int leader = CLUSTER.awaitLeader();
        int victim = leads ? leader : Cluster.others(leader)[0];
        try (Ending ending = new Ending()) {
            CLIENTS.awaitMore(PUTS, GOING_ON);
            Strace strace = failing(victim, "append", call, error, nth);
            stops(victim, strace, "write or force of segment-[0-9]+ failed: " + words);
            int[] others = Cluster.others(victim);
            assertThat(CLUSTER.awaitLeader(others)).isNotEqualTo(victim);
            CLIENTS.awaitMore(PUTS, GOING_ON);
            CLUSTER.start(victim);
            ending.check();
        }
    }

    /** Who asks for the vote and who is asked for it both write first. */
    @Test
    void theVoteCannotBeWritten() {
        int leader = CLUSTER.awaitLeader();
        int victim = Cluster.others(leader)[0];
        try (Ending ending = new Ending()) {
            CLIENTS.awaitMore(PUTS, GOING_ON);
            Strace strace = failing(victim, "vote", "fsync,fdatasync", "EIO", 1);
            CLUSTER.kill(leader);
            stops(victim, strace, "write or force of vote failed: Input/output error");
            CLUSTER.start(victim);
            CLIENTS.awaitMore(PUTS, GOING_ON);
            CLUSTER.start(leader);
            ending.check();
        }
    }

    /** Clients that ask as long as the test runs, and what has to be true behind it. */
    private static final class Ending implements AutoCloseable {
        Ending() {
            CLIENTS.start();
        }

        void check() {
            CLIENTS.awaitMore(PUTS, GOING_ON);
            CLIENTS.stop();
            LEDGER.settle(CLIENTS);
        }

        @Override
        public void close() {
            CLIENTS.stop();
        }
    }

    /** Has the n-th call from now on of one thread fail; the tracer counts for each by itself. */
    private static Strace failing(int member, String part, String calls, String error, int nth) {
        return Strace.attach(
                CLUSTER.directory().resolve("strace" + System.nanoTime()),
                "-ttt",
                "-p",
                Long.toString(CLUSTER.member(member).thread(part)),
                "-e",
                "trace=" + calls,
                "-e",
                "inject=" + calls + ":error=" + error + ":when=" + nth);
    }

    private static void stops(int member, Strace strace, String reason) {
        assertThat(CLUSTER.member(member).awaitExit()).isEqualTo(STATUS);
        String trace = strace.awaitEnd();
        double failed = time(trace, "(?m)^([0-9.]+) .*\\(INJECTED\\)$");
        double ended = time(trace, "(?m)^([0-9.]+) \\+\\+\\+ exited with " + STATUS);
        System.out.printf("stopped %.0f ms after the call failed%n", 1000 * (ended - failed));
        assertThat(ended - failed).isLessThan(STOPPED.toMillis() / 1000.0);
        List<String> lines = CLUSTER.member(member).log().lines().toList();
        // Of this start alone; its predecessors wrote to the same file.
        int start = lines.size() - 1;
        while (start >= 0 && !lines.get(start).contains("ready to serve")) {
            start--;
        }
        assertThat(lines.subList(start + 1, lines.size()))
                .filteredOn(line -> line.startsWith("jangada: fatal: "))
                .singleElement()
                .asString()
                .matches("jangada: fatal: " + reason);
    }

    private static double time(String trace, String line) {
        List<MatchResult> found = Pattern.compile(line).matcher(trace).results().toList();
        assertThat(found).as("%s in %s", line, trace).hasSize(1);
        return Double.parseDouble(found.getFirst().group(1));
    }
}
