package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.client.Client;
import io.jangada.client.KeyValue;
import io.jangada.client.MemberStatus;
import io.jangada.client.Operation;
import io.jangada.client.Range;
import io.jangada.client.Result;
import io.jangada.server.it.Program.Run;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster of three is saved under load, by our client and by Debian's etcdctl, lost, and restored
 * on the same addresses.
 */
final class BackupIT {
    private static final int KEYS = 300;
    private static final long BUMP = 1_000_000_000L;
    private static final Pattern REVISION = Pattern.compile("\"revision\":([0-9]+)");

    @RegisterExtension static final Cluster CLUSTER = Cluster.fast();

    @TempDir(factory = OnDisk.class)
    private static Path folder;

    @BeforeAll
    static void tools() {
        Program.require("etcdctl");
    }

    @Test
    void whatWasSavedIsThereInTheNewCluster() {
        for (int i = 0; i < KEYS; i++) {
            CLUSTER.client().put("kept/" + i, "value " + i);
        }
        Path ours = folder.resolve("ours.db");
        Path theirs = folder.resolve("theirs.db");
        try (Load load = Load.start(CLUSTER, 4)) {
            load.awaitMore(50);
            String saved = "Snapshot saved at " + ours + "\n";
            assertThat(jangada("--endpoints", CLUSTER.endpoint(1), "snapshot", "save", "" + ours))
                    .isEqualTo(new Run(saved, 0));
            Run run = etcdctl("--endpoints", CLUSTER.endpoint(2), "snapshot", "save", "" + theirs);
            assertThat(run.out()).endsWith("Snapshot saved at " + theirs + "\n");
            assertThat(run.status()).isZero();
            load.awaitMore(50);
            load.stop();
        }
        CLUSTER.kill(0, 1, 2);
        restoreOurs(ours);
        CLUSTER.kill(0, 1, 2);
        restoreTheirs(theirs);
    }

    /** Two restored members, then a member of the old cluster, then the third restored one. */
    private void restoreOurs(Path file) {
        long revision = revision(file);
        assertThat(revision).isGreaterThan(KEYS);
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            restore(i, "new", file);
        }
        start(0, "new");
        start(1, "new");
        CLUSTER.awaitServing(0);
        allKeysAreThere(0, revision);
        assertThat(CLUSTER.client(0).get(all().atRevision(revision - 1)).count())
                .isGreaterThanOrEqualTo(KEYS);

        CLUSTER.start(2);
        CLUSTER.member(2).awaitLine("cluster id");
        CLUSTER.client(0).put("after", "the restore");
        assertThat(CLUSTER.status(2).map(MemberStatus::leader).orElse(0L)).isZero();
        assertThat(CLUSTER.client(2).get(all().asSerializable()).header().clusterId())
                .isNotEqualTo(CLUSTER.client(0).get(all()).header().clusterId());
        Operation.Get after = Operation.Get.of(Range.key("after"));
        assertThat(CLUSTER.client(2).get(after.asSerializable()).count()).isZero();
        CLUSTER.kill(2);

        start(2, "new");
        CLUSTER.awaitServing(2);
        allKeysAreThere(2, revision + 1);
        assertThat(CLUSTER.client(2).get(after).count()).isOne();
    }

    private void restoreTheirs(Path file) {
        long revision = revision(file);
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            restore(i, "raised", file, "--bump-revision", "" + BUMP, "--mark-compacted");
            start(i, "raised");
        }
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            CLUSTER.awaitServing(i);
            allKeysAreThere(i, revision + BUMP);
            Client member = CLUSTER.client(i);
            assertThatThrownBy(() -> member.get(all().atRevision(revision)))
                    .hasMessage("etcdserver: mvcc: required revision has been compacted");
        }
        CLUSTER.client().put("after", "the restore");
        assertThat(CLUSTER.client(1).get(all()).header().revision()).isEqualTo(revision + BUMP + 1);
    }

    private static Operation.Get all() {
        return Operation.Get.of(Range.prefix("kept/"));
    }

    private static void allKeysAreThere(int member, long revision) {
        Result.Get all = CLUSTER.client(member).get(all());
        assertThat(all.header().revision()).isEqualTo(revision);
        List<String> values = new ArrayList<>();
        for (KeyValue kv : all.kvs()) {
            values.add(kv.text());
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            expected.add("value " + i);
        }
        assertThat(values).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void restore(int member, String where, Path file, String... flags) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "snapshot",
                                "restore",
                                file.toString(),
                                "--name",
                                Cluster.name(member),
                                "--data-dir",
                                data(member, where).toString(),
                                "--initial-cluster",
                                CLUSTER.initialCluster(),
                                "--initial-advertise-peer-urls",
                                CLUSTER.peer(member)));
        arguments.addAll(List.of(flags));
        Run run = jangada(arguments.toArray(String[]::new));
        assertThat(run.out()).startsWith("Restored ");
        assertThat(run.status()).isZero();
    }

    private static void start(int member, String where) {
        CLUSTER.start(member, data(member, where));
    }

    private static Path data(int member, String where) {
        return folder.resolve(where).resolve(Cluster.name(member));
    }

    private static long revision(Path file) {
        Run run = jangada("-w", "json", "snapshot", "status", file.toString());
        Matcher revision = REVISION.matcher(run.out());
        assertThat(revision.find()).as("%s", run).isTrue();
        return Long.parseLong(revision.group(1));
    }

    private static Run jangada(String... arguments) {
        return run(Jangada.launcher().toString(), arguments);
    }

    private static Run etcdctl(String... arguments) {
        return run("etcdctl", arguments);
    }

    private static Run run(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        return Program.run(folder, command);
    }
}
