package io.jangada.node.storage;

/**
 * Whether the newest snapshot or the log is gone on with when a directory is opened. {@link #of} is
 * the whole decision, over all combinations of the facts.
 */
enum Standing {
    /** The log as it is; the entry of the snapshot, if there is one, is in it. */
    LOG,
    /**
     * The log is empty behind the snapshot. It was complete, so a leader had committed it, and what
     * the log has instead was never committed or ends before it.
     */
    SNAPSHOT,
    /**
     * What the log has forgotten is not here any more. What is behind it is: with a snapshot of
     * another member it is whole again, and until then it is not to be relied on.
     */
    LOST,
    /** The member must not start: there is nobody to ask, or snapshot and log contradict. */
    REFUSE;

    /**
     * @param exists whether there is a complete snapshot; without one the others mean nothing but
     *     {@code based}
     * @param based whether the log does not begin with index 1
     * @param below whether the snapshot ends before the entry before the log
     * @param reaches whether its entry is in the log, or the one before it
     * @param same whether that has the same term
     * @param first whether it is the one before the log, which is forgotten
     * @param alone whether there is no other member
     */
    static Standing of(
            boolean exists,
            boolean based,
            boolean below,
            boolean reaches,
            boolean same,
            boolean first,
            boolean alone) {
        Standing missing = alone ? REFUSE : LOST;
        if (!exists) {
            return based ? missing : LOG;
        }
        if (below) {
            return missing;
        }
        if (first && !same) {
            return REFUSE;
        }
        return reaches && same ? LOG : SNAPSHOT;
    }
}
