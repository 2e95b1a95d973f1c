package io.jangada.sim.history;

import java.util.List;

/** What the store really did in one revision, as only somebody who sees inside can tell. */
public record Commit(long revision, List<Change> changes) {
    /** Keeps a copy, in the order of keys. */
    public Commit {
        changes = Change.ordered(changes);
    }

    @Override
    public String toString() {
        return "revision " + revision + " " + changes;
    }
}
