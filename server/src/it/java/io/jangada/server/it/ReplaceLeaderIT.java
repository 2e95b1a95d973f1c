package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** A fourth process joins, and the first leader leaves, under load. */
final class ReplaceLeaderIT {
    /** Twice what is asked of a quiet machine. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    @Test
    void nothingIsLostAndWritesGoOn() {
        assertThat(Replacement.run()).isLessThan(LONGEST);
    }
}
