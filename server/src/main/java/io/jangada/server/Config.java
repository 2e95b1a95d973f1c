package io.jangada.server;

import io.jangada.node.ReadMode;
import io.jangada.node.SnapshotPolicy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What one member was asked to be. Everything in it was checked; nothing in it changes.
 *
 * @param dataDir where the journal, the vote and the identity are
 * @param listenClientUrls where gRPC, {@code /health}, {@code /version} and {@code /metrics} are
 * @param advertiseClientUrls what the member list tells clients
 * @param advertisePeerUrls what the member list says of this member's peer side
 * @param cluster the members that the cluster begins with
 * @param existing whether the cluster is there already, so that {@code cluster} is only whom to ask
 * @param strict whether changes of the members are refused that may cost the cluster its majority
 * @param priority a leader hands over to a member of a higher one that keeps up
 * @param reads how a linearizable read is made sure of
 * @param forced whether the member is to leave its cluster, with its data, and be one by itself
 * @param heartbeatMillis between two heartbeats of a leader
 * @param electionMillis time-outs are drawn from one to two times this
 * @param snapshots when images of the store are written, and how much of the log stays
 * @param quotaBytes of the store; writes are refused from there on
 * @param txnOpsMax compares or operations in one branch of a transaction
 * @param requestBytesMax of one command in the log
 * @param listenMetricsUrls where {@code /metrics} and {@code /health} are, once more
 * @param extensive whether metrics of etcd's extensive kind were asked for
 * @param warnings about flags without effect, one line each
 */
