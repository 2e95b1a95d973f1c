package io.jangada.client;

import java.util.List;
import java.util.Optional;

/** What came of an {@link Operation}. */
public sealed interface Result {

    Header header();

    /** What came of a put; {@code previous} only when asked for and there was one. */
    record Put(Header header, Optional<KeyValue> previous) implements Result {}

    /**
     * What a get found.
     *
     * @param more the limit cut the result short
     * @param count keys in the range, whatever the limit left out
     */
    record Get(Header header, List<KeyValue> kvs, boolean more, long count) implements Result {
        public Get {
            kvs = List.copyOf(kvs);
        }
    }

    /** How many keys are gone; {@code previous} only when asked for. */
    record Delete(Header header, long deleted, List<KeyValue> previous) implements Result {
        public Delete {
            previous = List.copyOf(previous);
        }
    }

    /** Which branch ran, and what came of each of its operations, in order. */
    record Txn(Header header, boolean succeeded, List<Result> results) implements Result {
        public Txn {
            results = List.copyOf(results);
        }
    }

    /** A compaction was done. */
    record Compact(Header header) implements Result {}

    /**
     * Who answered, and when in history. Ids are unsigned. Inside a transaction only the revision
     * is set.
     */
    record Header(long clusterId, long memberId, long revision, long term) {}
}
