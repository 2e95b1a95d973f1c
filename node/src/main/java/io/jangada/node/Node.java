package io.jangada.node;

import io.jangada.node.storage.FileDisk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Lane;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A running member. Any member takes any request: one that does not lead hands it to the leader.
 *
 * <p>Thread-safe. Futures are completed on the member's own threads: results where commands are
 * applied, refusals where the protocol runs. Do little there, and never wait.
 *
 * @param <R> what the state machine gives
 */
public final class Node<R> implements AutoCloseable {
    private static final long IDLE = TimeUnit.MILLISECONDS.toNanos(500);

    /** Nobody waits for the black box, so nobody wakes it; a killed process loses so much of it. */
    private static final long BOX_IDLE = TimeUnit.MILLISECONDS.toNanos(50);

    /** What is held back for its pace, or was not answered, is looked at so often. */
    private static final long SNAPSHOT_IDLE = TimeUnit.MILLISECONDS.toNanos(50);

    private final Config config;
    private final Member<R> member;
    private final Transport transport;
    private final Threads threads;
    private boolean closed;

    private Node(Config config, Member<R> member, Transport transport, Threads threads) {
        this.config = config;
        this.member = member;
        this.transport = transport;
        this.threads = threads;
    }

    /**
     * Opens or creates {@code directory} and starts a member of a network inside this JVM, with the
     * settings that we ship. When its world breaks it logs one line and answers nothing any more.
     *
     * @throws IOException when the directory cannot be used; the message says why
     */
    public static <R> Node<R> open(
            Path directory,
            ServerId self,
            Members members,
            StateMachine<R> machine,
            LocalNetwork network)
            throws IOException {
        return open(
                directory,
                Config.of(self, members, Settings.of(100, 1000)),
                machine,
                _ -> network.transport(self),
                (reason, _) -> System.getLogger("jangada").log(Level.ERROR, reason));
    }

    /**
     * Opens or creates {@code directory} and starts a member on real files, threads and time.
     *
     * @param network makes the transport of whom the directory belongs to
     * @throws IOException when the directory cannot be used; the message says why
     */
    public static <R> Node<R> open(
            Path directory,
            Config config,
            StateMachine<R> machine,
            Function<Identity, Transport> network,
            Stop stop)
            throws IOException {
        Members members = config.members();
        Identity identity =
                Identity.expected(
                        1, config.self(), Chance.system().bits(), members.voters().toString());
        boolean alone = members.all().size() == 1;
        return switch (Recovery.open(FileDisk.open(directory), identity, alone, Limits.DEFAULT)) {
            case Opening.Refused(var reason) -> throw new IOException(reason);
            case Opening.Recovered storage -> {
                Transport transport;
                try {
                    transport = network.apply(storage.identity());
                } catch (RuntimeException none) {
                    storage.journal().close();
                    throw none;
                }
                yield start(config, storage, machine, transport, System::nanoTime, stop);
            }
        };
    }

