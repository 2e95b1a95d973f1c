package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A member in a process of its own, with real threads and files, killed while it works. */
class KilledMemberTest {
    private static final ServerId SELF = new ServerId(1);

    /** Proposes until it is killed, and tells of every hundred. */
    @SuppressWarnings("SystemOut")
    static final class Working {
        private Working() {}

        public static void main(String[] arguments) throws IOException {
            Node<Long> node =
                    Node.open(
                            Path.of(arguments[0]),
                            SELF,
                            Members.of(SELF),
                            (index, _) -> index,
                            new LocalNetwork());
            for (long done = 0; ; done++) {
                node.propose(Bytes.utf8("work")).join();
                if (done % 100 == 99) {
                    System.out.println(done + 1);
                }
            }
        }
    }

    @Test
    void whatAKilledProcessRecordedCanBeReplayed(@TempDir Path directory) throws Exception {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Working.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            for (int hundreds = 0; hundreds < 5; hundreds++) {
                assertThat(said.readLine()).isNotNull();
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }

        Recording recording = Recording.read(directory.resolve(BoxLayout.FILE));
        assertThat(recording).isInstanceOf(Recording.Found.class);
        List<String> differences = new ArrayList<>();
        Replay.End end =
                Objects.requireNonNull(
                        Replay.run((Recording.Found) recording, noting(differences)));
        assertThat(differences).isEmpty();
        assertThat(end.status().lastApplied()).isGreaterThan(100);
    }

    private static Replay.Listener noting(List<String> differences) {
        return new Replay.Listener() {
            @Override
            public void half(Recording.Half half) {}

            @Override
            public void step(long now, Recording.Step step, List<Output> outputs) {}

            @Override
            public void differs(String what) {
                differences.add(what);
            }
        };
    }
}
