package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.MemberStatus;
import io.jangada.client.Operation;
import io.jangada.client.Range;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Three members as processes on loopback, started before the tests of a class and ended after them;
 * when a test fails, what they printed last is shown. Members are numbered from 0.
 */
final class Cluster implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {
    static final int MEMBERS = 3;

    private static final Duration PROBE = Duration.ofMillis(500);
    private static final int LINES_SHOWN = 60;

    private final Site site;
    private final List<String> flags;
    private final List<Integer> clientPorts = Ports.free(MEMBERS);
    private final List<Integer> peerPorts = Ports.free(MEMBERS);
    private List<Integer> advertisedPeerPorts = peerPorts;
    private final Program[] members = new Program[MEMBERS];
    private final Client client;
    private final Client probe;
    private Path directory = Path.of("");

    private Cluster(Site site, List<String> flags) {
        this.site = site;
        this.flags = flags;
        client = Client.builder().endpoints(endpoints()).build();
        probe = client.within(PROBE);
    }

    /** A cluster with more flags for each member. */
    static Cluster of(String... flags) {
        return new Cluster(new Site.Here(), List.of(flags));
    }

    /** A cluster that lives somewhere else. */
    static Cluster at(Site site, String... flags) {
        return new Cluster(site, List.of(flags));
    }

    /** A cluster that elects as fast as the Raft paper's. */
    static Cluster fast() {
        return of("--heartbeat-interval", "30", "--election-timeout", "150");
    }

    @Override
    public void beforeAll(ExtensionContext tests) throws IOException {
        open();
    }

    /** Starts all, for a test that has a cluster of its own. */
    void open() throws IOException {
        directory = OnDisk.create();
        site.open(directory);
        IntStream.range(0, MEMBERS).forEach(this::start);
        IntStream.range(0, MEMBERS).forEach(this::awaitServing);
    }

    @Override
    public void afterTestExecution(ExtensionContext test) {
        if (test.getExecutionException().isPresent()) {
            showLogs();
        }
    }

    @Override
    public void afterAll(ExtensionContext tests) throws IOException {
        shut();
    }

    /** Ends all, and deletes what they had. */
    void shut() throws IOException {
        client.close();
        for (Program member : members) {
            if (member != null) {
                member.close();
            }
        }
        site.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /** Has members reach one another through other ports than those they listen on. */
    void advertise(List<Integer> ports) {
        advertisedPeerPorts = List.copyOf(ports);
    }

    List<Integer> peerPorts() {
        return peerPorts;
    }

    Path directory() {
        return directory;
    }

    List<String> endpoints() {
        return IntStream.range(0, MEMBERS)
                .mapToObj(i -> site.host(i) + ":" + clientPorts.get(i))
                .toList();
    }

    String endpoint(int i) {
        return endpoints().get(i);
    }

    /** A client of all members. */
    Client client() {
        return client;
    }

    /** The same, asking only one member. */
    Client client(int i) {
        return client.at(endpoint(i));
    }

    Program member(int i) {
        return members[i];
    }

    /** Starts a member, the first time or again. */
    void start(int i) {
        start(i, data(i));
    }

    /** Starts a member on the data in another directory. */
    void start(int i, Path data) {
        start(i, command(i, data));
    }

    /** Starts a member by a command of one's own. */
    void start(int i, List<String> command) {
        members[i] = Program.start(log(i), command);
    }

    /** The command that runs a member on the data in some directory. */
    List<String> command(int i, Path data) {
        List<String> command = new ArrayList<>(site.inside(i));
        command.addAll(Jangada.server());
        String client = "http://" + endpoint(i);
        command.addAll(List.of("--name", name(i), "--data-dir", data.toString()));
        command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
        command.addAll(List.of("--listen-peer-urls", listenPeer(i)));
        command.addAll(List.of("--initial-advertise-peer-urls", peer(i)));
        command.addAll(List.of("--initial-cluster", initialCluster()));
        command.addAll(flags);
        return command;
    }

    private String listenPeer(int i) {
        return "http://" + site.host(i) + ":" + peerPorts.get(i);
    }

    String initialCluster() {
        return IntStream.range(0, MEMBERS)
                .mapToObj(i -> name(i) + "=" + peer(i))
                .collect(Collectors.joining(","));
    }

    static String name(int i) {
        return "m" + i;
    }

    String peer(int i) {
        return "http://" + site.host(i) + ":" + advertisedPeerPorts.get(i);
    }

    Path data(int i) {
        return site.data(i);
    }

    private Path log(int i) {
        return directory.resolve(name(i) + ".log");
    }

    /** Kills members with SIGKILL, all at once, and waits until they are gone. */
    void kill(int... which) {
        List<Program> programs = IntStream.of(which).mapToObj(this::member).toList();
        programs.forEach(Program::kill);
        programs.forEach(program -> assertThat(program.awaitExit()).isEqualTo(137));
    }

    /** Waits until a member answers linearizable reads. */
    void awaitServing(int i) {
        Client at = probe.at(endpoint(i)).within(PROBE);
        Await.until(
                name(i) + " serves",
                () -> {
                    try {
                        return at.get(Operation.Get.of(Range.key("serving"))).count() >= 0;
                    } catch (CallException notYet) {
                        assertThat(member(i).isAlive()).as("%s lives", name(i)).isTrue();
                        return false;
                    }
                });
    }

    /** What a member says of itself; empty when it does not. */
    Optional<MemberStatus> status(int i) {
        try {
            return Optional.of(probe.status(endpoint(i)));
        } catch (CallException silent) {
            return Optional.empty();
        }
    }

    /** Whether a member says that it leads, in which term; 0 when it does not lead. */
    long leads(int i) {
        return status(i)
                .filter(status -> status.leader() == status.header().memberId())
                .map(MemberStatus::raftTerm)
                .orElse(0L);
    }

    /** Waits until one of these members leads, and another of them says so. */
    int awaitLeader(int... among) {
        int[] found = {-1};
        Await.until(
                "a leader",
                () -> {
                    found[0] = leader(among);
                    return found[0] >= 0;
                });
        return found[0];
    }

    int awaitLeader() {
        return awaitLeader(0, 1, 2);
    }

    private int leader(int... among) {
        List<MemberStatus> said =
                IntStream.of(among).mapToObj(this::status).flatMap(Optional::stream).toList();
        for (int i : among) {
            long term = leads(i);
            long followers =
                    said.stream()
                            .filter(status -> term > 0 && status.raftTerm() == term)
                            .filter(status -> status.leader() != 0)
                            .count();
            if (followers >= 2) {
                return i;
            }
        }
        return -1;
    }

    /** The members other than {@code i}. */
    static int[] others(int i) {
        return IntStream.range(0, MEMBERS).filter(other -> other != i).toArray();
    }

    @SuppressWarnings("SystemOut")
    void showLogs() {
        for (Program member : members) {
            if (member == null) {
                continue;
            }
            List<String> lines = member.log().lines().toList();
            System.out.println("---- the end of a member's log, process " + member.pid());
            lines.stream()
                    .skip(Math.max(0, lines.size() - LINES_SHOWN))
                    .forEach(System.out::println);
        }
    }
}
