package io.jangada.server.admission;

/**
 * How many calls may be under way at one time. The measure is by how much the event loops are late:
 * while they come to their work in time there is no need to send anyone away, however many calls
 * wait for their answers. When they are late, calls wait where nobody sees them, in the sockets; so
 * fewer are let in, until what is left over suffices to send the others away at once.
 *
 * <p>One late look is a pause of the collector or of the machine and changes little: only lateness
 * that stays brings the limit down to where it sends anyone away.
 */
final class Limit {
    /** With fewer there would be no batches. */
    static final int LEAST = 32;

    static final int MOST = 1 << 14;

    /** Nanoseconds; more is late. */
    static final long LATE = 150_000_000;

    private int limit = MOST;

    /**
     * Looks again; returns the limit from now on.
     *
     * @param lag nanoseconds by which the event loops were late at most since the last look
     * @param underWay calls that were let in and have not ended
     */
    int look(long lag, int underWay) {
        if (lag > LATE) {
            double less = lag > 4 * LATE ? 0.25 : lag > 2 * LATE ? 0.5 : 0.7;
            limit = Math.max(LEAST, (int) (limit * less));
        } else if (underWay >= limit / 2) {
            limit = Math.min(MOST, limit + Math.max(LEAST / 4, limit / 10));
        } else {
            limit = Math.min(MOST, 2 * limit);
        }
        return limit;
    }
}
