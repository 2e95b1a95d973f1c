package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.Client;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;

/** An acknowledgement means that a majority has forced the write to its disk. */
final class ForceCountIT {
    private static final int PUTS = 100;

    @RegisterExtension static final Cluster CLUSTER = Cluster.of();

    @BeforeAll
    static void tools() {
        Strace.require();
    }

    @Test
    void everySequentialPutIsForcedByAMajority() {
        List<Strace> traces = new ArrayList<>();
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            traces.add(
                    Strace.attach(
                            CLUSTER.directory().resolve("strace" + i),
                            "-f",
                            "-c",
                            "-e",
                            "trace=fsync,fdatasync",
                            "-p",
                            Long.toString(CLUSTER.member(i).pid())));
        }
        Client client = CLUSTER.client(0);
        for (int i = 0; i < PUTS; i++) {
            client.put("forced", "value " + i);
        }
        List<Long> forces = traces.stream().map(trace -> calls(trace.detach())).toList();
        System.out.println("forces during " + PUTS + " sequential puts: " + forces);
        // A member that is late with one put forces it with the next; then the others had forced
        // it.
        assertThat(forces.stream().mapToLong(count -> Math.min(count, PUTS)).sum())
                .as("forces of all members, at most %d of each: %s", PUTS, forces)
                .isGreaterThanOrEqualTo(2 * PUTS);
    }

    /** Rows are: share of time, seconds, microseconds per call, calls, perhaps errors, name. */
    private static long calls(String table) {
        return table.lines()
                .filter(row -> row.endsWith(" fsync") || row.endsWith(" fdatasync"))
                .mapToLong(row -> Long.parseLong(row.strip().split(" +", -1)[3]))
                .sum();
    }
}
