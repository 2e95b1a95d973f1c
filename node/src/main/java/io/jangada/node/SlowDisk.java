package io.jangada.node;

import io.jangada.raft.Standing;
import io.jangada.raft.Status;
import io.jangada.raft.Timeouts;

/**
 * What a member does whose disk is slow or stuck. It heartbeats as ever, so nobody would depose it;
 * and as a leader it is in everybody's way while its queue for the disk is full.
 *
 * <p>A leader hands over when a write has taken half an election time-out, and steps down without
 * waiting for anybody when it has taken two; but only if meanwhile the others have committed
 * without it all that the log held when the write began. So a leader stays whose disk is no worse
 * than those of the others, or without whose disk nothing can be committed.
 *
 * <p>Who does not lead waits longer before it campaigns: its vote for itself would take as long.
 * Longer, not for ever: where all disks are slow there must be a leader too. Owned by the driver.
 */
final class SlowDisk implements Timeouts {
    /** How long a disk counts as slow after it was: as many election time-outs. */
    private static final int MEMORY = 4;

    private final Timeouts chance;
    private final long electionTimeoutMin;
    private long now;
    private long slowAt;
    private boolean everSlow;

    /** When the oldest write under way began, and the end of the log as it was then. */
    private long began;

    private long end;
    private boolean leads;
    private boolean behind;
    private boolean stuck;

    /** {@code electionTimeoutMin} in nanoseconds. */
    SlowDisk(Timeouts chance, long electionTimeoutMin) {
        this.chance = chance;
        this.electionTimeoutMin = electionTimeoutMin;
    }

    /**
     * To be called at each tick.
     *
     * @param underWay nanoseconds that the oldest write under way has taken
     */
    void look(long moment, long underWay, Status status) {
        now = moment;
        boolean slow = underWay >= electionTimeoutMin / 2;
        if (slow) {
            slowAt = now;
            everSlow = true;
        }
        if (moment - underWay != began) {
            began = moment - underWay;
            end = status.lastLogIndex();
        }
        boolean others = status.durableIndex() < end && end <= status.commitIndex();
        behind = slow && others;
        boolean leader = status.standing() == Standing.LEADER;
        stuck = leader && others && underWay >= 2 * electionTimeoutMin;
        leads = leader && !stuck;
    }

    /** A leader is to hand over. */
    boolean isBehind() {
        return behind;
    }

    /** A leader is to step down; from here on it is taken for one that does not lead. */
    boolean isStuck() {
        return stuck;
    }

    /** Whether a write took long not long ago. */
    boolean isSlow() {
        return everSlow && now - slowAt < MEMORY * electionTimeoutMin;
    }

    /** A leader's draws bound transfers, which are not to take longer. */
    @Override
    public long draw(long min, long max) {
        long later = isSlow() && !leads ? 2 * electionTimeoutMin : 0;
        return chance.draw(min + later, max + later);
    }
}
