package io.jangada.server.it;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads are made sure of by a majority. */
final class PausedLeaderIT extends PausedLeader {
    @RegisterExtension static final Cluster CLUSTER = Cluster.of();

    PausedLeaderIT() {
        super(CLUSTER);
    }
}
