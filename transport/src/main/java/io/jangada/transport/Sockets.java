package io.jangada.transport;

import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** How connections are made; the one place that knows sockets, and where TLS belongs. */
final class Sockets {
    /**
     * Where there is no epoll, NIO does the same; but it wakes its selector a second time for each
     * wake-up from outside, which doubles the turns of a loop that waits.
     */
    private static final boolean EPOLL = Epoll.isAvailable();

    private static final int LOOPS = Lane.values().length;
    private static final int WINDOW_BYTES = 4 << 20;

    /** Idle time before a ping; on the client's side gRPC allows no less than 10 s. */
    private static final long PING_SERVER_SECONDS = 5;

    private static final long PING_CLIENT_SECONDS = 10;
    private static final long PONG_SECONDS = 3;

    private Sockets() {}

    /**
     * The threads for all connections of a member, as many as there are lanes: a chunk that is
     * being written keeps no other lane's frames waiting.
     */
    static EventLoopGroup loops() {
        return new MultiThreadIoEventLoopGroup(
                LOOPS,
                new DefaultThreadFactory("jangada-peer", true),
                EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    static ServerBuilder<?> server(TransportSettings settings, EventLoopGroup loops) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(settings.listen().getFirst());
        settings.listen().stream().skip(1).forEach(builder::addListenAddress);
        return builder.bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .channelType(EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                .withOption(ChannelOption.SO_REUSEADDR, true)
                .directExecutor()
                .maxInboundMessageSize(settings.limits().messageBytesMax())
                .maxInboundMetadataSize(TransportSettings.INITIAL_CLUSTER_BYTES_MAX * 2)
                .maxConcurrentCallsPerConnection(Lane.values().length)
                .flowControlWindow(WINDOW_BYTES)
                .decompressorRegistry(DecompressorRegistry.emptyInstance())
                .compressorRegistry(CompressorRegistry.newEmptyInstance())
                .handshakeTimeout(PING_SERVER_SECONDS, TimeUnit.SECONDS)
                .maxConnectionIdle(PING_CLIENT_SECONDS, TimeUnit.SECONDS)
                .keepAliveTime(PING_SERVER_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PONG_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(1, TimeUnit.SECONDS);
    }

    /** A channel that lives on one event loop, so that all of a lane happens on one thread. */
    static ManagedChannelBuilder<?> channel(
            TransportSettings settings, InetSocketAddress address, EventLoop loop) {
        int connectMillis = Math.toIntExact(settings.limits().connectTimeout().toMillis());
        return NettyChannelBuilder.forTarget(target(address))
                .usePlaintext()
                .eventLoopGroup(loop)
                .channelType(EPOLL ? EpollSocketChannel.class : NioSocketChannel.class)
                .withOption(ChannelOption.TCP_NODELAY, true)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                .directExecutor()
                .maxInboundMessageSize(Wire.HEAD_BYTES)
                .flowControlWindow(WINDOW_BYTES)
                // A retry would keep copies of what it sent, without a bound of ours.
                .disableRetry()
                .disableServiceConfigLookUp()
                // Members reach each other directly, whatever the environment says for the web.
                .proxyDetector(_ -> null)
                .keepAliveTime(PING_CLIENT_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PONG_SECONDS, TimeUnit.SECONDS);
    }

    /** For the resolver, which is given a URI: the brackets of IPv6 may not stand in its path. */
    static String target(InetSocketAddress address) {
        return "dns:///"
                + authority(address).replace("%", "%25").replace("[", "%5B").replace("]", "%5D");
    }

    static String authority(InetSocketAddress address) {
        String host =
                address.isUnresolved()
                        ? address.getHostString()
                        : address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
