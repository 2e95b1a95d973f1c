package io.jangada.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class LengthTest {
    @ParameterizedTest
    @ValueSource(strings = {"Cluster", "JoiningMember", "LockService", "LogReader"})
    void anExampleIsShorterThanAHundredLines(String name) throws IOException {
        Path file = Path.of("src/main/java/io/jangada/examples", name + ".java");
        assertThat(Files.readAllLines(file)).hasSizeLessThan(100);
    }
}
