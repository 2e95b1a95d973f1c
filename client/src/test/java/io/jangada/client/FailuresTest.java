package io.jangada.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.jangada.client.retry.Failure;

import org.junit.jupiter.api.Test;

/** What a status of gRPC says about the call: above all, whether it may have had its effect. */
final class FailuresTest {
    private static Failure of(Status status, String text, boolean sent) {
        return Failures.of(status.withDescription(text), sent);
    }

    @Test
    void theServersOwnWordsRefuse() {
        Status status = Status.RESOURCE_EXHAUSTED;
        assertThat(of(status, "etcdserver: too many requests", true)).isEqualTo(Failure.REFUSED);
        assertThat(of(status, "grpc: received message larger than max (9 vs. 8)", true))
                .isEqualTo(Failure.REFUSED);
        assertThat(of(Status.INVALID_ARGUMENT, "etcdserver: key is not provided", true))
                .isEqualTo(Failure.REFUSED);
    }

    /** Calls under way when a connection was closed may have been done. */
    @Test
    void aConnectionClosedBecauseOfTooMuchTrafficRefusesNothing() {
        String text =
                "Bandwidth exhausted or memory limit exceeded"
                        + " HTTP/2 error code: ENHANCE_YOUR_CALM";
        assertThat(of(Status.RESOURCE_EXHAUSTED, text, true)).isEqualTo(Failure.UNAVAILABLE);
        assertThat(of(Status.RESOURCE_EXHAUSTED, text, false)).isEqualTo(Failure.NOT_SENT);
    }

    @Test
    void anAnswerThatIsTooLargeDoesNotMeanThatNothingWasDone() {
        String text = "gRPC message exceeds maximum size 4194304: 5000000";
        assertThat(of(Status.RESOURCE_EXHAUSTED, text, true)).isEqualTo(Failure.BROKEN);
    }
}
