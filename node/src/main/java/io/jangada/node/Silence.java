package io.jangada.node;

/**
 * Notices that what was handed to a leader seems to be lost: nothing of this member's was applied
 * for one election time-out although something waits for it. The next time it takes twice as long,
 * until something is applied: a leader that is merely slow must not get everything many times over.
 * Owned by the driver.
 */
final class Silence {
    private final long patienceMin;
    private long patience;
    private long since;
    private long applied;

    /** {@code patienceMin} in nanoseconds. */
    Silence(long patienceMin) {
        this.patienceMin = patienceMin;
        this.patience = patienceMin;
    }

    /**
     * Whether it has lasted too long.
     *
     * @param waits something was handed to another server and is not applied
     * @param applied the highest sequence of this member that was applied
     */
    boolean isTooLong(long now, boolean waits, long applied) {
        if (!waits || applied != this.applied) {
            this.applied = applied;
            patience = patienceMin;
            since = now;
            return false;
        }
        if (now - since < patience) {
            return false;
        }
        patience *= 2;
        since = now;
        return true;
    }
}
