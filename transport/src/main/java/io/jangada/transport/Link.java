package io.jangada.transport;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.jangada.node.Frame;
import io.jangada.node.Transport.Receiver;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Our connection to one peer on one lane: connects, says hello, sends what waits, connects again.
 * Its state belongs to one event loop; other threads only put frames into the {@link Outbox}.
 */
final class Link {
    private static final Logger LOG = System.getLogger(Link.class.getName());

    private final TransportSettings settings;
    private final TransportLimits limits;
    private final ServerId peer;
    private final Lane lane;
    private final Hellos hellos;
    private final Receiver receiver;
    private final Counters counters;
    private final Complaints complaints;
    private final EventLoop loop;
    private final Outbox outbox;

    private List<InetSocketAddress> addresses = List.of();
    private @Nullable Attempt attempt;
    private int attempts;
    private int failuresInARow;
    private boolean closed;

    // Read by every sender.
    private volatile boolean refused;

    Link(
            TransportSettings settings,
            ServerId peer,
            Lane lane,
            Hellos hellos,
            Receiver receiver,
            Counters counters,
            Complaints complaints,
            EventLoop loop) {
        this.settings = settings;
        this.limits = settings.limits();
        this.peer = peer;
        this.lane = lane;
        this.hellos = hellos;
        this.receiver = receiver;
        this.counters = counters;
        this.complaints = complaints;
        this.loop = loop;
        this.outbox = new Outbox(limits);
    }

    /** On any thread; false when the frame was dropped. */
    boolean send(Frame frame) {
        boolean taken = outbox.isOpen() && fits(frame) && offer(Parcel.of(frame));
        if (!taken) {
            counters.droppedFrames.increment();
        }
        return taken;
    }

    /** On any thread: whether frames wait that nobody is coming for; the caller then drains. */
    boolean flush() {
        return outbox.flush();
    }

    private boolean fits(Frame frame) {
        boolean fits = frame.payloads().size() <= limits.batchPayloadsMax();
        if (!fits) {
            complaints.say("dropped a frame of " + frame.payloads().size() + " payloads");
        }
        return fits;
    }

    private boolean offer(Parcel parcel) {
        if (parcel.bytes() > limits.frameBytesMax()) {
            complaints.say("dropped a frame of " + parcel.bytes() + " bytes for peer " + peer);
            return false;
        }
        return switch (outbox.offer(parcel)) {
            case WAITS -> true;
            case WAKE -> run(this::drain);
            case DROPPED -> false;
        };
    }

    /** Whether the peer wants no such connection, as one that does not know the lane. */
    boolean isRefused() {
        return refused;
    }

    /** Bytes that wait to be sent. */
    long waitingBytes() {
        return outbox.bytes();
    }

    /** Connects at one of {@code next}, tried in turn; again, if it is connected elsewhere. */
    void reach(List<InetSocketAddress> next) {
        run(() -> {
            boolean first = addresses.isEmpty();
            addresses = next;
            if (first) {
                connect();
            } else if (attempt != null && !next.contains(attempt.address)) {
                attempt.call.cancel("the peer is elsewhere now", null);
            }
        });
    }

    /** Breaks the connection for good. */
    void close() {
        outbox.close();
        run(() -> {
            closed = true;
            Attempt last = attempt;
            if (last != null) {
                // Not left to the end of the call: the loop may be gone by then.
                last.call.cancel("this member stops", null);
                last.channel.shutdownNow();
            }
        });
    }

    private boolean run(Runnable task) {
        try {
            if (loop.inEventLoop()) {
                task.run();
            } else {
                loop.execute(task);
            }
            return true;
        } catch (RejectedExecutionException _) {
            // The transport was closed meanwhile.
            return false;
        }
    }