record Config(
        String name,
        Path dataDir,
        List<Url> listenPeerUrls,
        List<Url> listenClientUrls,
        List<Url> advertisePeerUrls,
        List<Url> advertiseClientUrls,
        InitialCluster cluster,
        boolean existing,
        boolean strict,
        int priority,
        ReadMode reads,
        boolean forced,
        int heartbeatMillis,
        int electionMillis,
        SnapshotPolicy snapshots,
        long quotaBytes,
        int txnOpsMax,
        int requestBytesMax,
        List<Url> listenMetricsUrls,
        boolean extensive,
        String logLevel,
        List<String> warnings) {

    /** As etcd ships it; the store is in memory, so never more than this share of the heap. */
    private static final long QUOTA_IF_UNSET = 2L << 30;

    private static final double QUOTA_OF_HEAP = 0.4;
    private static final int PRIORITY_MAX = 1000;
    private static final int ELECTION_MILLIS_MAX = 50_000;

    /** What fits into one entry of the log, with room for what is written around it. */
    private static final int REQUEST_BYTES_MAX = 4_000_000;

    private static final int ELECTION_PER_HEARTBEAT_MIN = 5;

    /** What gRPC takes beyond the largest command, so that our own answer comes first. */
    private static final int REQUEST_OVERHEAD = 512 << 10;

    /** The member that {@code flags} ask for; throws what is wrong with them in one sentence. */
    static Config of(Flags flags) throws CannotStart {
        String name = flags.text("name", "default");
        String token = flags.text("initial-cluster-token", "etcd-cluster");
        List<Url> advertisePeers =
                urls(flags, "initial-advertise-peer-urls", "http://localhost:2380");
        if (flags.given("listen-client-urls") && !flags.given("advertise-client-urls")) {
            throw new CannotStart(
                    "--advertise-client-urls is required when --listen-client-urls is set");
        }
        String extent = choice(flags, "metrics", "basic", List.of("basic", "extensive"));
        String state = choice(flags, "initial-cluster-state", "new", List.of("new", "existing"));
        String strict = choice(flags, "strict-reconfig-check", "true", List.of("true", "false"));
        String reads =
                choice(flags, "linearizable-reads", "read-index", List.of("read-index", "lease"));
        String forced = choice(flags, "force-new-cluster", "false", List.of("true", "false"));
        Config config =
                new Config(
                        name,
                        Path.of(flags.text("data-dir", name + ".jangada")),
                        urls(flags, "listen-peer-urls", "http://localhost:2380"),
                        urls(flags, "listen-client-urls", "http://localhost:2379"),
                        advertisePeers,
                        urls(flags, "advertise-client-urls", "http://localhost:2379"),
                        cluster(flags, name, advertisePeers, token),
                        state.equals("existing"),
                        strict.equals("true"),
                        (int) number(flags, "leader-priority", 0, 0, PRIORITY_MAX),
                        reads.equals("lease") ? ReadMode.LEASE : ReadMode.READ_INDEX,
                        forced.equals("true"),
                        (int) number(flags, "heartbeat-interval", 100, 1, ELECTION_MILLIS_MAX),
                        (int) number(flags, "election-timeout", 1000, 1, ELECTION_MILLIS_MAX),
                        snapshots(flags),
                        quota(flags),
                        (int) number(flags, "max-txn-ops", 128, 1, Integer.MAX_VALUE),
                        (int) number(flags, "max-request-bytes", 1_572_864, 1, REQUEST_BYTES_MAX),
                        flags.given("listen-metrics-urls")
                                ? urls(flags, "listen-metrics-urls", "")
                                : List.of(),
                        extent.equals("extensive"),
                        logLevel(flags),
                        flags.warnings());
        config.check();
        return config;
    }

    /** The most that gRPC takes in one message, in bytes. */
    int receiveBytesMax() {
        return requestBytesMax + REQUEST_OVERHEAD;
    }

    private void check() throws CannotStart {
        if (electionMillis < ELECTION_PER_HEARTBEAT_MIN * heartbeatMillis) {
            throw new CannotStart(
                    "--election-timeout "
                            + electionMillis
                            + " must be at least 5 times --heartbeat-interval "
                            + heartbeatMillis);
        }
        if (existing && Files.exists(dataDir.resolve(DataDirectory.CLUSTER))) {
            return; // That counts, whatever the flags say of the beginning.
        }
        List<Url> initial = cluster.peerUrls().get(name);
        if (initial == null) {
            throw new CannotStart(
                    "--initial-cluster " + cluster + " does not name this member, " + name);
        }
        if (!initial.equals(advertisePeerUrls)) {
            throw new CannotStart(
                    "--initial-cluster has "
                            + Url.join(initial)
                            + " for "
                            + name
                            + ", but --initial-advertise-peer-urls is "
                            + Url.join(advertisePeerUrls));
        }
    }

    private static InitialCluster cluster(
            Flags flags, String name, List<Url> advertisePeers, String token) throws CannotStart {
        if (flags.given("initial-cluster")) {
            return InitialCluster.parse(
                    "initial-cluster", flags.text("initial-cluster", ""), token);
        }
        return new InitialCluster(
                new java.util.TreeMap<>(java.util.Map.of(name, advertisePeers)), token);
    }

    private static List<Url> urls(Flags flags, String name, String fallback) throws CannotStart {
        return Url.list(name, flags.text(name, fallback));
    }

    private static long quota(Flags flags) throws CannotStart {
        long bytes = number(flags, "quota-backend-bytes", 0, Long.MIN_VALUE, Long.MAX_VALUE);
        if (bytes < 0) {
            return Long.MAX_VALUE; // As in etcd, a negative quota is none.
        }
        return bytes == 0 ? quotaOf(Runtime.getRuntime().maxMemory()) : bytes;
    }

    static long quotaOf(long heapBytes) {
        return Math.min(QUOTA_IF_UNSET, (long) (heapBytes * QUOTA_OF_HEAP));
    }

    private static SnapshotPolicy snapshots(Flags flags) throws CannotStart {
        SnapshotPolicy shipped = SnapshotPolicy.DEFAULT;
        return new SnapshotPolicy(
                shipped.bytes(),
                number(flags, "snapshot-count", shipped.entries(), 1, Long.MAX_VALUE),
                shipped.time(),
                shipped.keepBytes(),
                number(flags, "snapshot-catchup-entries", shipped.keepEntries(), 0, Long.MAX_VALUE),
                shipped.bytesPerSecond(),
                shipped.fetchTimeout());
    }

    private static String logLevel(Flags flags) throws CannotStart {
        List<String> levels = List.of("debug", "info", "warn", "error", "panic", "fatal");
        String level = choice(flags, "log-level", "info", levels);
        return level.equals("panic") || level.equals("fatal") ? "error" : level;
    }

    private static long number(Flags flags, String name, long fallback, long min, long max)
            throws CannotStart {
        String text = flags.text(name, Long.toString(fallback));
        try {
            long value = Long.parseLong(text);
            if (min <= value && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new CannotStart("--" + name + ": \"" + text + "\" is not a number");
        }
        throw new CannotStart("--" + name + ": " + text + " is not in " + min + " to " + max);
    }

    private static String choice(Flags flags, String name, String fallback, List<String> choices)
            throws CannotStart {
        String text = flags.text(name, fallback).toLowerCase(Locale.ROOT);
        if (!choices.contains(text)) {
            throw new CannotStart(
                    "--" + name + ": \"" + text + "\" is not one of " + String.join(", ", choices));
        }
        return text;
    }
}
