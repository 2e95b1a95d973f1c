package io.jangada.server.it;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads are made sure of by a lease, which is over when the leader goes on. */
final class PausedLeaseIT extends PausedLeader {
    @RegisterExtension static final Cluster CLUSTER = Cluster.of("--linearizable-reads", "lease");

    PausedLeaseIT() {
        super(CLUSTER);
    }
}