    /** Only from the loop itself, which has not ended then. */
    private void later(Runnable task, long nanos) {
        var _ = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private void connect() {
        if (closed) {
            return;
        }
        InetSocketAddress address = addresses.get(attempts++ % addresses.size());
        Attempt next;
        try {
            next = new Attempt(address, Sockets.channel(settings, address, loop).build());
        } catch (RuntimeException impossible) {
            LOG.log(Level.WARNING, "cannot connect to peer " + peer + " at " + address, impossible);
            later(this::connect, jittered(backoff(limits, failuresInARow++)));
            return;
        }
        attempt = next;
        next.call.start(next, hellos.to(peer, lane));
        next.call.request(1);
        later(next::giveUp, limits.connectTimeout().toNanos());
    }

    /** On the loop: sends what waits, as far as the connection takes it. */
    void drain() {
        Attempt current = attempt;
        if (current == null || !current.accepted) {
            return;
        }
        // When gRPC is full we stop, still awaited by the outbox: onReady comes back here.
        boolean more = true;
        while (more && current.call.isReady()) {
            Outbox.Take take = outbox.take();
            more = take.more();
            if (take.batch().isEmpty()) {
                return;
            }
            counters.sentFrames.add(take.batch().size());
            counters.sentBytes.add(Wire.HEAD_BYTES + take.bytes());
            current.call.sendMessage(
                    new Batch.Outgoing(settings.self(), take.batch(), take.bytes()));
        }
    }

    private void accepted(Attempt current) {
        if (current != attempt || current.accepted || current.givenUp || closed) {
            return;
        }
        current.accepted = true;
        refused = false;
        outbox.open(); // before it is said to be connected
        if (lane.isOfProtocol()) {
            counters.activeOut.incrementAndGet();
        }
        LOG.log(Level.INFO, "connected to peer {0} at {1}, {2}", peer, current, lane);
        drain();
    }

    private void broke(Attempt current, Status status, boolean removed) {
        if (current != attempt) {
            return;
        }
        attempt = null;
        current.channel.shutdownNow();
        counters.droppedFrames.add(outbox.close());
        boolean missed = current.accepted && lane.isOfProtocol();
        if (missed) {
            counters.activeOut.decrementAndGet();
        }
        if (closed) {
            return;
        }
        counters.failures.increment();
        refused = status.getCode() == Status.Code.FAILED_PRECONDITION;
        report(current, status);
        if (current.lived()) {
            failuresInARow = 0;
        }
        Duration wait = refused ? limits.backoffRefused() : backoff(limits, failuresInARow++);
        later(this::connect, jittered(wait));
        if (missed) {
            receiver.lost(peer);
        }
        if (removed) {
            receiver.removed(peer);
        }
    }

    private void report(Attempt current, Status status) {
        String why = Complaints.clean(String.valueOf(status.getDescription()));
        String where = peer + " at " + current + ", " + lane + ": ";
        if (refused) {
            LOG.log(Level.WARNING, "refused by peer " + where + why);
        } else if (current.accepted) {
            LOG.log(Level.INFO, "lost the connection to peer " + where + why);
        } else if (failuresInARow == 0) {
            LOG.log(Level.INFO, "cannot connect to peer " + where + why);
        }
    }

    /** Doubled at each failure in a row, up to the longest. */
    static Duration backoff(TransportLimits limits, int failures) {
        Duration wait = limits.backoffMin().multipliedBy(1L << Math.min(failures, 16));
        return wait.compareTo(limits.backoffMax()) < 0 ? wait : limits.backoffMax();
    }

    /** Between half of {@code wait} and all of it, so that members do not knock in step. */
    private static long jittered(Duration wait) {
        long nanos = wait.toNanos();
        return nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
    }

    /** One connection, from the first packet to the last. */
    private final class Attempt extends ClientCall.Listener<Batch> {
        private final InetSocketAddress address;
        private final ManagedChannel channel;
        private final ClientCall<Batch, Batch> call;
        private final long since = System.nanoTime();
        private boolean accepted;
        private boolean givenUp;

        Attempt(InetSocketAddress address, ManagedChannel channel) {
            this.address = address;
            this.channel = channel;
            this.call = channel.newCall(Wire.FRAMES, CallOptions.DEFAULT);
        }

        /** Long enough not to count as one more failure in a row. */
        boolean lived() {
            return accepted && System.nanoTime() - since > limits.backoffMax().toNanos();
        }

        @Override
        public String toString() {
            return Sockets.authority(address);
        }

        void giveUp() {
            if (this == attempt && !accepted) {
                givenUp = true;
                call.cancel("no answer to the hello", null);
            }
        }

        @Override
        public void onHeaders(Metadata headers) {
            run(() -> accepted(this));
        }

        @Override
        public void onReady() {
            run(Link.this::drain);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            run(() -> broke(this, status, trailers.containsKey(Hellos.REMOVED)));
        }
    }
}
