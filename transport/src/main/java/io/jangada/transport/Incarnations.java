package io.jangada.transport;

import io.jangada.raft.ServerId;

/**
 * What this member durably remembers of the others' data directories. A member that comes back with
 * another incarnation has lost what it promised: it would vote a second time in one term, so it is
 * refused. Thread-safe.
 */
public interface Incarnations {
    /** The incarnation that was remembered for {@code member}, 0 when none was. */
    long known(ServerId member);

    /**
     * Remembers the first incarnation seen of {@code member}; durable when it returns. Called once
     * for each member, on a thread of the transport, and the only call that may wait for a disk.
     */
    void remember(ServerId member, long incarnation);
}
