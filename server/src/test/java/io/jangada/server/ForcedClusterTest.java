package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.transport.Addresses;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What {@code --force-new-cluster} makes of a data directory, and what it leaves alone. */
final class ForcedClusterTest {
    private static final String FORCE = "--force-new-cluster";

    @TempDir private Path folder;

    private Config config(String... flags) throws CannotStart {
        List<String> arguments = new ArrayList<>();
        arguments.add("--data-dir=" + folder.resolve("data"));
        arguments.add("--name=a");
        arguments.add("--initial-advertise-peer-urls=http://127.0.0.1:1");
        arguments.add("--initial-cluster=a=http://127.0.0.1:1,b=http://127.0.0.1:2");
        arguments.addAll(List.of(flags));
        return Config.of(Flags.read(arguments, Map.of()));
    }

    private DataDirectory open(String... flags) throws Exception {
        DataDirectory data = DataDirectory.open(config(flags));
        data.storage().journal().close();
        return data;
    }

    private Path cluster() {
        return folder.resolve("data").resolve("cluster");
    }

    @Test
    void theMemberIsTheOnlyOneOfANewClusterWhereItWasReachedBefore() throws Exception {
        Birth before = open().birth();
        DataDirectory data = open(FORCE);
        ServerId a = before.memberId();
        assertThat(data.birth().way()).isEqualTo(Birth.Way.FORCED);
        assertThat(data.birth().memberId()).isEqualTo(a);
        assertThat(data.birth().clusterId())
                .isNotEqualTo(before.clusterId())
                .isEqualTo(data.storage().identity().clusterId());
        assertThat(data.birth().names()).containsOnlyKeys(a).containsValue("a");
        Members members = Objects.requireNonNull(data.storage().log().configurations().get(1L));
        assertThat(members.all()).containsExactly(a);
        assertThat(Addresses.of(members).urls()).isEqualTo(data.birth().addresses().urls());
        assertThat(data.birth().addresses().urls().get(a)).containsExactly("http://127.0.0.1:1");
        assertThat(data.birth().members()).isEqualTo(members);
        assertThat(data.birth().isAlone()).isTrue();
        assertThat(Birth.read(cluster())).isEqualTo(data.birth());
    }

    @Test
    void theFlagThatStaysHasNoEffectUntilTheMemberWasStartedWithoutIt() throws Exception {
        open();
        Birth forced = open(FORCE).birth();
        DataDirectory again = open(FORCE);
        assertThat(again.birth()).isEqualTo(forced);
        assertThat(again.storage().log().last()).isEqualTo(1);
        Birth settled = open().birth();
        assertThat(settled.clusterId()).isEqualTo(forced.clusterId());
        assertThat(settled.way()).isEqualTo(Birth.Way.KEPT);
        assertThat(settled.members()).isEqualTo(forced.members());
        assertThat(open().birth()).isEqualTo(settled);
        DataDirectory second = open(FORCE);
        assertThat(second.birth().clusterId()).isNotEqualTo(forced.clusterId());
        assertThat(second.storage().log().last()).isEqualTo(2);
    }

    /** The last step is the file beside the journal; the identity says what belongs into it. */
    @Test
    void aFileOfBeforeIsWrittenAgainWithAndWithoutTheFlag() throws Exception {
        open();
        byte[] old = Files.readAllBytes(cluster());
        Birth forced = open(FORCE).birth();
        Files.write(cluster(), old);
        assertThat(open().birth()).isEqualTo(forced);
        Files.write(cluster(), old);
        DataDirectory again = open(FORCE);
        assertThat(again.birth()).isEqualTo(forced);
        assertThat(again.storage().log().last()).isEqualTo(1);
        assertThat(Birth.read(cluster())).isEqualTo(forced);
    }

    @Test
    void aDirectoryWithoutDataIsNoCluster() {
        assertThatThrownBy(() -> open(FORCE))
                .isInstanceOf(CannotStart.class)
                .hasMessage(
                        "--force-new-cluster goes on with the data of a member, and data directory "
                                + folder.resolve("data")
                                + " has none");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void theFlagIsASwitchAndIsOffByItself() throws Exception {
        assertThat(config().forced()).isFalse();
        assertThat(config(FORCE).forced()).isTrue();
        assertThat(config(FORCE + "=false").forced()).isFalse();
        assertThatThrownBy(() -> config(FORCE + "=perhaps"))
                .hasMessage("--force-new-cluster: \"perhaps\" is not one of true, false");
    }
}
