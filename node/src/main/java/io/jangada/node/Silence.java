package io.jangada.node;

/**
 * Notices that what was handed to a leader may be lost: for one election time-out nothing of this
 * member's is applied although something waits for it. Whether it is lost or the leader slow nobody
 * knows, so what is done about it must cost a slow leader next to nothing. Owned by the driver.
 */
final class Silence {
    private final long patience;

    /** When something was applied last, or it last had lasted too long, or nothing waited. */
    private long since;

    private long applied;

    /** {@code patience} in nanoseconds. */
    Silence(long patience) {
        this.patience = patience;
    }

    /**
     * Whether it has lasted too long.
     *
     * @param waits something was handed to another server and is not applied
     * @param applied the highest sequence of this member that was applied
     */
    boolean isTooLong(long now, boolean waits, long applied) {
        boolean isTooLong = false;
        if (waits && applied == this.applied) {
            if (now - since < patience) {
                return false;
            }
            isTooLong = true;
        }
        this.applied = applied;
        since = now;
        return isTooLong;
    }
}
