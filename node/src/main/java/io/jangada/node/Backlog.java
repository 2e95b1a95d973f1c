package io.jangada.node;

/**
 * How many proposals may wait at one time: no more than end within the longest wait, at the pace at
 * which they do end. With more than that under way all would only wait longer, until none of them
 * ends before its caller has given up. Where one force takes nearly as long as that it is those of
 * two forces: fewer would only make smaller batches, each of which takes as long. While nothing
 * piles up, or a force takes longer, nobody knows how many more could end, and the bound is lifted
 * step by step. Owned by the driver.
 */
final class Backlog {
    /** However slowly they end, unless so many of their size fill more than one batch. */
    static final int LEAST = 1024;

    /** Of any size. */
    static final int LEAST_LARGE = 16;

    private static final int WINDOWS = 8;
    private static final double WEIGHT = 0.25;

    private final int most;
    private final long waitMax;
    private final long batchBytes;
    private final long window;
    private int bound;
    private double perNano;
    private long since;
    private long endedBefore;
    private boolean begun;
    private boolean silent;

    /**
     * @param most the bound where nothing piles up
     * @param waitMax nanoseconds that one may wait for those before it
     * @param batchBytes what goes to a follower in one message
     */
    Backlog(int most, long waitMax, long batchBytes) {
        this.most = most;
        this.waitMax = waitMax;
        this.batchBytes = batchBytes;
        this.window = waitMax / WINDOWS;
        this.bound = most;
    }

    /**
     * Looks again, as often as time is looked at; returns the bound.
     *
     * @param ended how many got their result since the start
     * @param pending how many wait now
     * @param bytes of their commands
     */
    int look(long now, long ended, int pending, long bytes) {
        if (!begun) {
            begin(now, ended);
            begun = true;
        }
        long passed = now - since;
        long done = ended - endedBefore;
        if (done == 0 && pending == 0) {
            begin(now, ended);
        } else if (done == 0) {
            // A fault, or a force that takes as long: neither says anything of the pace.
            silent |= passed > waitMax;
        } else if (passed >= window) {
            boolean pilesUp = pending >= done;
            if (pilesUp && !silent) {
                double seen = (double) done / passed;
                perNano = perNano == 0 ? seen : perNano + WEIGHT * (seen - perNano);
                long ends = (long) (perNano * Math.max(waitMax, 2 * passed));
                bound = Math.clamp(ends, least(pending, bytes), most);
            } else {
                bound = (int) Math.min(most, 2L * bound);
            }
            begin(now, ended);
        }
        return bound;
    }

    private int least(int pending, long bytes) {
        long fit = pending * batchBytes / Math.max(1, bytes);
        return Math.min(most, Math.clamp(fit, LEAST_LARGE, LEAST));
    }

    private void begin(long now, long ended) {
        since = now;
        endedBefore = ended;
        silent = false;
    }
}
