package io.jangada.client.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class EndpointsTest {

    private static final long NOW = -5; // monotonic time may be negative

    @Test
    void serversAreAskedInTurn() {
        Endpoints endpoints = new Endpoints(3, 1);
        assertThat(turns(endpoints, NOW, 5)).containsExactly(1, 2, 0, 1, 2);
    }

    @Test
    void failedServerIsLeftAloneForItsPause() {
        Endpoints endpoints = new Endpoints(3, 0);
        endpoints.failed(1, NOW, 0.5);
        assertThat(turns(endpoints, NOW, 4)).containsExactly(0, 2, 0, 2);
        assertThat(turns(endpoints, NOW + Endpoints.PAUSE_NANOS_MIN - 1, 2)).containsExactly(0, 2);
        assertThat(turns(endpoints, NOW + Endpoints.PAUSE_NANOS_MIN, 3)).containsExactly(0, 1, 2);
    }

    @Test
    void pauseDoublesUpToItsBound() {
        Endpoints endpoints = new Endpoints(2, 0);
        long now = NOW;
        for (int failure = 0; failure < 40; failure++) {
            endpoints.failed(0, now, 0.5);
            long pause =
                    Math.min(
                            Endpoints.PAUSE_NANOS_MAX,
                            Endpoints.PAUSE_NANOS_MIN << Math.min(failure, 10));
            assertThat(turns(endpoints, now + pause - 1, 2)).containsExactly(1, 1);
            now += pause;
        }
    }

    @Test
    void answerEndsThePause() {
        Endpoints endpoints = new Endpoints(2, 0);
        endpoints.failed(0, NOW, 0.5);
        endpoints.answered(0);
        assertThat(turns(endpoints, NOW, 2)).containsExactly(0, 1);
    }

    @Test
    void whenAllAreLeftAloneTheFirstToReturnIsAsked() {
        Endpoints endpoints = new Endpoints(3, 0);
        endpoints.failed(0, NOW + 20, 0.5);
        endpoints.failed(1, NOW + 10, 0.5);
        endpoints.failed(2, NOW + 30, 0.5);
        assertThat(turns(endpoints, NOW + 30, 2)).containsExactly(1, 1);
    }

    @Test
    void onlyServerIsAskedAgain() {
        Endpoints endpoints = new Endpoints(1, 0);
        endpoints.failed(0, NOW, 0.9);
        assertThat(endpoints.next(NOW)).isZero();
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Endpoints(0, 0)).hasMessageContaining("count=0");
        assertThatThrownBy(() -> new Endpoints(2, 2)).hasMessageContaining("first=2");
    }

    private static int[] turns(Endpoints endpoints, long now, int count) {
        int[] turns = new int[count];
        for (int i = 0; i < count; i++) {
            turns[i] = endpoints.next(now);
        }
        return turns;
    }
}
