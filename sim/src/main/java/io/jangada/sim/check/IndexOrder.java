package io.jangada.sim.check;

import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

/**
 * lastApplied is at most commitIndex, which is at most the last index of the log; what the log has
 * forgotten is in the snapshot, and that is committed.
 */
final class IndexOrder extends Invariant {
    IndexOrder() {
        super("I7");
    }

    @Override
    @Nullable String stepped(Sight sight, Shadow server, Status now) {
        return now.lastApplied() <= now.commitIndex()
                        && now.commitIndex() <= now.lastLogIndex()
                        && now.firstLogIndex() - 1 <= now.snapshotIndex()
                        && (now.snapshotIndex() <= now.commitIndex() || isLost(now))
                ? null
                : server + " is in a state that cannot be: " + now;
    }

    /** Its snapshot is lost, so it counts nothing as durable or as committed up to there. */
    private static boolean isLost(Status now) {
        return now.commitIndex() == now.snapshotIndex() - 1
                && now.snapshotIndex() == now.firstLogIndex() - 1
                && now.durableIndex() == 0;
    }
}
