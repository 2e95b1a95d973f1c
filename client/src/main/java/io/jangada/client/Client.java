package io.jangada.client;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.jangada.client.retry.Endpoints;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A client of a cluster that speaks the etcd v3 API.
 *
 * <pre>{@code
 * try (Client client = Client.connect("127.0.0.1:2379", "127.0.0.1:22379")) {
 *     client.put("greeting", "hello");
 *     String text = client.get("greeting").map(KeyValue::text).orElse("nothing");
 * }
 * }</pre>
 *
 * <p>Calls go to the servers in turn. A call that one server cannot take now goes to another by the
 * rules of {@link io.jangada.client.retry}: reads are repeated freely, writes only when it is
 * certain that nothing was sent. Every call ends within its timeout, 5 s unless said otherwise.
 *
 * <p>Every method waits for its result and throws a {@link CallException} when there is none;
 * {@link #async} has the same methods without waiting. A client may be used by any number of
 * threads; make one and keep it.
 */
public final class Client implements AutoCloseable {

    private static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(5);
    private static final Duration CONNECT_TIMEOUT_DEFAULT = Duration.ofSeconds(2);

    private final Route route;
    private final Duration timeout;
    private final AsyncClient async;

    private Client(Route route, Duration timeout) {
        this.route = route;
        this.timeout = timeout;
        this.async = new AsyncClient(this, route, timeout);
    }

    /** A client with the standard settings. */
    public static Client connect(String... endpoints) {
        return builder().endpoints(List.of(endpoints)).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The same calls without waiting. */
    public AsyncClient async() {
        return async;
    }

    /** The same client with another timeout for each call; closing either closes both. */
    public Client within(Duration other) {
        return new Client(route, positive(other));
    }

    /** The same client asking only one of its servers; closing either closes both. */
    public Client at(String endpoint) {
        for (int i = 0; i < route.servers().size(); i++) {
            if (route.name(i).equals(endpoint)) {
                Route one =
                        new Route(
                                List.of(route.servers().get(i)),
                                List.of(route.channel(i)),
                                new Endpoints(1, 0));
                return new Client(one, timeout);
            }
        }
        throw new IllegalArgumentException(endpoint + " is not an endpoint of this client");
    }

    public Result.Put put(String key, String value) {
        return put(Operation.Put.of(key, value));
    }

    public Result.Put put(ByteString key, ByteString value) {
        return put(Operation.Put.of(key, value));
    }

    public Result.Put put(Operation.Put put) {
        return await(async.put(put));
    }

    /** The key as it is now, at every reader's latest: a linearizable read. */
    public Optional<KeyValue> get(String key) {
        return get(Operation.Get.of(Range.key(key))).kvs().stream().findFirst();
    }

    public Result.Get get(Operation.Get get) {
        return await(async.get(get));
    }

    public Result.Delete delete(String key) {
        return delete(Operation.Delete.of(Range.key(key)));
    }

    public Result.Delete delete(Operation.Delete delete) {
        return await(async.delete(delete));
    }

    public Result.Txn txn(Operation.Txn txn) {
        return await(async.txn(txn));
    }

    /** Forgets history before {@code revision}; with {@code physical}, waits until it is gone. */
    public Result.Compact compact(long revision, boolean physical) {
        return await(async.compact(revision, physical));
    }

    /** What one server says about itself; {@code endpoint} as it was given to the builder. */
    public MemberStatus status(String endpoint) {
        return await(async.status(endpoint));
    }

    /** The members of the cluster, linearizably. */
    public Members members() {
        return await(async.members());
    }

    /** See {@link AsyncClient#addMember}. */
    public Members.Added addMember(List<String> peerUrls, boolean learner) {
        return await(async.addMember(peerUrls, learner));
    }

    public Members removeMember(long id) {
        return await(async.removeMember(id));
    }

    /** See {@link AsyncClient#updateMember}. */
    public Members updateMember(long id, List<String> peerUrls) {
        return await(async.updateMember(id, peerUrls));
    }

    /** See {@link AsyncClient#promoteMember}. */
    public Members promoteMember(long id) {
        return await(async.promoteMember(id));
    }

    /** See {@link AsyncClient#moveLeader}. */
    public void moveLeader(long to) {
        long _ = await(async.moveLeader(to));
    }

    /**
     * Copies what one server has, at one revision; {@code endpoint} as it was given to the builder.
     * It takes as long as it takes, and is not tried again.
     *
     * @param limit how long it may take; null for as long as the server is there
     * @throws IOException from {@code backup}
     */
    public void snapshot(String endpoint, @Nullable Duration limit, Backup backup)
            throws IOException {
        Client one = at(endpoint);
        SnapshotCall.run(one.route.channel(0), endpoint, limit, backup);
    }

    /** Takes a copy of a server's store, as it comes. */
    @FunctionalInterface
    public interface Backup {
        /**
         * Takes the next bytes.
         *
         * @param remaining how many are still to come, without the sum that comes last
         */
        void take(ByteString blob, long remaining) throws IOException;
    }

    /** The names of the active alarms, such as {@code NOSPACE}. */
    public List<String> alarms() {
        return await(async.alarms());
    }

    /** Closes the connections; calls under way end with an error. */
    @Override
    public void close() {
        route.channels().forEach(ManagedChannel::shutdownNow);
    }

    /** The result, or the failure as it was thrown. */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException wrapped) {
            if (wrapped.getCause() instanceof CallException failure) {
                throw failure;
            }
            throw wrapped;
        }
    }

    private static Duration positive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("not a positive duration: " + duration);
        }
        return duration;
    }

    /** Settings of a client. */
    public static final class Builder {

        private List<String> endpoints = List.of("127.0.0.1:2379");
        private Duration timeout = TIMEOUT_DEFAULT;
        private Duration connectTimeout = CONNECT_TIMEOUT_DEFAULT;

        private Builder() {}

        /** {@code host:port} or {@code http://host:port}, at least one. */
        public Builder endpoints(List<String> servers) {
            endpoints = List.copyOf(servers);
            return this;
        }

        /** How long each call may take, with all its attempts. */
        public Builder timeout(Duration each) {
            timeout = positive(each);
            return this;
        }

        /** How long one connection may take to come about. */
        public Builder connectTimeout(Duration each) {
            connectTimeout = positive(each);
            return this;
        }

        /** Throws {@link IllegalArgumentException} naming the endpoint that is not one. */
        public Client build() {
            if (endpoints.isEmpty()) {
                throw new IllegalArgumentException("no endpoint");
            }
            List<Endpoint> servers = endpoints.stream().map(Endpoint::parse).toList();
            List<ManagedChannel> channels =
                    servers.stream().map(server -> Channels.open(server, connectTimeout)).toList();
            int first = ThreadLocalRandom.current().nextInt(servers.size());
            Route route = new Route(servers, channels, new Endpoints(servers.size(), first));
            return new Client(route, timeout);
        }
    }
}
