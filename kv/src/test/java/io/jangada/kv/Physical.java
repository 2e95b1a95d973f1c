package io.jangada.kv;

import java.util.ArrayList;
import java.util.List;

/** What a store really keeps in memory, counted by hand. */
final class Physical {

    private Physical() {}

    /** Every version of every key, deletions too, oldest first. */
    static List<KeyValue> versions(Store store) {
        List<KeyValue> versions = new ArrayList<>();
        try (Pin pin = store.pin()) {
            for (History history : store.view(pin).histories().in(Span.from(Key.EMPTY))) {
                int first = versions.size();
                KeyValue version = history.at(Long.MAX_VALUE);
                while (version != null) {
                    versions.add(first, version);
                    version = history.at(version.modRevision() - 1);
                }
            }
        }
        return versions;
    }

    static long bytes(Store store) {
        return versions(store).stream()
                .mapToLong(kv -> 256 + kv.key().size() + kv.value().size())
                .sum();
    }
}
