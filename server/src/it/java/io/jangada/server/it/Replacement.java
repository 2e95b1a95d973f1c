package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.Members;
import io.jangada.client.Operation;
import io.jangada.client.Range;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A fourth process joins a cluster of three under load: it gets a snapshot, since the others have
 * forgotten the beginning of their logs, and a vote; the leader is removed, and one of the first
 * three is killed, so that nothing goes on without the newcomer's vote.
 */
final class Replacement {
    private static final String NAME = "newcomer";
    private static final int REMOVED = 3;
    private static final int ENTRIES = 300;

    /** With the times that a member has when nothing is said. */
    private static final String[] FLAGS = {
        "--snapshot-count=" + ENTRIES, "--snapshot-catchup-entries=0"
    };

    private Replacement() {}

    /** The longest time without an acknowledgement while all that happened, but for the kill. */
    static Duration run() {
        Cluster cluster = Cluster.of(FLAGS);
        try {
            cluster.open();
            try {
                return run(cluster);
            } catch (AssertionError | RuntimeException failed) {
                cluster.showLogs();
                throw failed;
            } finally {
                cluster.shut();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Duration run(Cluster cluster) {
        int leader = cluster.awaitLeader();
        int[] others = Cluster.others(leader);
        try (Load load = Load.start(cluster, 4)) {
            load.awaitMore(4 * ENTRIES);
            Duration _ = load.takeLongestGap();
            List<Integer> ports = Ports.free(2);
            String peer = "http://127.0.0.1:" + ports.get(1);
            String endpoint = "127.0.0.1:" + ports.getFirst();
            Members.Member added = add(cluster.client(others[0]), peer);
            assertThat(added.name()).isEmpty();
            Path folder = cluster.directory();
            List<String> command = command(cluster, folder.resolve(NAME), endpoint, peer);
            try (Program newcomer = Program.start(folder.resolve(NAME + ".log"), command);
                    Client at = Client.builder().endpoints(List.of(endpoint)).build()) {
                try {
                    Await.until(NAME + " serves", () -> serves(at, newcomer));
                    assertThat(Metrics.of(endpoint, "jangada_snapshots_restored_total"))
                            .isPositive();
                    load.awaitMore(ENTRIES);
                    remove(at, leader);
                    assertThat(cluster.member(leader).awaitExit()).isEqualTo(REMOVED);
                    load.awaitMore(ENTRIES);
                    Duration gap = load.takeLongestGap();
                    // Two of the three that are left, and the newcomer is one of them.
                    cluster.kill(others[1]);
                    load.awaitMore(ENTRIES);
                    load.stop();
                    Audit.check(load, List.of(cluster.client(others[0]), at));
                    assertThat(at.members().members())
                            .extracting(Members.Member::name)
                            .containsExactlyInAnyOrder(
                                    NAME, Cluster.name(others[0]), Cluster.name(others[1]));
                    return gap;
                } catch (AssertionError | RuntimeException failed) {
                    failed.addSuppressed(new IllegalStateException(newcomer.log()));
                    throw failed;
                }
            }
        }
    }

    /** Not before the members have been connected for five seconds, as in etcd. */
    static Members.Member add(Client client, String peer) {
        List<Members.Member> added = new ArrayList<>();
        Await.until(
                "a member is added",
                () -> {
                    try {
                        added.add(client.addMember(List.of(peer), false).member());
                        return true;
                    } catch (CallException refused) {
                        assertThat(refused).hasMessage("etcdserver: unhealthy cluster");
                        return false;
                    }
                });
        return added.getFirst();
    }

    private static List<String> command(Cluster cluster, Path data, String endpoint, String peer) {
        List<String> command = new ArrayList<>(Jangada.server());
        command.addAll(List.of("--name", NAME, "--data-dir", data.toString()));
        String client = "http://" + endpoint;
        command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
        command.addAll(List.of("--listen-peer-urls", peer));
        command.addAll(List.of("--initial-advertise-peer-urls", peer));
        String all = cluster.initialCluster() + "," + NAME + "=" + peer;
        command.addAll(List.of("--initial-cluster", all, "--initial-cluster-state", "existing"));
        command.addAll(List.of(FLAGS));
        return command;
    }

    private static boolean serves(Client at, Program newcomer) {
        try {
            return at.get(Operation.Get.of(Range.key("serving"))).count() >= 0;
        } catch (CallException notYet) {
            assertThat(newcomer.isAlive()).as("%s lives: %s", NAME, newcomer.log()).isTrue();
            return false;
        }
    }

    /** Refused while the newcomer is not connected for long enough to make up for the loss. */
    private static void remove(Client client, int member) {
        long id =
                client.members().members().stream()
                        .filter(one -> one.name().equals(Cluster.name(member)))
                        .mapToLong(Members.Member::id)
                        .findFirst()
                        .orElseThrow();
        Await.until(
                Cluster.name(member) + " is removed",
                () -> {
                    try {
                        return client.removeMember(id).members().size() == Cluster.MEMBERS;
                    } catch (CallException refused) {
                        assertThat(refused).hasMessage("etcdserver: unhealthy cluster");
                        return false;
                    }
                });
    }
}
