package io.jangada.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

final class MarksTest {
    private static final Pattern HIT = Pattern.compile("probes\\s*\\.hit\\([^;]*;");
    private static final Pattern MARK = Pattern.compile("\"([^\"]+)\"");

    private static final Pattern START = Pattern.compile("\"(start-[^\"]+)\"");

    @Test
    void everyMarkOfTheProtocolIsKnown() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("../raft/src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (MatchResult hit : HIT.matcher(Files.readString(file)).results().toList()) {
                    MARK.matcher(hit.group()).results().forEach(m -> found.add(m.group(1)));
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(20);
        String starts = Files.readString(Path.of("src/main/java/io/jangada/sim/world/Found.java"));
        START.matcher(starts).results().forEach(m -> found.add(m.group(1)));
        List<String> known = new ArrayList<>(Marks.ALL);
        known.addAll(Marks.HOSTILE);
        known.addAll(Marks.ROW_1);
        known.addAll(Marks.RAFT);
        assertThat(known).containsExactlyInAnyOrderElementsOf(found);
    }
}
