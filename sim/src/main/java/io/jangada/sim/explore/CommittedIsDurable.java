package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** I11: what was ever committed is on the disks of a majority. */
final class CommittedIsDurable implements Invariant.OfWorld {
    @Override
    public String name() {
        return "I11";
    }

    @Override
    public @Nullable String broken(World world) {
        long[] committed = world.history().committed;
        int disks = world.disksWith(committed, committed.length);
        return disks >= world.quorum()
                ? null
                : "%d disks have all that was committed, %s"
                        .formatted(disks, Entry.text(committed));
    }
}
