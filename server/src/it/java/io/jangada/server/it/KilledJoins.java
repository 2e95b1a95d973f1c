package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.Members;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fourth member joins under load, is killed at one step of that, and joins with the same flags
 * again. Then it has its vote and all that was acknowledged, leads, and is removed.
 */
final class KilledJoins implements AutoCloseable {
    /** Fewer mean that not all were found: there were 105. */
    private static final int STEPS_MIN = 90;

    private static final int ENTRIES = 5_000;
    private static final int WRITERS = 2;

    /** For few entries, so that all newcomers get the same snapshot. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** So that a snapshot has several chunks of 1 MiB. */
    private static final int FILLERS = 40;

    private static final String FILLER = "x".repeat(100_000);

    /** The exit status of what a signal of this kind has ended. */
    private static final int KILLED = 137;

    /** The logs forget what is in a snapshot. */
    static final String[] FLAGS = {"--snapshot-count=" + ENTRIES, "--snapshot-catchup-entries=0"};

    private final Cluster cluster;
    private final Load before;
    private final Load load;
    private int rounds;

    /** Of a cluster with our {@link #FLAGS}. */
    KilledJoins(Cluster cluster) {
        this.cluster = cluster;
        int _ = cluster.awaitLeader();
        fill(cluster);
        before = Load.start(cluster, 16);
        before.awaitMore(ENTRIES + ENTRIES / 20);
        before.stop();
        load = Load.start(cluster.endpoints(), WRITERS, PAUSE);
    }

    static void fill(Cluster cluster) {
        for (int i = 0; i < FILLERS; i++) {
            cluster.client().put("filler/" + i, FILLER);
        }
    }

    /** What a member does that joins and is not killed. */
    @SuppressWarnings("SystemOut")
    List<Step> rehearse() {
        Path trace = cluster.directory().resolve("trace");
        try (Newcomer newcomer = next()) {
            long id = newcomer.add(cluster.client(0), false).id();
            newcomer.start(cluster.initialCluster(), Step.recorder(trace));
            Await.until("it votes", () -> leads(newcomer, id));
            end(newcomer, id);
            List<Step> steps = Step.of(Files.readAllLines(trace), newcomer.data());
            assertThat(steps).hasSizeGreaterThan(STEPS_MIN);
            System.out.println(steps.size() + " steps");
            return steps;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Runs all of {@code steps}, checks, and returns at how many a member was killed. */
    @SuppressWarnings("SystemOut")
    int killAt(List<Step> steps) {
        int killed = 0;
        for (Step step : steps) {
            boolean reached = run(step);
            System.out.println(step + (reached ? ": killed" : ": not reached"));
            killed += reached ? 1 : 0;
        }
        check();
        System.out.println(steps.size() + " tried, killed at " + killed);
        return killed;
    }

    /** Has a member join and killed at a step; false if it did not come there before it voted. */
    private boolean run(Step step) {
        try (Newcomer newcomer = next()) {
            try {
                long id = newcomer.add(cluster.client(0), false).id();
                newcomer.start(cluster.initialCluster(), step.killer(newcomer.data(), image()));
                Await.until(
                        "killed, or it votes",
                        () -> !newcomer.program().isAlive() || leads(newcomer, id));
                boolean killed = !newcomer.program().isAlive();
                if (killed) {
                    assertThat(newcomer.program().awaitExit()).isEqualTo(KILLED);
                    newcomer.start(cluster.initialCluster());
                    newcomer.awaitServing();
                    Await.until("it votes", () -> leads(newcomer, id));
                }
                end(newcomer, id);
                return killed;
            } catch (AssertionError | RuntimeException failed) {
                failed.addSuppressed(new IllegalStateException(step + "\n" + newcomer.log()));
                throw failed;
            }
        }
    }

    private Newcomer next() {
        return new Newcomer("n" + ++rounds, cluster.directory(), FLAGS);
    }

    /** Whether it has a vote and all of the log: only then it can be made the leader. */
    private boolean leads(Newcomer newcomer, long id) {
        if (newcomer.leads()) {
            return true;
        }
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            if (cluster.leads(i) > 0) {
                try {
                    cluster.client(i).moveLeader(id);
                    return true;
                } catch (CallException notYet) {
                    return false;
                }
            }
        }
        return false;
    }

    private void end(Newcomer newcomer, long id) {
        Client at = newcomer.client();
        newcomer.awaitServing();
        Audit.check(before, List.of(at));
        Audit.check(load, List.of(at));
        List<Members.Member> members = at.members().members();
        assertThat(members).hasSize(Cluster.MEMBERS + 1).noneMatch(Members.Member::learner);
        assertThat(members)
                .filteredOn(one -> one.peerUrls().contains(newcomer.peer()))
                .extracting(Members.Member::id)
                .containsExactly(id);
        // The newcomer itself would have to be connected to them for five seconds first.
        Replacement.remove(cluster.client(0), newcomer.name());
        assertThat(newcomer.program().awaitExit()).isEqualTo(Replacement.REMOVED);
        delete(newcomer.data());
    }

    private static void delete(Path data) {
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Index and term of the snapshot that the leader has, as its files are named. */
    private String image() {
        return image(cluster.data(cluster.awaitLeader()));
    }

    static String image(Path data) {
        String manifest = "manifest-";
        try (Stream<Path> files = Files.list(data.resolve("member"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches(manifest + "[0-9a-f]{16}-[0-9a-f]{16}"))
                    .map(name -> name.substring(manifest.length()))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Nothing is lost by those who were there all the time. */
    private void check() {
        load.stop();
        Audit.check(cluster, before, 0, 1, 2);
        Audit.check(cluster, load, 0, 1, 2);
    }

    @Override
    public void close() {
        before.close();
        load.close();
    }
}
