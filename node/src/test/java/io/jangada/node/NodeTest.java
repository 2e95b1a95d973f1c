package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.ArrayList;
import java.util.List;
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

    /** A lone member answers; without a majority a request is given up when its time is over. */
    @Test
    void aRequestIsGivenUpAfterTheTimeThatIsSet(@TempDir Path directory) throws Exception {
        Members two = Members.of(SELF, new ServerId(2));
        Config config = Config.of(SELF, two, Settings.of(10, 50)).withRequestTimeout(100_000_000);
        try (Node<Long> node = open(directory, config)) {
            assertThat(node.propose(Bytes.utf8("1")).get(3, TimeUnit.SECONDS))
                    .isEqualTo(new Outcome.Refused<>(Reason.NO_LEADER));
        }
    }

    @Test
    void theTransportIsToldWhoseDirectoryItIs(@TempDir Path directory) throws Exception {
        List<Identity> told = new ArrayList<>();
        Config config = Config.of(SELF, Members.of(SELF), Settings.of(10, 50));
        for (int start = 1; start <= 2; start++) {
            try (Node<Long> node =
                    Node.open(
                            directory,
                            config,
                            (_, _) -> 1L,
                            identity -> {
                                told.add(identity);
                                return new LocalNetwork().transport(SELF);
                            },
                            (_, _) -> {})) {
                assertThat(node.propose(Bytes.utf8("1")).get(30, TimeUnit.SECONDS))
                        .isInstanceOf(Outcome.Applied.class);
            }
        }
        assertThat(told).extracting(Identity::bootEpoch).containsExactly(1L, 2L);
        assertThat(told).extracting(Identity::memberId).containsOnly(SELF);
        assertThat(told.getLast().incarnation()).isEqualTo(told.getFirst().incarnation());
    }

    /** Else the next try would find it locked. */
    @Test
    void whereThereIsNoTransportTheDirectoryIsFreeAgain(@TempDir Path directory) throws Exception {
        Config config = Config.of(SELF, Members.of(SELF), Settings.of(10, 50));
        assertThatThrownBy(() ->
                        Node.open(
                                directory,
                                config,
                                (_, _) -> 1L,
                                _ -> {
                                    throw new IllegalStateException("no network");
                                },
                                (_, _) -> {}))
                .hasMessage("no network");
        open(directory, config).close();
    }

    private static Node<Long> open(Path directory, Config config) throws IOException {
        return Node.open(
                directory,
                config,
                (_, _) -> 1L,
                _ -> new LocalNetwork().transport(SELF),
                (_, _) -> {});
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
