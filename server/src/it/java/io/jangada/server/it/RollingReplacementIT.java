package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.Client;
import io.jangada.client.KeyValue;
import io.jangada.client.Members;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Under a steady load each of three members gives its place to a process with an empty directory,
 * the leader whenever it is one of the first three. The others have forgotten the beginning of
 * their logs, so each newcomer is sent a snapshot.
 */
final class RollingReplacementIT {
    /**
     * An election time-out: a leader that is removed names its successor, so nobody waits it out.
     */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final int BEFORE = 2_000;
    private static final int MORE = 100;
    private static final int WRITERS = 4;

    /** So that the writers together make about a hundred writes a second. */
    private static final Duration PAUSE = Duration.ofMillis(36);

    private static final String[] FLAGS = {"--snapshot-count=100", "--snapshot-catchup-entries=0"};

    @RegisterExtension static final Cluster CLUSTER = Cluster.of(FLAGS);

    private final List<Integer> first = new ArrayList<>(List.of(0, 1, 2));
    private final List<Newcomer> joined = new ArrayList<>();

    @Test
    void noneOfTheFirstIsLeftAndNothingIsLost() {
        int _ = CLUSTER.awaitLeader();
        List<Newcomer> newcomers =
                IntStream.range(0, Cluster.MEMBERS)
                        .mapToObj(i -> new Newcomer("n" + i, CLUSTER.directory(), FLAGS))
                        .toList();
        try {
            replaceAll(newcomers);
        } catch (AssertionError | RuntimeException failed) {
            newcomers.forEach(one -> failed.addSuppressed(new IllegalStateException(one.log())));
            throw failed;
        } finally {
            newcomers.forEach(Newcomer::close);
        }
    }

    @SuppressWarnings("SystemOut")
    private void replaceAll(List<Newcomer> newcomers) {
        List<String> anybody =
                Stream.concat(
                                CLUSTER.endpoints().stream(),
                                newcomers.stream().map(Newcomer::endpoint))
                        .toList();
        try (Load before = Load.start(CLUSTER, 2 * WRITERS)) {
            before.awaitMore(BEFORE);
            before.stop();
            long begun = System.nanoTime();
            try (Load load = Load.start(anybody, WRITERS, PAUSE)) {
                load.awaitMore(MORE);
                Duration _ = load.takeLongestGap();
                newcomers.forEach(newcomer -> replace(newcomer, load));
                load.stop();
                double seconds = (System.nanoTime() - begun) / 1e9;
                int writes = load.acknowledged().size();
                System.out.printf("%d writes, %.0f/s%n", writes, writes / seconds);
                same(before, newcomers);
                same(load, newcomers);
            }
        }
        assertThat(newcomers.getFirst().client().members().members())
                .extracting(Members.Member::name)
                .containsExactlyInAnyOrderElementsOf(
                        newcomers.stream().map(Newcomer::name).toList());
    }

    /** Nothing that was acknowledged is lost, and all hold the same. */
    private static void same(Load load, List<Newcomer> newcomers) {
        List<Client> clients = newcomers.stream().map(Newcomer::client).toList();
        Audit.check(load, clients);
        long revision = clients.getFirst().members().header().revision();
        SortedMap<String, KeyValue> one =
                Audit.contents(clients.getFirst(), load.prefix(), revision);
        for (Client client : clients) {
            assertThat(Audit.contents(client, load.prefix(), revision)).isEqualTo(one);
        }
    }

    @SuppressWarnings("SystemOut")
    private void replace(Newcomer newcomer, Load load) {
        int leader = leader();
        int old = leader >= 0 ? leader : first.getFirst();
        join(newcomer);
        load.awaitMore(MORE);
        Duration joining = load.takeLongestGap();
        long term = newcomer.client().status(newcomer.endpoint()).raftTerm();
        Replacement.remove(newcomer.client(), Cluster.name(old));
        assertThat(CLUSTER.member(old).awaitExit()).isEqualTo(Replacement.REMOVED);
        first.remove(Integer.valueOf(old));
        joined.add(newcomer);
        load.awaitMore(MORE);
        Duration leaving = load.takeLongestGap();
        long terms = newcomer.client().status(newcomer.endpoint()).raftTerm() - term;
        System.out.printf(
                "longest time without an acknowledgement: %d ms while %s joins, %d ms while %s"
                        + " leaves, %d new terms%n",
                joining.toMillis(),
                newcomer.name(),
                leaving.toMillis(),
                leader == old ? "the leader" : "a follower",
                terms);
        assertThat(joining).isLessThan(LONGEST);
        assertThat(leaving).isLessThan(LONGEST);
    }

    private void join(Newcomer newcomer) {
        Client asked = CLUSTER.client(first.getLast());
        // In turn by hand and by itself.
        boolean learner = joined.size() % 2 == 0;
        Members.Member added = newcomer.add(asked, learner);
        newcomer.start(others());
        if (learner) {
            newcomer.promote(asked, added.id());
        }
        newcomer.awaitServing();
        assertThat(Metrics.of(newcomer.endpoint(), "jangada_snapshots_restored_total"))
                .isPositive();
    }

    private String others() {
        return String.join(
                ",",
                Stream.concat(
                                first.stream().map(i -> Cluster.name(i) + "=" + CLUSTER.peer(i)),
                                joined.stream().map(Newcomer::named))
                        .toList());
    }

    /** The one of the first three that leads; -1 if none of them does. */
    private int leader() {
        int[] found = {-1};
        Await.until(
                "somebody leads",
                () -> {
                    found[0] =
                            first.stream().filter(i -> CLUSTER.leads(i) > 0).findAny().orElse(-1);
                    return found[0] >= 0 || joined.stream().anyMatch(Newcomer::leads);
                });
        return found[0];
    }
}
