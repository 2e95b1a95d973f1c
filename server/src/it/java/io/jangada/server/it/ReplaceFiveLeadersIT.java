package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

import java.time.Duration;

/** The same five times, with the bound that we promise. */
@Tag("slow")
final class ReplaceFiveLeadersIT {
    private static final Duration LONGEST = Duration.ofSeconds(1);

    @RepeatedTest(5)
    @SuppressWarnings("SystemOut")
    void nothingIsLostAndNoWriterWaitsForASecond() {
        Duration gap = Replacement.run();
        System.out.println("longest time without an acknowledgement: " + gap.toMillis() + " ms");
        assertThat(gap).isLessThan(LONGEST);
    }
}
