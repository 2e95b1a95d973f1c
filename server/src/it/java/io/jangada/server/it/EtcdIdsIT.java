package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jangada.server.it.Program.Run;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The cluster and its members get the ids that the real etcd gives with the same flags. Both run
 * one after the other on the same ports, since ids follow from addresses.
 */
final class EtcdIdsIT {
    private static final Pattern CLUSTER_ID = Pattern.compile("\"cluster_id\":([0-9]+)");
    private static final Pattern MEMBER = Pattern.compile("\"ID\":([0-9]+),\"name\":\"(\\w+)\"");

    @TempDir(factory = OnDisk.class)
    private Path folder;

    /** The ids, as both programs print them. */
    private record Ids(String cluster, SortedMap<String, String> members) {}

    @BeforeAll
    static void tools() {
        Program.require("etcd");
        Program.require("etcdctl");
    }

    /** Nothing but other ports for clients, whom the ids do not depend on. */
    @Test
    void theMemberThatNobodyConfigured() {
        assumeThat(Ports.isFree(2380)).as("etcd's port for members is free").isTrue();
        List<Integer> clients = Ports.free(1);
        List<List<String>> flags = List.of(List.of());
        assertThat(ours(clients, flags)).isEqualTo(theirs(clients, flags));
    }

    @Test
    void oneMemberWithTwoAddressesAndAToken() {
        List<Integer> ports = Ports.free(2);
        String peers =
                "http://127.0.0.1:%d,http://127.0.0.1:%d".formatted(ports.get(1), ports.get(0));
        List<List<String>> flags =
                List.of(
                        List.of(
                                "--name=solo",
                                "--listen-peer-urls=" + peers,
                                "--initial-advertise-peer-urls=" + peers,
                                "--initial-cluster=solo=" + peers.replace(",", ",solo="),
                                "--initial-cluster-token=a token"));
        List<Integer> clients = Ports.free(1);
        assertThat(ours(clients, flags)).isEqualTo(theirs(clients, flags));
    }

    @Test
    void threeMembers() {
        List<Integer> ports = Ports.free(3);
        SortedMap<String, String> peers = new TreeMap<>();
        peers.put("zeta", "http://127.0.0.1:" + ports.get(0));
        peers.put("m1", "http://127.0.0.1:" + ports.get(1));
        peers.put("alpha", "http://localhost:" + ports.get(2));
        String cluster =
                peers.entrySet().stream()
                        .map(peer -> peer.getKey() + "=" + peer.getValue())
                        .collect(Collectors.joining(","));
        List<List<String>> flags = new ArrayList<>();
        peers.forEach((name, peer) ->
                flags.add(
                        List.of(
                                "--name=" + name,
                                "--listen-peer-urls=" + peer,
                                "--initial-advertise-peer-urls=" + peer,
                                "--initial-cluster=" + cluster,
                                "--initial-cluster-token=three")));
        List<Integer> clients = Ports.free(3);
        Ids ours = ours(clients, flags);
        assertThat(ours.members()).containsOnlyKeys("alpha", "m1", "zeta");
        assertThat(ours).isEqualTo(theirs(clients, flags));
    }

    private Ids ours(List<Integer> clients, List<List<String>> flags) {
        return ids("jangada", Jangada.server(), clients, flags);
    }

    private Ids theirs(List<Integer> clients, List<List<String>> flags) {
        return ids("etcd", List.of("etcd"), clients, flags);
    }

    private Ids ids(
            String name, List<String> program, List<Integer> clients, List<List<String>> flags) {
        List<Program> members = new ArrayList<>();
        try {
            for (int i = 0; i < flags.size(); i++) {
                String client = "http://127.0.0.1:" + clients.get(i);
                List<String> command = new ArrayList<>(program);
                command.addAll(flags.get(i));
                command.add("--data-dir=" + folder.resolve(name + i));
                command.add("--listen-client-urls=" + client);
                command.add("--advertise-client-urls=" + client);
                members.add(Program.start(folder.resolve(name + i + ".log"), command));
            }
            return ids(clients.getFirst(), flags.size(), members);
        } finally {
            members.forEach(Program::close);
        }
    }

    private Ids ids(int client, int count, List<Program> members) {
        Ids[] found = {new Ids("", new TreeMap<>())};
        Await.until(
                "all members have told their names",
                () -> {
                    assertThat(members).allMatch(Program::isAlive);
                    found[0] = ids(client);
                    return found[0].members().size() == count;
                });
        return found[0];
    }

    private Ids ids(int client) {
        Run run =
                Program.run(
                        folder,
                        List.of(
                                "etcdctl",
                                "--endpoints=127.0.0.1:" + client,
                                "member",
                                "list",
                                "-w",
                                "json"));
        Matcher cluster = CLUSTER_ID.matcher(run.out());
        SortedMap<String, String> members = new TreeMap<>();
        MEMBER.matcher(run.out())
                .results()
                .forEach(member -> members.put(member.group(2), member.group(1)));
        return new Ids(cluster.find() ? cluster.group(1) : "", members);
    }
}
