package io.jangada.sim.check;

import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

/** lastApplied is at most commitIndex, which is at most the last index of the log. */
final class IndexOrder extends Invariant {
    IndexOrder() {
        super("I7");
    }

    @Override
    @Nullable String stepped(Sight sight, Shadow server, Status now) {
        return now.lastApplied() <= now.commitIndex() && now.commitIndex() <= now.lastLogIndex()
                ? null
                : server + " is in a state that cannot be: " + now;
    }
}
