package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

class IncarnationFileTest {
    private static final ServerId TWO = new ServerId(2);
    private static final ServerId THREE = new ServerId(0xffff_ffff_ffff_fff3L);

    @TempDir Path directory;

    @Test
    void whatWasRememberedIsThereAtTheNextStart() throws IOException {
        Path file = directory.resolve("peers");
        IncarnationFile first = IncarnationFile.open(file);
        assertThat(first.known(TWO)).isZero();
        first.remember(TWO, 0x22);
        first.remember(THREE, -1);
        assertThat(first.known(TWO)).isEqualTo(0x22);

        IncarnationFile again = IncarnationFile.open(file);
        assertThat(again.known(TWO)).isEqualTo(0x22);
        assertThat(again.known(THREE)).isEqualTo(-1);
        assertThat(file.resolveSibling("peers.new")).doesNotExist();
    }

    @Test
    void whatCannotBeWrittenIsNotKnown() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Path file = folder.resolve("peers");
        IncarnationFile known = IncarnationFile.open(file);
        Files.createDirectories(file.resolve("in the way"));
        assertThatThrownBy(() -> known.remember(TWO, 0x22))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file + " cannot be written");
        assertThat(known.known(TWO)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2 x", "0 5", "2 22\n\n"})
    void aDamagedFileIsRefused(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("peers"), text);
        assertThatThrownBy(() -> IncarnationFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is damaged");
    }
}
