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
        assertThat(forces.stream().filter(count -> count >= PUTS))
                .as("members with at least %d forces: %s", PUTS, forces)
                .hasSizeGreaterThanOrEqualTo(2);
    }

    /** Rows are: share of time, seconds, microseconds per call, calls, perhaps errors, name. */
    private static long calls(String table) {
        return table.lines()
                .filter(row -> row.endsWith(" fsync") || row.endsWith(" fdatasync"))
                .mapToLong(row -> Long.parseLong(row.strip().split(" +", -1)[3]))
                .sum();
    }
}
