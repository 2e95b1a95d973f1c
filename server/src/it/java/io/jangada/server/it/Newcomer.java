package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.MemberStatus;
import io.jangada.client.Members;
import io.jangada.client.Operation;
import io.jangada.client.Range;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that joins a cluster, and joins it again with the same flags after it was killed. */
final class Newcomer implements AutoCloseable {
    private final String name;
    private final Path folder;
    private final List<String> flags;
    private final String endpoint;
    private final String peer;
    private final Client client;

    /** All processes that it was; the last one may run. */
    private final List<Program> lives = new ArrayList<>();

    /** Does not start it. Its files are in {@code folder}. */
    Newcomer(String name, Path folder, String... flags) {
        this.name = name;
        this.folder = folder;
        this.flags = List.of(flags);
        List<Integer> ports = Ports.free(2);
        endpoint = "127.0.0.1:" + ports.getFirst();
        peer = "http://127.0.0.1:" + ports.getLast();
        client = Client.builder().endpoints(List.of(endpoint)).build();
    }

    String name() {
        return name;
    }

    String endpoint() {
        return endpoint;
    }

    String peer() {
        return peer;
    }

    /** As a part of {@code --initial-cluster}. */
    String named() {
        return name + "=" + peer;
    }

    Path data() {
        return folder.resolve(name);
    }

    /** A client that asks it alone. */
    Client client() {
        return client;
    }

    Program program() {
        return lives.getLast();
    }

    /**
     * Has a cluster add it. Refused until the members have been connected for five seconds, as in
     * etcd.
     *
     * @param learner whether it has to be promoted, instead of getting its vote by itself
     */
    Members.Member add(Client asked, boolean learner) {
        List<Members.Member> added = new ArrayList<>();
        Await.until(
                name + " is added",
                () -> {
                    try {
                        added.add(asked.addMember(List.of(peer), learner).member());
                        return true;
                    } catch (CallException refused) {
                        assertThat(refused).hasMessage("etcdserver: unhealthy cluster");
                        return false;
                    }
                });
        return added.getFirst();
    }

    /** Has a cluster promote it as soon as it has caught up. */
    void promote(Client asked, long id) {
        Await.until(
                name + " is promoted",
                () -> {
                    try {
                        return asked.promoteMember(id).members().stream()
                                .noneMatch(Members.Member::learner);
                    } catch (CallException refused) {
                        assertThat(program().isAlive()).as("it lives: %s", log()).isTrue();
                        assertThat(refused).hasMessageContaining("in sync with leader");
                        return false;
                    }
                });
    }

    /**
     * Starts it, the first time or again.
     *
     * @param others members to ask who it is, as in {@code --initial-cluster}
     */
    void start(String others, String... tracer) {
        List<String> command = new ArrayList<>(List.of(tracer));
        command.addAll(Jangada.server());
        command.addAll(List.of("--name", name, "--data-dir", data().toString()));
        String url = "http://" + endpoint;
        command.addAll(List.of("--listen-client-urls", url, "--advertise-client-urls", url));
        command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
        String all = others + "," + named();
        command.addAll(List.of("--initial-cluster", all, "--initial-cluster-state", "existing"));
        command.addAll(flags);
        lives.add(Program.start(folder.resolve(name + ".log"), command));
    }

    /** Waits until it answers linearizable reads. */
    void awaitServing() {
        Await.until(name + " serves", this::serves);
    }

    private boolean serves() {
        try {
            return client.get(Operation.Get.of(Range.key("serving"))).count() >= 0;
        } catch (CallException notYet) {
            assertThat(program().isAlive()).as("%s lives: %s", name, log()).isTrue();
            return false;
        }
    }

    boolean leads() {
        try {
            MemberStatus status = client.status(endpoint);
            return status.leader() == status.header().memberId();
        } catch (CallException silent) {
            return false;
        }
    }

    /** What all its processes printed. */
    String log() {
        return lives.isEmpty() ? name + " was not started" : program().log();
    }

    @Override
    public void close() {
        client.close();
        lives.forEach(Program::close);
    }
}
