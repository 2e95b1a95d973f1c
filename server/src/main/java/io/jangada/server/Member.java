package io.jangada.server;

import io.jangada.database.Commands;
import io.jangada.database.Database;
import io.jangada.kv.Limits;
import io.jangada.kv.Result;
import io.jangada.node.Node;
import io.jangada.node.Outcome;
import io.jangada.node.ReadOutcome;
import io.jangada.node.Stop;
import io.jangada.node.TransferOutcome;
import io.jangada.node.Transport;
import io.jangada.node.storage.Opening;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Standing;
import io.jangada.server.admission.Doorkeeper;
import io.jangada.server.etcd.HealthService;
import io.jangada.server.etcd.Lineup;
import io.jangada.server.etcd.Machine;
import io.jangada.server.etcd.MemberRules;
import io.jangada.server.etcd.Reconfiguring;
import io.jangada.server.etcd.Replica;
import io.jangada.server.etcd.Roster;
import io.jangada.server.etcd.Services;
import io.jangada.server.etcd.Timeouts;
import io.jangada.transport.GrpcTransport;

import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;

/**
 * One running member. It is started from below: the data directory, then the protocol with its
 * peers, then the clients. It is stopped from above, after leadership was handed over.
 */
final class Member implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Member.class.getName());
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final Config config;
    private final Node<Result> node;
    private final Replica replica;
    private final HealthService health;
    private final Frontend frontend;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Member(
            Config config,
            Node<Result> node,
            Replica replica,
            HealthService health,
            Frontend frontend) {
        this.config = config;
        this.node = node;
        this.replica = replica;
        this.health = health;
        this.frontend = frontend;
    }

    /** Starts a member. Clients may come from now on; {@link #awaitReady} tells who is answered. */
    static Member start(Config config, Stop stop) throws CannotStart {
        DataDirectory data = DataDirectory.open(config);
        Roster roster = new Roster(data.birth().names());
        Database database = new Database();
        GrpcTransport transport = Peers.transport(config, data);
        io.jangada.node.Config settings = settings(config, data.birth(), roster);
        Machine machine = new Machine(database, roster);
        Node<Result> node = node(config, settings, data.storage(), machine, transport, stop);
        Lineup lineup = new Lineup(node::members, roster, data.birth().addresses());
        BiPredicate<ServerId, Long> connected = Peers.connected(transport);
        Replica replica =
                new Replica(
                        node,
                        database::store,
                        lineup,
                        command -> Commands.encode(command, config.quotaBytes()),
                        new Replica.Bounds(
                                config.quotaBytes(), config.requestBytesMax(), config.reads()),
                        new Timeouts(() -> node.members().voters(), connected),
                        data.storage().identity().clusterId());
        Reconfiguring reconfiguring =
                new Reconfiguring(
                        replica,
                        new MemberRules(lineup, replica.self(), config.strict(), connected),
                        settings.requestTimeout());
        HealthService health = new HealthService();
        try {
            Frontend frontend = frontend(config, replica, reconfiguring, health, data.writes());
            return new Member(config, node, replica, health, frontend);
        } catch (CannotStart refused) {
            node.close();
            throw refused;
        }
    }

    private static io.jangada.node.Config settings(Config config, Birth birth, Roster roster) {
        Settings core = Settings.of(config.heartbeatMillis(), config.electionMillis());
        return io.jangada.node.Config.of(birth.memberId(), birth.members(), core)
                .withSnapshots(config.snapshots())
                .withPriority(roster::priority);
    }

    private static Node<Result> node(
            Config config,
            io.jangada.node.Config settings,
            Opening.Recovered storage,
            Machine machine,
            Transport transport,
            Stop stop)
            throws CannotStart {
        try {
            return Node.start(settings, storage, machine, transport, System::nanoTime, stop);
        } catch (UncheckedIOException unbound) {
            throw new CannotStart(
                    "cannot listen for members on " + Url.join(config.listenPeerUrls()), unbound);
        }
    }

    private static Frontend frontend(
            Config config,
            Replica replica,
            Reconfiguring reconfiguring,
            HealthService health,
            Histogram writes)
            throws CannotStart {
        Limits limits = new Limits(config.quotaBytes(), config.txnOpsMax());
        Doorkeeper doorkeeper = new Doorkeeper(replica::isBusy, Services::tooManyRequests);
        return Frontend.start(
                config,
                Services.of(replica, reconfiguring, limits, health, config.receiveBytesMax()),
                doorkeeper,
                new Probes(replica, new Metrics(replica, doorkeeper, writes)).services());
    }

    /**
     * Waits until this member can read what the cluster acknowledged, and has told the others where
     * clients reach it. False when it is closed before.
     */
    boolean awaitReady() {
        List<String> clientUrls = Url.texts(config.advertiseClientUrls());
        while (!closing.get()) {
            if (readable() && (announced(clientUrls) || announce(clientUrls))) {
                health.serving(true);
                LOG.log(Level.INFO, "ready to serve client requests");
                return true;
            }
            LockSupport.parkNanos(PAUSE);
        }
        return false;
    }

    private boolean readable() {
        CompletableFuture<ReadOutcome> read = new CompletableFuture<>();
        replica.read(read::complete);
        return read.join() instanceof ReadOutcome.Ready;
    }

    private boolean announced(List<String> clientUrls) {
        return replica.lineup().told(replica.self(), config.priority(), config.name(), clientUrls);
    }

    private boolean announce(List<String> clientUrls) {
        CompletableFuture<Outcome<Result>> told = new CompletableFuture<>();
        replica.announce(config.priority(), config.name(), clientUrls, told::complete);
        return told.join() instanceof Outcome.Applied;
    }

    /** Where clients reach it on this machine, in the order in which it was bound. */
    List<InetSocketAddress> addresses() {
        return frontend.addresses();
    }

    /** Waits until {@link #close} is through. */
    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /** Hands leadership over where someone can take it, then stops in order. Again: nothing. */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        health.serving(false);
        handOver();
        try (node) {
            frontend.close();
        } finally {
            LOG.log(Level.INFO, "stopped");
            closed.countDown();
        }
    }

    private void handOver() {
        if (replica.status().standing() != Standing.LEADER || node.members().voters().size() == 1) {
            return;
        }
        String done = "handed leadership over";
        try {
            TransferOutcome outcome =
                    replica.transfer(null).get(2L * config.electionMillis(), TimeUnit.MILLISECONDS);
            if (!(outcome instanceof TransferOutcome.Transferred)) {
                done = "nobody could take leadership over; the others will elect";
            }
        } catch (InterruptedException | ExecutionException | TimeoutException late) {
            done = "leadership could not be handed over in time; the others will elect";
        }
        LOG.log(Level.INFO, done);
    }
}
