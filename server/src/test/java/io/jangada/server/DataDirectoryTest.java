package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a data directory says of its cluster, and what the flags say later. */
final class DataDirectoryTest {
    private static final String TWO = "--initial-cluster=a=http://127.0.0.1:1,b=http://127.0.0.1:2";

    @TempDir private Path folder;

    private Config config(String name, String... flags) throws CannotStart {
        List<String> arguments =
                new ArrayList<>(List.of("--data-dir=" + folder.resolve("data"), "--name=" + name));
        arguments.add(
                "--initial-advertise-peer-urls=http://127.0.0.1:" + (name.equals("a") ? 1 : 2));
        arguments.addAll(List.of(flags));
        return Config.of(Flags.read(arguments, Map.of()));
    }

    private static DataDirectory open(Config config) throws CannotStart, IOException {
        DataDirectory data = DataDirectory.open(config);
        data.storage().journal().close();
        return data;
    }

    @Test
    void whoBeganWithTheClusterKnowsItsFirstMembers() throws Exception {
        Birth birth = open(config("a", TWO)).birth();
        ServerId a = birth.memberId();
        assertThat(birth.members().voters()).hasSize(2).contains(a);
        assertThat(birth.addresses().urls().get(a)).containsExactly("http://127.0.0.1:1");
        assertThat(birth.names()).containsEntry(a, "a");
        assertThat(birth.isAlone()).isFalse();
        assertThat(open(config("a", TWO)).birth()).isEqualTo(birth);
    }

    @Test
    void aLongerListOfTheSameMemberChangesNothing() throws Exception {
        Birth birth = open(config("a", TWO)).birth();
        assertThat(open(config("a", TWO + ",c=http://127.0.0.1:3")).birth()).isEqualTo(birth);
        assertThat(open(config("a", "--initial-cluster=a=http://127.0.0.1:1")).birth())
                .isEqualTo(birth);
    }

    @Test
    void theDirectoryOfAnotherIsRefusedUnlessTheClusterIsThere() throws Exception {
        Birth birth = open(config("a", TWO)).birth();
        assertThatThrownBy(() -> open(config("b", TWO)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining(": it is of member " + birth.memberId() + ", not ");
        assertThatThrownBy(() -> open(config("a", TWO, "--initial-cluster-token=other")))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining(": it is of cluster " + Long.toHexString(birth.clusterId()));
        Config moved = config("b", TWO, "--initial-cluster-state=existing");
        assertThat(open(moved).birth()).isEqualTo(birth);
    }

    /** Of 0.2.0: there is an identity, and nothing beside it. */
    @Test
    void anOlderDirectoryIsTakenWithTheFlagsItHad() throws Exception {
        Birth birth = open(config("a", TWO)).birth();
        Path file = folder.resolve("data").resolve("cluster");
        Files.delete(file);
        assertThatThrownBy(() -> open(config("b", TWO)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("identity: the directory is of member " + birth.memberId());
        assertThat(file).doesNotExist();
        assertThat(open(config("a", TWO)).birth()).isEqualTo(birth);
        assertThat(file).exists();
    }

    @Test
    void whoJoinedBeginsWithNobodyAndKeepsWhomItWasToldOf() throws Exception {
        Birth told =
                new Birth(
                        7,
                        new ServerId(-3),
                        "a=http://127.0.0.1:1",
                        Birth.Way.JOINED,
                        "",
                        List.of(
                                new Birth.Known(new ServerId(-3), "", List.of("http://c:3")),
                                new Birth.Known(
                                        new ServerId(5),
                                        "a b",
                                        List.of("http://x:1", "http://y:2"))));
        Path file = Files.createDirectories(folder.resolve("data")).resolve("cluster");
        told.write(file);
        assertThat(Birth.read(file)).isEqualTo(told);
        Birth birth = open(config("b", TWO)).birth();
        assertThat(birth).isEqualTo(told);
        assertThat(birth.members()).isEqualTo(Members.NONE);
        assertThat(birth.isAlone()).isFalse();
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        Path file = Files.createDirectories(folder.resolve("data")).resolve("cluster");
        Files.writeString(file, "jangada cluster 2\n");
        assertThatThrownBy(() -> open(config("a", TWO)))
                .hasMessage(file + " is of another version: \"jangada cluster 2\"");
        Files.writeString(file, "jangada cluster 1\n12\nxyz\n");
        assertThatThrownBy(() -> open(config("a", TWO)))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith(file + " cannot be read");
    }

    @Test
    void nobodyToAskIsSaidAtOnce() {
        assertThatThrownBy(() ->
                        open(
                                config(
                                        "a",
                                        "--initial-cluster=a=http://127.0.0.1:1",
                                        "--initial-cluster-state=existing")))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("--initial-cluster-state existing needs another member");
    }
}
