package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.ServerId;
import io.jangada.transport.Incarnations;
import io.jangada.transport.Traffic;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ConnectionsTest {
    private static final ServerId PEER = new ServerId(7);

    private final Connections connections = new Connections(new Remembered());

    /** Of a member whose incarnation is 4711. */
    private static final class Remembered implements Incarnations {
        @Override
        public long known(ServerId member) {
            return 4711;
        }

        @Override
        public void remember(ServerId member, long incarnation) {
            throw new IllegalStateException();
        }
    }

    @Test
    void aMemberThatNeverSaidHelloIsNotConnected() {
        assertThat(isConnected(System.nanoTime(), 2, 2)).isFalse();
    }

    @Test
    void itIsConnectedSinceItsLastHello() {
        long before = System.nanoTime();
        assertThat(connections.known(PEER)).isEqualTo(4711);
        long after = System.nanoTime() + 1;
        assertThat(isConnected(before - 1, 2, 2)).isFalse();
        assertThat(isConnected(after, 2, 2)).isTrue();
        assertThat(connections.known(PEER)).isEqualTo(4711);
        assertThat(isConnected(before - 1, 2, 2)).isFalse();
    }

    @Test
    void everyLaneCounts() {
        connections.known(PEER);
        long after = System.nanoTime() + 1;
        assertThat(isConnected(after, 1, 2)).isFalse();
        assertThat(isConnected(after, 2, 1)).isFalse();
        assertThat(connections.isConnected(PEER, after, List::of)).isFalse();
    }

    private boolean isConnected(long since, int out, int in) {
        Traffic traffic = new Traffic(PEER, 0, 0, 0, 0, 0, 0, 0, out, in);
        return connections.isConnected(PEER, since, () -> List.of(traffic));
    }
}
