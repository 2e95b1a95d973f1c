package io.jangada.server;

import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.server.etcd.Roster;
import io.jangada.server.etcd.Timeouts;
import io.jangada.transport.GrpcTransport;
import io.jangada.transport.TransportLimits;
import io.jangada.transport.TransportSettings;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the flags say of the members, in the terms of the modules below. */
final class Peers {
    private Peers() {}

    static Members members(Config config) {
        return Members.of(
                config.cluster().peerUrls().keySet().stream()
                        .map(name -> id(config, name))
                        .toArray(ServerId[]::new));
    }

    /** Nobody has told yet where clients reach them. */
    static Roster roster(Config config) {
        List<Roster.Entry> entries = new ArrayList<>();
        config.cluster()
                .peerUrls()
                .forEach((name, urls) ->
                        entries.add(
                                new Roster.Entry(
                                        id(config, name), name, Url.texts(urls), List.of())));
        return new Roster(entries);
    }

    static GrpcTransport transport(Config config, DataDirectory data) throws CannotStart {
        List<InetSocketAddress> listen = new ArrayList<>();
        for (Url url : config.listenPeerUrls()) {
            listen.add(url.resolve("listen-peer-urls"));
        }
        SortedMap<ServerId, List<InetSocketAddress>> peers = new TreeMap<>();
        config.cluster()
                .peerUrls()
                .forEach((name, urls) ->
                        peers.put(id(config, name), urls.stream().map(Url::unresolved).toList()));
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

    /** What is said of proposals that time out. */
    static Timeouts timeouts(Config config, GrpcTransport transport) {
        return new Timeouts(
                config.cluster().peerUrls().keySet().stream()
                        .map(name -> id(config, name))
                        .toList(),
                (member, since) ->
                        transport.traffic().stream()
                                .filter(of -> of.peer().equals(member))
                                .anyMatch(of -> of.isConnectedSince(since)));
    }

    private static ServerId id(Config config, String name) {
        return new ServerId(config.cluster().memberId(name));
    }
}
