package io.jangada.transport;

import io.grpc.Server;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.jangada.node.Frame;
import io.jangada.node.Transport;
import io.jangada.raft.Check;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/** Carries frames over gRPC: three connections to each peer, and three of each peer to us. */
public final class GrpcTransport implements Transport {
    private static final long CLOSE_SECONDS = 2;

    private final TransportSettings settings;
    private final Hellos hellos;
    private final Complaints complaints =
            new Complaints(System.getLogger(GrpcTransport.class.getName()));
    private final Peers peers;
    private final ConcurrentSkipListMap<ServerId, Counters> counters =
            new ConcurrentSkipListMap<>();
    private final Object reaching = new Object();
    private final EventLoopGroup loops = Sockets.loops();
    // Written once by start, read by every sender.
    private volatile Map<Lane, Lines> lanes = Map.of();
    private @Nullable PeerService service;
    private boolean closing;
    private @Nullable Server server;

    public GrpcTransport(TransportSettings settings, Incarnations incarnations) {
        this.settings = settings;
        this.peers = new Peers(settings, complaints);
        this.hellos = new Hellos(settings, peers, incarnations);
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
                new PeerService(
                        settings.limits(),
                        hellos,
                        receiver,
                        peers,
                        this::reach,
                        this::counters,
                        complaints);
        Server listener = Sockets.server(settings, loops).addService(inbound.definition()).build();
        try {
            listener.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "cannot listen for peers on " + settings.listen(), failure);
        }
        server = listener;
        EnumMap<Lane, Lines> all = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            all.put(lane, lines(lane, receiver));
        }
        synchronized (reaching) {
            service = inbound;
            lanes = all;
        }
        reach();
    }

    private Lines lines(Lane lane, Receiver receiver) {
        EventLoop loop = loops.next();
        return new Lines(
                peer ->
                        new Link(
                                settings,
                                peer,
                                lane,
                                hellos,
                                receiver,
                                counters(peer),
                                complaints,
                                loop),
                loop);
    }

    private Counters counters(ServerId peer) {
        return counters.computeIfAbsent(peer, _ -> new Counters());
    }

    @Override
    public void members(Members committed, long index, Members latest) {
        peers.members(committed, index, latest);
        reach();
    }

    /** Connects to everyone whom we talk to, and ends what there is with others. */
    private void reach() {
        synchronized (reaching) {
            if (closing) {
                return;
            }
            SortedMap<ServerId, List<InetSocketAddress>> all = peers.all();
            lanes.values().forEach(lines -> lines.reach(all));
            if (service != null) {
                service.forgetOthers();
            }
            counters.keySet().retainAll(all.keySet());
        }
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
        return peers.all().keySet().stream().map(peer -> counters(peer).traffic(peer)).toList();
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
        synchronized (reaching) {
            closing = true;
            if (service != null) {
                service.close();
            }
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
