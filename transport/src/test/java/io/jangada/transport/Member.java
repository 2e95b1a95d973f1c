package io.jangada.transport;

import io.jangada.node.Frame;
import io.jangada.node.Transport;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A transport with an inbox and a memory of incarnations. */
final class Member implements Transport.Receiver, Incarnations, AutoCloseable {
    static final long CLUSTER = 0xc1;
    static final String INITIAL = "a=1,b=2";

    static final TransportLimits LIMITS =
            new TransportLimits(
                    1 << 20,
                    64 << 10,
                    4096,
                    1024,
                    2 << 20,
                    8192,
                    Duration.ofMillis(5),
                    Duration.ofMillis(50),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(2));

    static final Complaints COMPLAINTS = new Complaints(System.getLogger("test"));

    record Received(ServerId from, Frame frame) {}

    final TransportSettings settings;
    final GrpcTransport transport;
    final BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
    final BlockingQueue<ServerId> lost = new LinkedBlockingQueue<>();
    final BlockingQueue<ServerId> removed = new LinkedBlockingQueue<>();
    final Map<ServerId, Long> incarnations = new ConcurrentHashMap<>();
    final AtomicBoolean full = new AtomicBoolean();
    final AtomicInteger handOvers = new AtomicInteger();

    Member(TransportSettings settings) {
        this.settings = settings;
        this.transport = new GrpcTransport(settings, this);
    }

    static Hellos hellos(TransportSettings settings, Incarnations incarnations) {
        return new Hellos(settings, new Peers(settings, COMPLAINTS), incarnations);
    }

    Member start() {
        transport.start(this);
        return this;
    }

    static ServerId id(long value) {
        return new ServerId(value);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Member {@code self} with one peer. */
    static TransportSettings settings(long self, int port, long peer, int peerPort) {
        TreeMap<ServerId, List<InetSocketAddress>> peers = new TreeMap<>();
        peers.put(id(peer), List.of(loopback(peerPort)));
        return new TransportSettings(
                id(self), List.of(loopback(port)), peers, CLUSTER, 0x10 + self, INITIAL, LIMITS);
    }

    static Frame heartbeat(long round) {
        return new Frame(1, new Message.Heartbeat(3, 2, 1, round), List.of());
    }

    static Frame append(long index, int bytes) {
        Payload payload = new Payload(Payload.Kind.COMMAND, Bytes.owned(new byte[bytes]));
        Entries entries = Entries.of(index, 3, Sizes.of(bytes));
        return new Frame(
                1, new Message.AppendEntries(3, index - 1, 3, 0, entries), List.of(payload));
    }

    static Frame chunk(long offset, int bytes) {
        Payload payload = new Payload(Payload.Kind.COMMAND, Bytes.owned(new byte[bytes]));
        return new Frame(
                1, new Message.SnapshotChunk(3, 7, 2, offset, Sizes.of(bytes)), List.of(payload));
    }

    /** A Forward of so many commands without a byte. */
    static Frame noOps(int count) {
        Message forward = new Message.Forward(1, Sizes.of(new int[count]));
        return new Frame(1, forward, Collections.nCopies(count, Payload.NO_OP));
    }

    Received next() throws InterruptedException {
        return required(inbox.poll(20, TimeUnit.SECONDS));
    }

    ServerId nextLost() throws InterruptedException {
        return required(lost.poll(20, TimeUnit.SECONDS));
    }

    Traffic traffic() {
        return transport.traffic().getFirst();
    }

    /** Until the lanes of the protocol towards the peer are open. */
    Member connected() {
        await(() -> traffic().activeOut() == 2);
        return this;
    }

    static void await(BooleanSupplier fact) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen within 20 s");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("nothing came within 20 s");
        }
        return value;
    }

    /** Sends at once; false when the frame was dropped. */
    boolean send(long to, Frame frame) {
        boolean taken = transport.send(id(to), frame);
        transport.flush();
        return taken;
    }

    @Override
    public int receive(ServerId from, List<Frame> frames) {
        handOvers.incrementAndGet();
        if (full.get()) {
            return frames.size();
        }
        frames.forEach(frame -> inbox.add(new Received(from, frame)));
        return 0;
    }

    @Override
    public void lost(ServerId peer) {
        lost.add(peer);
    }

    @Override
    public void removed(ServerId by) {
        removed.add(by);
    }

    @Override
    public long known(ServerId member) {
        return incarnations.getOrDefault(member, 0L);
    }

    @Override
    public void remember(ServerId member, long incarnation) {
        incarnations.put(member, incarnation);
    }

    @Override
    public void close() {
        transport.close();
    }
}
