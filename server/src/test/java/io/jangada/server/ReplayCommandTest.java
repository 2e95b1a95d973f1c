package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** The command, on the box of a member that ran in this JVM. */
class ReplayCommandTest {
    @Test
    void aMembersBoxIsReplayedAsItWent(@TempDir Path directory) throws Exception {
        TestMember.start(directory).close();
        Path box = directory.resolve(DataDirectory.BLACK_BOX);

        Said brief = Said.run("replay", box.toString());
        assertThat(brief.err()).isEmpty();
        assertThat(brief.exit()).isZero();
        assertThat(brief.out())
                .startsWith("member ")
                .contains("+0.000000 Tick[now=")
                .contains("end: LEADER term ")
                .contains(", 0 differences, ");
        Said verbose = Said.run("replay", "-v", directory.toString());
        assertThat(verbose.exit()).isZero();
        assertThat(verbose.out()).contains("    SaveHardState[").contains("    Append[");
    }

    @Test
    void aFileThatIsNoBoxIsRefusedInOneLine(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("other");
        Files.writeString(file, "something else ".repeat(1000));

        Said said = Said.run("replay", file.toString());
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .isEqualTo(
                        "jangada: "
                                + file
                                + " cannot be replayed: offset 0: this is no header of a black box"
                                + System.lineSeparator());
        assertThat(Said.run("replay", directory.resolve("missing").toString()).exit()).isEqualTo(1);
    }
}
