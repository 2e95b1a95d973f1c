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
import java.util.concurrent.TimeUnit;

/** Members that begin with a state. */
class SeedTest {
    private static final Members TWO = Members.of(new ServerId(1), new ServerId(2));

    @TempDir private Path folder;

    private Path directory(long id) {
        return folder.resolve(Long.toString(id));
    }

    private static Identity identity(long id) {
        return Identity.expected(7, new ServerId(id), 5 + id, "two");
    }

    private void sow(long id, Members members, String state) throws IOException {
        Seed.sow(FileDisk.open(directory(id)), identity(id), members, Image.of(Bytes.utf8(state)));
    }

    /** Remembers all that it was told, as one text. */
    private static final class Text implements StateMachine<String> {
        private String text = "";

        @Override
        public String apply(long index, Bytes command) {
            text += command.text();
            return index + text;
        }

        @Override
        public Image image() {
            return Image.of(Bytes.utf8(text));
        }

        @Override
        public Loader loader() {
            return Loader.whole(bytes -> text = bytes.text());
        }
    }

    private Node<String> start(long id, Members flags, Text machine, LocalNetwork network)
            throws IOException {
        Opening opening =
                Recovery.open(FileDisk.open(directory(id)), identity(id), false, Limits.DEFAULT);
        return switch (opening) {
            case Opening.Refused(String reason) -> throw new IOException(reason);
            case Opening.Recovered storage ->
                    Node.start(
                            Config.of(new ServerId(id), flags, Settings.of(30, 150)),
                            storage,
                            machine,
                            network.transport(new ServerId(id)),
                            System::nanoTime,
                            (reason, _) -> {
                                throw new IllegalStateException(reason);
                            });
        };
    }

    /** Whatever the flags say of the members: the configuration of the snapshot counts. */
    @Test
    void allMembersBeginWithTheStateAndWithOneConfiguration() throws Exception {
        sow(1, TWO, "state");
        sow(2, TWO, "state");
        LocalNetwork network = new LocalNetwork();
        List<Text> machines = List.of(new Text(), new Text());
        try (Node<String> one = start(1, Members.NONE, machines.get(0), network);
                Node<String> two = start(2, Members.NONE, machines.get(1), network)) {
            List<String> said = new ArrayList<>();
            for (Node<String> each : List.of(one, two)) {
                Outcome<String> outcome = each.propose(Bytes.utf8("+")).get(30, TimeUnit.SECONDS);
                said.add(((Outcome.Applied<String>) outcome).result());
            }
            assertThat(said.get(1)).endsWith("state++");
            assertThat(one.members()).isEqualTo(TWO);
            assertThat(one.status().firstLogIndex()).isEqualTo(2);
        }
    }

    @Test
    void aDirectoryThatHasAMemberIsLeftAlone() throws Exception {
        sow(1, TWO, "state");
        assertThatThrownBy(() -> sow(1, TWO, "other"))
                .isInstanceOf(IOException.class)
                .hasMessage("there is a member already");
        Text machine = new Text();
        try (Node<String> one = start(1, TWO, machine, new LocalNetwork())) {
            assertThat(one.image().get(30, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            ImageOutcome.Taken.class,
                            taken ->
                                    assertThat(taken.image().next())
                                            .isEqualTo(Bytes.utf8("state")));
        }
    }

    /** What cannot be read to its end is no snapshot: the member would begin with nothing. */
    @Test
    void anImageThatFailsLeavesNoSnapshot() throws Exception {
        Image broken =
                new Image() {
                    private boolean begun;

                    @Override
                    public Bytes next() {
                        if (begun) {
                            throw new IllegalArgumentException("damaged");
                        }
                        begun = true;
                        return Bytes.utf8("half");
                    }
                };
        assertThatThrownBy(() -> Seed.sow(FileDisk.open(directory(1)), identity(1), TWO, broken))
                .hasMessage("damaged");
        Opening opening =
                Recovery.open(FileDisk.open(directory(1)), identity(1), false, Limits.DEFAULT);
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.Recovered.class,
                        storage -> assertThat(storage.snapshot()).isNull());
    }
}
