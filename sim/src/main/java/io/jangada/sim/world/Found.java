package io.jangada.sim.world;

import java.util.Map;
import java.util.TreeMap;

/** What a start found on its disk, as marks: the journal tells its rare paths by warnings. */
final class Found {
    private static final Map<String, String> MARKS =
            new TreeMap<>(
                    Map.of(
                            "torn tail", "start-cuts-a-torn-tail",
                            "torn in the last batch", "start-cuts-a-torn-batch",
                            "kept as suspect", "start-keeps-a-suspect-entry",
                            "its place is lost", "start-has-lost-a-place",
                            "its identifier is missing", "start-misses-an-identifier",
                            "a copy is damaged", "start-mends-a-copy",
                            "neither 0 nor a record", "start-finds-strange-bytes",
                            "an identifier is damaged", "start-finds-a-damaged-identifier"));

    private Found() {}

    static void in(String warning, Coverage coverage) {
        MARKS.forEach((words, mark) -> {
            if (warning.contains(words)) {
                coverage.count("probe " + mark);
            }
        });
    }
}
