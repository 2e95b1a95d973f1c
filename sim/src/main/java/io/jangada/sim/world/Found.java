package io.jangada.sim.world;

import java.util.List;

/** What a start found on its disk, as marks: the journal tells its rare paths by warnings. */
final class Found {
    private static final List<Mark> MARKS =
            List.of(
                    new Mark("torn tail", "start-cuts-a-torn-tail"),
                    new Mark("torn in the last batch", "start-cuts-a-torn-batch"),
                    new Mark("kept as suspect", "start-keeps-a-suspect-entry"),
                    new Mark("its place is lost", "start-has-lost-a-place"),
                    new Mark("its identifier is missing", "start-misses-an-identifier"),
                    new Mark("a copy is damaged", "start-mends-a-copy"),
                    new Mark("not started on", "start-leaves-a-damaged-snapshot"),
                    new Mark("another member is awaited", "start-has-lost-a-snapshot"),
                    new Mark("neither 0 nor a record", "start-finds-strange-bytes"),
                    new Mark("an identifier is damaged", "start-finds-a-damaged-identifier"));

    private Found() {}

    /** A warning that has these words reached it. */
    private record Mark(String words, String name) {}

    static void in(String warning, Coverage coverage) {
        for (Mark mark : MARKS) {
            if (warning.contains(mark.words())) {
                coverage.count("probe " + mark.name());
            }
        }
    }
}
