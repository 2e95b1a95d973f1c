package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrafficTest {
    private static boolean isConnected(long since, int out, int in) {
        return new Traffic(Member.id(2), 0, 0, 0, 0, 0, 0, 0, out, in, 100).isConnectedSince(since);
    }

    @Test
    void aPeerIsConnectedSinceItsLastHello() {
        assertThat(isConnected(100, 2, 2)).isFalse();
        assertThat(isConnected(101, 2, 2)).isTrue();
    }

    @Test
    void bothLanesOfTheProtocolCountInBothDirections() {
        assertThat(isConnected(101, 1, 2)).isFalse();
        assertThat(isConnected(101, 2, 1)).isFalse();
    }
}
