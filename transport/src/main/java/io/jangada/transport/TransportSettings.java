package io.jangada.transport;

import io.jangada.node.storage.Identity;
import io.jangada.raft.Check;
import io.jangada.raft.ServerId;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who this member is, where it listens and where the others are.
 *
 * @param self this member
 * @param listen where to listen for peers, at least one address
 * @param peers the addresses of every other member, tried in turn; unresolved ones are looked up at
 *     each attempt
 * @param clusterId of the cluster; members of different clusters refuse each other
 * @param incarnation chosen at random when this member's data directory was made, never 0
 * @param initialCluster the text that the cluster was started with, in one canonical form
 */
public record TransportSettings(
        ServerId self,
        List<InetSocketAddress> listen,
        SortedMap<ServerId, List<InetSocketAddress>> peers,
        long clusterId,
        long incarnation,
        String initialCluster,
        TransportLimits limits) {

    /** Bytes of UTF-8 at most; it travels in a header. */
    static final int INITIAL_CLUSTER_BYTES_MAX = 16 << 10;

    public TransportSettings {
        listen = List.copyOf(listen);
        TreeMap<ServerId, List<InetSocketAddress>> copy = new TreeMap<>();
        peers.forEach((peer, addresses) -> copy.put(peer, List.copyOf(addresses)));
        peers = Collections.unmodifiableSortedMap(copy);
        Check.that(!listen.isEmpty(), "a member listens somewhere");
        Check.that(!peers.containsKey(self), "a member is not its own peer");
        Check.that(peers.values().stream().noneMatch(List::isEmpty), "every peer has an address");
        Check.that(incarnation != 0, "an incarnation is never 0");
        Check.that(
                initialCluster.length() <= INITIAL_CLUSTER_BYTES_MAX / 4,
                "an initial cluster is at most 4096 characters");
    }

    /**
     * Of the member that has a data directory of this {@code identity} and listens where {@code
     * all} says that it is reached, with the limits that we ship.
     */
    public static TransportSettings of(Identity identity, Addresses all, String initialCluster) {
        ServerId self = identity.memberId();
        SortedMap<ServerId, List<InetSocketAddress>> peers = new TreeMap<>(all.sockets());
        List<InetSocketAddress> own = peers.remove(self);
        return new TransportSettings(
                self,
                own == null ? List.of() : own.stream().map(TransportSettings::resolved).toList(),
                peers,
                identity.clusterId(),
                identity.incarnation(),
                initialCluster,
                TransportLimits.DEFAULT);
    }

    private static InetSocketAddress resolved(InetSocketAddress address) {
        return new InetSocketAddress(address.getHostString(), address.getPort());
    }
}
