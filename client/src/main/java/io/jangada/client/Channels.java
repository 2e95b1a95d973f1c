package io.jangada.client;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How we connect to one server. A channel connects when it is first used. */
final class Channels {

    /** Servers refuse more pings than one in 5 s. */
    private static final long PING_SECONDS = 10;

    private static final long PING_TIMEOUT_SECONDS = 6;

    private Channels() {}

    static ManagedChannel open(Endpoint endpoint, Duration connectTimeout) {
        return NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
                .usePlaintext()
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PING_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .disableServiceConfigLookUp()
                .proxyDetector(_ -> null)
                .build();
    }
}
