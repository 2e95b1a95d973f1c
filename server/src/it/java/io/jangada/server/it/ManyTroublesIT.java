package io.jangada.server.it;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

/** Five minutes of partitions, kills and pauses in an order that a seed decides. */
@Tag("slow")
final class ManyTroublesIT {
    private static final Duration TROUBLES = Duration.ofMinutes(5);
    private static final Namespaces NETWORK = new Namespaces();

    @RegisterExtension static final Cluster CLUSTER = Cluster.at(NETWORK);

    @Test
    void troublesOfAllKinds() {
        long seed = Long.getLong("it.seed", System.nanoTime());
        Ledger ledger = new Ledger(CLUSTER);
        try (Clients clients = new Clients(CLUSTER, seed)) {
            CLUSTER.awaitLeader();
            new Nemesis(CLUSTER, NETWORK, seed).run(clients, TROUBLES);
            ledger.settle(clients);
        }
    }
}
