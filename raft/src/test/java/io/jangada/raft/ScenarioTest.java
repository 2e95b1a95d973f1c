package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Each file under {@code scenarios} is a story in commands, marked by {@code >}, and what they
 * cause. All of it is compared, line by line. With {@code -Dscenarios.write=true} the files are
 * written anew instead, to be read as prose before they are committed.
 */
class ScenarioTest {
    private static final Path SCENARIOS = Path.of("src", "test", "resources", "scenarios");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyCommandCausesExactlyWhatTheTranscriptSays(String name) throws IOException {
        Path file = SCENARIOS.resolve(name);
        List<String> expected = Files.readAllLines(file);

        List<String> actual = Scenario.rerun(expected);

        if (Boolean.getBoolean("scenarios.write")) {
            Files.write(file, actual);
        } else {
            assertThat(actual).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void thereAreScenarios() throws IOException {
        assertThat(names()).contains("figure6.txt", "figure7.txt", "figure8.txt");
    }
}
