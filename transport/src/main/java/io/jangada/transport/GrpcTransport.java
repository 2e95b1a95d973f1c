package io.jangada.transport;

import io.grpc.Server;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.jangada.node.Frame;
import io.jangada.node.Transport;
import io.jangada.raft.Check;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Carries frames over gRPC: three connections to each peer, and three of each peer to us. */
public final class GrpcTransport implements Transport {
    private static final long CLOSE_SECONDS = 2;

    private final TransportSettings settings;
    private final Hellos hellos;
    private final Complaints complaints =
            new Complaints(System.getLogger(GrpcTransport.class.getName()));
    private final SortedMap<ServerId, Counters> counters;
    private final EventLoopGroup loops = Sockets.loops();
    // Written once by start, read by every sender.
    private volatile Map<Lane, Lines> lanes = Map.of();
    private @Nullable PeerService service;
    private @Nullable Server server;

    public GrpcTransport(TransportSettings settings, Incarnations incarnations) {
        this.settings = settings;
        this.hellos = new Hellos(settings, incarnations);
        TreeMap<ServerId, Counters> each = new TreeMap<>();
        settings.peers().keySet().forEach(peer -> each.put(peer, new Counters()));
        this.counters = Collections.unmodifiableSortedMap(each);
    }

    /**
     * Listens, and connects to every peer.
     *
     * @throws UncheckedIOException when an address cannot be listened on; its message says which
     */
    @Override
    public synchronized void start(Receiver receiver) {
        Check.that(server == null, "a transport starts once");
        GarbageLog.quieten();
        PeerService inbound =
                new PeerService(settings.limits(), hellos, receiver, counters, complaints);
        Server listener = Sockets.server(settings, loops).addService(inbound.definition()).build();
        try {
            listener.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "cannot listen for peers on " + settings.listen(), failure);
        }
        service = inbound;
        server = listener;
        EnumMap<Lane, Lines> all = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            all.put(lane, lines(lane, receiver));
        }
        lanes = all;
        all.values().forEach(Lines::start);
    }

    private Lines lines(Lane lane, Receiver receiver) {
        EventLoop loop = loops.next();
        TreeMap<ServerId, Link> links = new TreeMap<>();
        counters.forEach((peer, of) ->
                links.put(
                        peer,
                        new Link(settings, peer, lane, hellos, receiver, of, complaints, loop)));
        return new Lines(links, loop);
    }

    @Override
    public boolean send(ServerId to, Frame frame) {
        Lane lane = Lane.of(frame.message());
        Link link = link(lane, to);
        if (lane == Lane.SNAPSHOT && link != null && link.isRefused()) {
            // A member from before there was this lane expects chunks among the appends.
            link = link(Lane.APPEND, to);
        }
        return link != null && link.send(frame);
    }

    @Override
    public void flush() {
        lanes.values().forEach(Lines::flush);
    }

    private @Nullable Link link(Lane lane, ServerId to) {
        Lines lines = lanes.get(lane);
        return lines == null ? null : lines.to(to);
    }

    /** What went to and from each peer so far, in the order of their ids. */
    public List<Traffic> traffic() {
        return counters.entrySet().stream()
                .map(each -> each.getValue().traffic(each.getKey()))
                .toList();
    }

    /** Bytes that wait in memory for {@code peer}, on all lanes together. */
    public long waitingBytes(ServerId peer) {
        long bytes = 0;
        for (Lane lane : Lane.values()) {
            Link link = link(lane, peer);
            bytes += link == null ? 0 : link.waitingBytes();
        }
        return bytes;
    }

    @Override
    public synchronized void close() {
        if (loops.isShuttingDown()) {
            return;
        }
        if (service != null) {
            service.close();
        }
        lanes.values().forEach(Lines::close);
        boolean ended = closeServer();
        ended &=
                loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            complaints.say("the connections of peers did not end in time");
        }
    }

    private boolean closeServer() {
        try {
            return server == null
                    || server.shutdownNow().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