    /** Starts a member on what {@code storage} recovered, with real threads and chance. */
    public static <R> Node<R> start(
            Config config,
            Opening.Recovered storage,
            StateMachine<R> machine,
            Transport transport,
            Clock clock,
            Stop stop) {
        Signal driver = new Signal();
        Signal apply = new Signal();
        Signal snapshot = new Signal();
        EnumMap<Lane, Signal> disk = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            disk.put(lane, new Signal());
        }
        Member<R> member =
                new Member<>(
                        config,
                        storage,
                        machine,
                        transport,
                        clock,
                        Chance.system(),
                        stop,
                        new Member.Wakes(driver, apply, snapshot, lane -> raise(disk, lane)),
                        Member.Instruments.NONE);
        Threads threads = new Threads("jangada-" + config.self(), member::fail);
        disk.forEach((lane, signal) ->
                threads.start(
                        lane.name().toLowerCase(Locale.ROOT), member.disk(lane), signal, IDLE));
        if (config.blackBoxBytes() > 0) {
            threads.start("box", member.box(), new Signal(), BOX_IDLE);
        }
        threads.start("apply", member.applier(), apply, IDLE);
        threads.start("snapshot", member.images(), snapshot, SNAPSHOT_IDLE);
        threads.start("raft", member.driver(), driver, config.tick());
        Node<R> node = new Node<>(config, member, transport, threads);
        try {
            transport.start(member.receiver());
        } catch (RuntimeException unheard) {
            node.close();
            throw unheard;
        }
        return node;
    }

    private static void raise(EnumMap<Lane, Signal> disk, Lane lane) {
        Signal signal = disk.get(lane);
        if (signal != null) {
            signal.run();
        }
    }

    /**
     * Replicates {@code command} and applies it. The future always completes: with the result of
     * the state machine, or with why not, at the latest after {@link Config#requestTimeout()}.
     */
    public CompletableFuture<Outcome<R>> propose(Bytes command) {
        return member.propose(command);
    }

    /**
     * Whether a proposal would be refused as {@link Reason#BUSY} now: for whoever can send requests
     * away before it has read them.
     */
    public boolean isBusy() {
        return member.isBusy();
    }

    /**
     * Completes when the state machine of this member may be read so that the read is linearizable:
     * it reflects everything that was acknowledged anywhere before this call (Raft thesis §6.4).
     */
    public CompletableFuture<ReadOutcome> read() {
        return read(ReadMode.READ_INDEX);
    }

    /** The same, by a lease where {@code mode} says so: faster, and sure only of good clocks. */
    public CompletableFuture<ReadOutcome> read(ReadMode mode) {
        return member.read(mode);
    }

    /**
     * An image of this member's state machine as it is now, which may be behind what was
     * acknowledged elsewhere unless a {@link #read} came before; for a backup. Close it.
     */
    public CompletableFuture<ImageOutcome> image() {
        return member.image();
    }

    /**
     * The configuration in effect on this member: the latest in its log, committed or not. Ask
     * {@link #read} first for one that is not behind what was acknowledged.
     */
    public Members members() {
        return member.members();
    }

    /**
     * Changes who is a member, from {@code expected}, which has to be in effect, to {@code next}.
     * One change at a time. Where more than one vote is given or taken, both configurations have to
     * agree until the change is committed. Who is to get a vote has to be a learner that has caught
     * up; a learner among {@link Members#joining} gets it by itself as soon as it has.
     */
    public CompletableFuture<ChangeOutcome> changeMembers(Members expected, Members next) {
        return member.changeMembers(expected, next);
    }

    /**
     * Hands leadership to {@code to}, or when that is null to the voter that answers and has the
     * longest log. New proposals wait meanwhile, for two minimum election time-outs at the most.
     */
    public CompletableFuture<TransferOutcome> transfer(@Nullable ServerId to) {
        return member.transfer(to);
    }

    public Status status() {
        return member.status();
    }

    public Stats stats() {
        return member.stats();
    }

    /**
     * Whether the disk has no room for the next part of the journal. Proposals are refused with
     * {@link Reason#NO_SPACE} until there is; everything else goes on.
     */
    public boolean spaceShort() {
        return member.spaceShort();
    }

    /** Hands leadership over where there is someone to take it, then closes. */
    public void stop() {
        if (status().standing() == Standing.LEADER && members().voters().size() > 1) {
            try {
                TransferOutcome outcome =
                        transfer(null)
                                .get(2 * config.core().electionTimeoutMin(), TimeUnit.NANOSECONDS);
                if (!(outcome instanceof TransferOutcome.Transferred)) {
                    log("leadership could not be handed over; the others will elect");
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException late) {
                log("leadership could not be handed over in time; the others will elect");
            }
        }
        close();
    }

    private static void log(String what) {
        System.getLogger(Node.class.getName()).log(Level.INFO, what);
    }

    /** Stops at once. What was acknowledged is durable; what waits is refused as stopped. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        transport.close();
        threads.stop();
        member.close();
    }
}
