package io.jangada.server;

import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import com.linecorp.armeria.server.grpc.GrpcService;

import io.jangada.server.admission.Doorkeeper;
import io.netty.channel.ChannelOption;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletionException;

/** Where clients come in: gRPC and plain HTTP on the same ports, probes on more of their own. */
final class Frontend implements AutoCloseable {
    /**
     * A client whose calls run out of time cancels each; closing its connection would leave all the
     * others under way in doubt. Beyond this it is an attack (CVE-2023-44487).
     */
    private static final int RESETS_MAX = 10_000;

    private static final int RESETS_SECONDS = 10;

    /** How long calls under way may take to end when this member stops. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int CONNECTIONS_MAX = 1 << 14;

    /** Threads for reads that look at more than single keys. */
    private static final int SCANS = 4;

    private final List<Server> servers;
    private final Doorkeeper doorkeeper;

    private Frontend(List<Server> servers, Doorkeeper doorkeeper) {
        this.servers = List.copyOf(servers);
        this.doorkeeper = doorkeeper;
    }

    /** Binds and serves. */
    static Frontend start(
            Config config,
            GrpcService grpc,
            Doorkeeper doorkeeper,
            SortedMap<String, HttpService> probes)
            throws CannotStart {
        List<Server> servers = new ArrayList<>();
        ServerBuilder clients = builder("listen-client-urls", config.listenClientUrls(), probes);
        Server server = start(clients.service(grpc, doorkeeper::guard), config.listenClientUrls());
        doorkeeper.watch(server.config().workerGroup());
        servers.add(server);
        List<Url> urls = config.listenMetricsUrls();
        if (urls.isEmpty()) {
            return new Frontend(servers, doorkeeper);
        }
        try {
            servers.add(start(builder("listen-metrics-urls", urls, probes), urls));
        } catch (CannotStart refused) {
            new Frontend(servers, doorkeeper).close();
            throw refused;
        }
        return new Frontend(servers, doorkeeper);
    }

    private static ServerBuilder builder(
            String flag, List<Url> urls, SortedMap<String, HttpService> probes) throws CannotStart {
        ServerBuilder builder = bounds(Server.builder());
        for (Url url : urls) {
            builder.http(url.resolve(flag));
        }
        probes.forEach(builder::service);
        return builder;
    }

    private static Server start(ServerBuilder builder, List<Url> urls) throws CannotStart {
        Server server = builder.build();
        try {
            server.start().join();
        } catch (CompletionException failed) {
            throw new CannotStart("cannot listen on " + Url.join(urls), failed);
        }
        return server;
    }

    /**
     * Calls end by themselves and streams may be endless, so time and length of a whole request are
     * not bounded; each message is, by the gRPC service.
     */
    private static ServerBuilder bounds(ServerBuilder builder) {
        return builder.requestTimeoutMillis(0)
                .maxRequestLength(0)
                .idleTimeoutMillis(0)
                .maxNumConnections(CONNECTIONS_MAX)
                .childChannelOption(ChannelOption.SO_KEEPALIVE, true)
                .blockingTaskExecutor(SCANS)
                .http2MaxResetFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
                .gracefulShutdownTimeout(Duration.ZERO, GRACE)
                .meterRegistry(NoopMeterRegistry.get())
                .disableServerHeader()
                .disableDateHeader();
    }

    /** Where clients come in, in the order in which it was bound. */
    List<InetSocketAddress> addresses() {
        return servers.getFirst().activePorts().values().stream()
                .map(ServerPort::localAddress)
                .toList();
    }

    /** Refuses new connections, tells the others to go away, and waits for calls under way. */
    @Override
    public void close() {
        doorkeeper.close();
        servers.forEach(server -> server.stop().join());
    }
}
