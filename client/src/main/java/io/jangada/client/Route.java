package io.jangada.client;

import io.grpc.ManagedChannel;
import io.jangada.client.retry.Endpoints;

import java.util.List;

/** The servers that a call may go to, a channel for each, and the policy's memory of them. */
record Route(List<Endpoint> servers, List<ManagedChannel> channels, Endpoints endpoints) {

    Route {
        if (servers.size() != endpoints.count() || channels.size() != endpoints.count()) {
            throw new IllegalArgumentException("servers, channels and endpoints differ in number");
        }
    }

    ManagedChannel channel(int endpoint) {
        return channels.get(endpoint);
    }

    boolean closed() {
        return channels.getFirst().isShutdown();
    }

    String name(int endpoint) {
        return servers.get(endpoint).text();
    }

    /**
     * Notes the failure, and makes the channel connect anew at once: how long a server is left
     * alone is the policy's decision, not that of gRPC, which would wait for up to two minutes.
     */
    void failed(int endpoint, long now, double chance) {
        endpoints.failed(endpoint, now, chance);
        channel(endpoint).resetConnectBackoff();
    }
}
