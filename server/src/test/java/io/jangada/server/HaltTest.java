package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/** The last line of a member that cannot go on. */
final class HaltTest {
    @Test
    void theLineSaysWhatFailedAndWhatTheSystemSaid() {
        assertThat(Halt.line("force of segment-1 failed", new IOException("Input/output\nerror")))
                .isEqualTo("jangada: fatal: force of segment-1 failed: Input/output error");
    }

    @Test
    void theLineSaysNothingTwice() {
        Throwable broken = new IllegalStateException("two leaders");
        assertThat(Halt.line("an invariant does not hold: two leaders", broken))
                .isEqualTo("jangada: fatal: an invariant does not hold: two leaders");
        assertThat(Halt.line("stopped", new IOException())).isEqualTo("jangada: fatal: stopped");
        assertThat(Halt.line("stopped", null)).isEqualTo("jangada: fatal: stopped");
    }
}
