package io.jangada.node;

/**
 * How many proposals may wait at one time: no more than end within the longest wait, at the pace at
 * which they do end. With more than that under way all would only wait longer, until none of them
 * ends before its caller has given up. While nothing piles up there is no such bound, since nobody
 * knows then how many more could end. Owned by the driver.
 */
final class Backlog {
    /**
     * However slowly they end. Where a force takes longer than the longest wait, nothing piles up
     * behind others, and fewer under way would only make smaller batches.
     */
    static final int LEAST = 1024;

    private static final int WINDOWS = 8;
    private static final double WEIGHT = 0.25;

    private final int most;
    private final long waitMax;
    private final long window;
    private int bound;
    private double perNano;
    private long since;
    private long endedBefore;
    private boolean begun;

    /**
     * @param most the bound where nothing piles up
     * @param waitMax nanoseconds that one may wait for those before it
     */
    Backlog(int most, long waitMax) {
        this.most = most;
        this.waitMax = waitMax;
        this.window = waitMax / WINDOWS;
        this.bound = most;
    }

    /**
     * Looks again, as often as time is looked at; returns the bound.
     *
     * @param ended how many got their result since the start
     * @param pending how many wait now
     */
    int look(long now, long ended, int pending) {
        if (!begun) {
            begin(now, ended);
            begun = true;
        }
        long passed = now - since;
        long done = ended - endedBefore;
        if (done == 0 && passed > waitMax) {
            // Nothing at all ends: a fault, of which the pace before says nothing.
            begin(now, ended);
        } else if (done > 0 && passed >= window) {
            boolean pilesUp = pending >= done;
            if (pilesUp) {
                double seen = (double) done / passed;
                perNano = perNano == 0 ? seen : perNano + WEIGHT * (seen - perNano);
                bound = Math.clamp((long) (perNano * waitMax), Math.min(LEAST, most), most);
            } else {
                bound = (int) Math.min(most, 2L * bound);
            }
            begin(now, ended);
        }
        return bound;
    }

    private void begin(long now, long ended) {
        since = now;
        endedBefore = ended;
    }
}
