package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.stream.IntStream;

/** A joining member is killed at three steps, evenly spaced among all that there are. */
@Tag("slow")
final class KilledJoinIT {
    private static final int SAMPLE = 3;

    @RegisterExtension static final Cluster CLUSTER = Cluster.of(KilledJoins.FLAGS);

    @BeforeAll
    static void tools() {
        Program.require("strace");
    }

    @Test
    void itJoinsWhenItIsStartedAgain() {
        try (KilledJoins joins = new KilledJoins(CLUSTER)) {
            List<Step> steps = joins.rehearse();
            List<Step> sample =
                    IntStream.range(0, SAMPLE)
                            .mapToObj(i -> steps.get((2 * i + 1) * steps.size() / (2 * SAMPLE)))
                            .toList();
            assertThat(joins.killAt(sample)).isGreaterThanOrEqualTo(SAMPLE - 1);
        }
    }
}
