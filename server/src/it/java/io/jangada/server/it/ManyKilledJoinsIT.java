package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/** A joining member is killed at each step. */
@Tag("slow")
final class ManyKilledJoinsIT {
    @RegisterExtension static final Cluster CLUSTER = Cluster.of(KilledJoins.FLAGS);

    @BeforeAll
    static void tools() {
        Program.require("strace");
    }

    @Test
    void itJoinsWhenItIsStartedAgain() {
        try (KilledJoins joins = new KilledJoins(CLUSTER)) {
            List<Step> steps = joins.rehearse();
            assertThat(joins.killAt(steps)).isGreaterThanOrEqualTo(steps.size() * 9 / 10);
        }
    }
}
