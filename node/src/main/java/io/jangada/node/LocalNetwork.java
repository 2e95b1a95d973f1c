package io.jangada.node;

import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network inside one JVM: frames are handed straight to the inbox of the other member. For tests,
 * for trying a state machine out, and for members that share a process on purpose.
 *
 * <p>Thread-safe. A frame for a member that is not there, or whose inbox is full, is dropped.
 */
public final class LocalNetwork {
    private final ConcurrentHashMap<ServerId, Transport.Receiver> receivers =
            new ConcurrentHashMap<>();

    /** The end of {@code self}. Closing it takes the member off the network. */
    public Transport transport(ServerId self) {
        return new End(self);
    }

    private final class End implements Transport {
        private final ServerId self;

        private End(ServerId self) {
            this.self = self;
        }

        @Override
        public void start(Receiver receiver) {
            receivers.put(self, receiver);
        }

        @Override
        public boolean send(ServerId to, Frame frame) {
            @Nullable Receiver receiver = receivers.get(to);
            return receiver != null
                    && receivers.containsKey(self)
                    && receiver.receive(self, List.of(frame)) == 0;
        }

        @Override
        public void close() {
            receivers.remove(self);
            receivers.values().forEach(other -> other.lost(self));
        }
    }
}
