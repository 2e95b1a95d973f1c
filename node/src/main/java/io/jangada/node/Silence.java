package io.jangada.node;

/**
 * Notices that what was handed to a leader seems to be lost: nothing of this member's is applied
 * although something waits for it. For how long that may last is one election time-out, or twice as
 * long as it last took until something was applied: a leader that is merely slow must not get
 * everything again and again. In vain it doubles. Owned by the driver.
 */
final class Silence {
    private final long patienceMin;
    private long patience;

    /** When something was applied last, or nothing waited. */
    private long since;

    /** The same, or when it last had lasted too long. */
    private long brokenAt;

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
        if (applied != this.applied) {
            this.applied = applied;
            patience = Math.max(patienceMin, 2 * (now - since));
            since = now;
            brokenAt = now;
        } else if (!waits) {
            since = now;
            brokenAt = now;
        } else if (now - brokenAt >= patience) {
            patience *= 2;
            brokenAt = now;
            return true;
        }
        return false;
    }
}
