package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.FileDisk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A member on real threads and files. */
class NodeTest {
    private static final ServerId SELF = new ServerId(1);

    @Test
    void anErrorOfTheStateMachineLatchesTheMember(@TempDir Path directory) throws Exception {
        CompletableFuture<String> fatal = new CompletableFuture<>();
        StateMachine<Long> broken =
                (_, _) -> {
                    throw new StackOverflowError("on purpose");
                };
        try (Node<Long> node = start(directory, broken, fatal)) {
            Outcome<Long> outcome = node.propose(Bytes.utf8("1")).get(30, TimeUnit.SECONDS);

            assertThat(outcome).isEqualTo(new Outcome.Refused<>(Reason.STOPPED));
            assertThat(fatal.get(30, TimeUnit.SECONDS)).contains("apply", "on purpose");
            assertThat(node.propose(Bytes.utf8("1")).get(30, TimeUnit.SECONDS))
                    .isEqualTo(new Outcome.Refused<>(Reason.STOPPED));
        }
    }

    private static Node<Long> start(
            Path directory, StateMachine<Long> machine, CompletableFuture<String> fatal)
            throws IOException {
        Identity identity = Identity.expected(1, SELF, 5, "one");
        return switch (Recovery.open(FileDisk.open(directory), identity, true, Limits.DEFAULT)) {
            case Opening.Refused(String reason) -> throw new IOException(reason);
            case Opening.Recovered storage ->
                    Node.start(
                            Config.of(SELF, Members.of(SELF), Settings.of(30, 150)),
                            storage,
                            machine,
                            new LocalNetwork().transport(SELF),
                            System::nanoTime,
                            (reason, _) -> fatal.complete(reason));
        };
    }
}
