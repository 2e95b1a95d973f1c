package io.jangada.sim.check;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot is the exact state at its index: whoever takes an image after one entry takes the same
 * bytes as all others, and whoever loads one is then in the state that it was taken in (R17).
 */
final class SnapshotsExact extends Invariant {
    SnapshotsExact() {
        super("I13");
    }

    @Override
    @Nullable String imaged(Sight sight, Shadow server, long index, Ledger.Snapshot image) {
        Ledger.Snapshot known = sight.ledger().snapshots.putIfAbsent(index, image);
        return known == null || known.equals(image)
                ? null
                : "%s has another image after entry %d than others".formatted(server, index);
    }

    @Override
    @Nullable String restored(Sight sight, Shadow server, long index, Ledger.Snapshot image) {
        if (index <= server.applied) {
            return "%s loads a snapshot of entry %d and had applied %d"
                    .formatted(server, index, server.applied);
        }
        Ledger.Snapshot known = sight.ledger().snapshots.get(index);
        return image.equals(known)
                ? null
                : "%s loads a snapshot of entry %d that nobody has taken".formatted(server, index);
    }
}
