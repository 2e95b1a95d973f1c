package io.jangada.server;

import io.jangada.raft.ServerId;
import io.jangada.transport.GrpcTransport;
import io.jangada.transport.TransportLimits;
import io.jangada.transport.TransportSettings;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BiPredicate;

/** The other members, in the terms of the transport. */
final class Peers {
    private Peers() {}

    static GrpcTransport transport(Config config, DataDirectory data) throws CannotStart {
        List<InetSocketAddress> listen = new ArrayList<>();
        for (Url url : config.listenPeerUrls()) {
            listen.add(url.resolve("listen-peer-urls"));
        }
        SortedMap<ServerId, List<InetSocketAddress>> peers = data.birth().addresses().sockets();
        ServerId self = data.storage().identity().memberId();
        peers.remove(self);
        return new GrpcTransport(
                new TransportSettings(
                        self,
                        listen,
                        peers,
                        data.storage().identity().clusterId(),
                        data.storage().identity().incarnation(),
                        data.storage().identity().initialCluster(),
                        TransportLimits.DEFAULT),
                data.peers());
    }

    /** Whether a member is connected, and was at a time of {@link System#nanoTime} and since. */
    static BiPredicate<ServerId, Long> connected(GrpcTransport transport) {
        return (member, since) ->
                transport.traffic().stream()
                        .filter(of -> of.peer().equals(member))
                        .anyMatch(of -> of.isConnectedSince(since));
    }
}
