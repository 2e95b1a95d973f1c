package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/**
 * I8: a leader advances its commit index only to an entry of its own term that is on the disks of a
 * majority. It looks at one server's event in the world that it made.
 */
final class CommitRule {
    static final String NAME = "I8";

    private CommitRule() {}

    static @Nullable String broken(Turn turn, World world) {
        Local is = turn.is();
        if (!is.leads() || !turn.advancesCommit()) {
            return null;
        }
        long entry = is.log[(int) is.commit - 1];
        if (Entry.term(entry) != is.term) {
            return "leader %d of term %d commits up to index %d, an entry of term %d"
                    .formatted(is.self, is.term, is.commit, Entry.term(entry));
        }
        int disks = world.disksWith(is.log, (int) is.commit);
        return disks >= world.quorum()
                ? null
                : "leader %d commits up to index %d, which is on %d disks"
                        .formatted(is.self, is.commit, disks);
    }
}
