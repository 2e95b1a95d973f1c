package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.KeyValue;
import io.jangada.client.Members;
import io.jangada.client.Operation;
import io.jangada.client.Range;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Two of three are killed under load and their data is lost: the third is made a cluster of its
 * own, serves all that it had, gets two new members, and has nothing to do with an old one.
 */
final class MajorityLostIT {
    private static final String[] FLAGS = {"--snapshot-count=300", "--snapshot-catchup-entries=0"};
    private static final int WRITES = 800;

    @RegisterExtension static final Cluster CLUSTER = Cluster.of(FLAGS);

    @Test
    void theLastMemberGoesOnWithWhatItHad() throws Exception {
        int leader = CLUSTER.awaitLeader();
        int self = Cluster.others(leader)[0];
        int other = Cluster.others(leader)[1];
        Map<String, Long> acknowledged;
        String prefix;
        try (Load load = Load.start(CLUSTER, 4)) {
            load.awaitMore(WRITES);
            CLUSTER.kill(leader, other);
            load.stop();
            acknowledged = Map.copyOf(load.acknowledged());
            prefix = load.prefix();
        }
        Path old = CLUSTER.directory().resolve("old");
        Files.move(CLUSTER.data(other), old);
        Files.move(CLUSTER.data(leader), CLUSTER.directory().resolve("lost"));
        long clusterId = CLUSTER.status(self).orElseThrow().header().clusterId();
        CLUSTER.kill(self);

        force(self);
        long forced = check(self, prefix, acknowledged, clusterId);
        // As it stays in a unit file: it changes nothing more.
        CLUSTER.kill(self);
        force(self);
        assertThat(check(self, prefix, acknowledged, clusterId)).isEqualTo(forced);
        CLUSTER.kill(self);
        CLUSTER.start(self);
        CLUSTER.awaitServing(self);
        assertThat(check(self, prefix, acknowledged, clusterId)).isEqualTo(forced);

        refuse(other, old, self);
        grow(self, prefix, acknowledged);
    }

    private void force(int self) {
        List<String> command = new ArrayList<>(CLUSTER.command(self, CLUSTER.data(self)));
        command.add("--force-new-cluster");
        CLUSTER.start(self, command);
        CLUSTER.awaitServing(self);
        assertThat(CLUSTER.member(self).log()).contains("THIS MEMBER HAS LEFT CLUSTER");
    }

    /** All acknowledged writes up to the last one that it has are there; tells the cluster's id. */
    private long check(int self, String prefix, Map<String, Long> acknowledged, long before) {
        Client at = CLUSTER.client(self);
        assertThat(at.members().members())
                .extracting(Members.Member::name)
                .containsExactly(Cluster.name(self));
        complete(at, prefix, acknowledged);
        long clusterId = at.members().header().clusterId();
        assertThat(clusterId).isNotEqualTo(before);
        return clusterId;
    }

    private static void complete(Client at, String prefix, Map<String, Long> acknowledged) {
        long revision = at.get(Operation.Get.of(Range.key("any"))).header().revision();
        SortedMap<String, KeyValue> held = Audit.contents(at, prefix, revision);
        long last = held.values().stream().mapToLong(KeyValue::modRevision).max().orElse(0);
        assertThat(last).isGreaterThan(WRITES / 2);
        acknowledged.forEach((key, written) -> {
            if (written <= last) {
                KeyValue there = held.get(key);
                if (there == null) {
                    throw new AssertionError(key + ", acknowledged at " + written + ", is missing");
                }
                assertThat(there.modRevision()).isEqualTo(written);
                assertThat(there.text()).isEqualTo(Load.value(key));
            }
        });
    }

    /** An old member says that it is of another cluster, and is answered so. */
    private void refuse(int old, Path data, int self) throws IOException {
        Path log = CLUSTER.directory().resolve("old.log");
        try (Program member = Program.start(log, CLUSTER.command(old, data))) {
            member.awaitLine("cluster id differs");
            Client at = CLUSTER.client(old).within(Duration.ofSeconds(3));
            assertThatThrownBy(() -> at.get(Operation.Get.of(Range.key("any"))))
                    .isInstanceOf(CallException.class);
            assertThat(CLUSTER.client(self).members().members()).hasSize(1);
            assertThat(member.isAlive()).isTrue();
        }
    }

    /** Two new members join; then the first one is killed, and they have all of it. */
    private void grow(int self, String prefix, Map<String, Long> acknowledged) {
        String all = Cluster.name(self) + "=" + CLUSTER.peer(self);
        List<Newcomer> fresh = new ArrayList<>();
        try {
            for (String name : List.of("n1", "n2")) {
                Newcomer newcomer = new Newcomer(name, CLUSTER.directory(), FLAGS);
                fresh.add(newcomer);
                Members.Member _ = newcomer.add(CLUSTER.client(self), false);
                newcomer.start(all);
                newcomer.awaitServing();
                all += "," + newcomer.named();
            }
            CLUSTER.kill(self);
            List<String> endpoints = fresh.stream().map(Newcomer::endpoint).toList();
            try (Client at = Client.builder().endpoints(endpoints).build()) {
                Await.until("the new ones serve", () -> serves(at));
                complete(at, prefix, acknowledged);
                assertThat(at.put("one", "more").header().revision()).isPositive();
            }
        } catch (AssertionError | RuntimeException failed) {
            fresh.forEach(one -> failed.addSuppressed(new IllegalStateException(one.log())));
            throw failed;
        } finally {
            fresh.forEach(Newcomer::close);
        }
    }

    private static boolean serves(Client at) {
        try {
            return at.get(Operation.Get.of(Range.key("serving"))).count() >= 0;
        } catch (CallException notYet) {
            return false;
        }
    }
}
