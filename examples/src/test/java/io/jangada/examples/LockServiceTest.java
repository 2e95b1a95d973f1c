package io.jangada.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.node.Node;
import io.jangada.raft.Bytes;
import io.jangada.raft.Standing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockServiceTest {
    @TempDir Path directory;

    private final LockService machine = new LockService();
    private long index;

    private OptionalLong apply(String command) {
        return machine.apply(++index, Bytes.utf8(command));
    }

    private void ticks(int count) {
        IntStream.range(0, count).forEach(_ -> apply("tick"));
    }

    @Test
    void itRuns() {
        List<String> out = new ArrayList<>();
        LockService.run(directory, out::add);
        assertThat(out).hasSize(2);
        assertThat(out.getFirst()).matches("anna: OptionalLong\\[\\d+]");
        assertThat(out.getLast()).matches("bert: OptionalLong\\[\\d+]");
        assertThat(token(out.getLast())).isGreaterThan(token(out.getFirst()));
    }

    private static long token(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    @Test
    void whoWaitsIsServedInTheOrderOfArrival() {
        assertThat(apply("acquire door a")).hasValue(1);
        assertThat(apply("acquire door b")).isEmpty();
        assertThat(apply("acquire door c")).isEmpty();
        assertThat(apply("acquire gate c")).as("another lock").hasValue(4);
        assertThat(apply("acquire door b")).as("asking again keeps the place").isEmpty();
        assertThat(apply("release door a")).isEmpty();
        assertThat(apply("acquire door c")).isEmpty();
        assertThat(apply("acquire door b")).as("since it was released").hasValue(6);
        apply("release door b");
        assertThat(apply("acquire door c")).hasValue(9);
        assertThat(apply("acquire door c")).as("once more is as good as once").hasValue(9);
    }

    @Test
    void aHolderThatIsSilentLosesTheLockAfterItsLeaseAndNotBefore() {
        apply("acquire door a");
        ticks(LockService.LEASE_TICKS - 1);
        assertThat(apply("acquire door a")).as("renewed").hasValue(1);
        ticks(LockService.LEASE_TICKS - 1);
        assertThat(apply("acquire door b")).isEmpty();
        ticks(1);
        assertThat(apply("acquire door b")).hasValue(index - 1);
        assertThat(apply("acquire door a")).as("it comes last").isEmpty();
    }

    @Test
    void whoWaitsAndIsSilentLosesItsPlace() {
        apply("acquire door a");
        apply("acquire door b");
        apply("acquire door c");
        ticks(LockService.LEASE_TICKS - 1);
        apply("acquire door a");
        apply("acquire door c");
        ticks(1);
        apply("release door a");
        assertThat(apply("acquire door c")).hasValue(index - 1);
    }

    /** What nobody meant harms nobody. */
    @Test
    void anyCommandIsTaken() {
        Stream.of("", " ", "acquire", "acquire ", "acquire  ", "acquire a\nb", "release", "x y z")
                .forEach(command -> assertThat(apply(command)).isNotNull());
        restored();
    }

    @Test
    void anImageHasEverything() {
        apply("acquire door a");
        apply("acquire door b");
        apply("acquire gate c d");
        ticks(3);
        LockService other = restored();
        ticks(LockService.LEASE_TICKS - 4);
        for (int tick = 0; tick < LockService.LEASE_TICKS - 4; tick++) {
            other.apply(++index, Bytes.utf8("tick"));
        }
        Bytes release = Bytes.utf8("release door a");
        Bytes acquire = Bytes.utf8("acquire door b");
        assertThat(other.apply(98, release)).isEqualTo(machine.apply(98, release)).isEmpty();
        assertThat(other.apply(99, acquire)).isEqualTo(machine.apply(99, acquire)).hasValue(98);
        assertThat(all(other.image())).isEqualTo(all(machine.image()));
    }

    private LockService restored() {
        LockService other = new LockService();
        Loader loader = other.loader();
        loader.take(all(machine.image()));
        loader.end();
        assertThat(all(other.image())).isEqualTo(all(machine.image()));
        return other;
    }

    private static Bytes all(Image image) {
        Bytes all = image.next();
        return all == null ? Bytes.EMPTY : all;
    }

    /** The leader goes, who is the first that is asked. */
    @Test
    void aClaimAndItsTokenSurviveTheLeader() {
        List<LockService> machines =
                List.of(new LockService(), new LockService(), new LockService());
        try (Cluster<OptionalLong> cluster = Cluster.open(directory, machines)) {
            OptionalLong token = LockService.acquire(cluster, "door", "anna");
            assertThat(token).isPresent();
            firstLeads(cluster).close();
            assertThat(LockService.acquire(cluster, "door", "bert")).isEmpty();
            assertThat(LockService.acquire(cluster, "door", "anna")).isEqualTo(token);

            OptionalLong next = OptionalLong.empty();
            while (next.isEmpty()) {
                cluster.members().forEach(LockService::tick);
                next = LockService.acquire(cluster, "door", "bert");
            }
            assertThat(next.getAsLong()).isGreaterThan(token.getAsLong());
            assertThat(LockService.acquire(cluster, "door", "anna")).isEmpty();
        }
    }

    @Test
    void whereNobodyAnswersNobodyHoldsALock() {
        List<LockService> machines = List.of(new LockService());
        try (Cluster<OptionalLong> cluster = Cluster.open(directory, machines)) {
            assertThat(LockService.acquire(cluster, "door", "anna")).isPresent();
            cluster.members().getFirst().close();
            assertThat(LockService.acquire(cluster, "door", "anna")).isEmpty();
        }
    }

    private static Node<OptionalLong> firstLeads(Cluster<OptionalLong> cluster) {
        Node<OptionalLong> first = cluster.members().getFirst();
        while (first.status().standing() != Standing.LEADER) {
            cluster.members().forEach(member -> member.transfer(first.status().self()).join());
        }
        return first;
    }
}
