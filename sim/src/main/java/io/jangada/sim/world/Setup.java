package io.jangada.sim.world;

import io.jangada.node.SnapshotPolicy;
import io.jangada.node.storage.Limits;
import io.jangada.raft.Settings;

/**
 * What a simulated cluster is made of. All times are nanoseconds.
 *
 * @param members how many machines there are
 * @param voters how many of them the cluster begins with; the others know of nobody
 * @param core the settings of the protocol
 * @param limits the settings of the journals
 * @param applyLagMax committed and not yet applied entries, beyond which proposals are refused
 * @param proposalsMax proposals that may wait at a member; a power of two
 * @param troubled how long troubles strike; then they stop
 * @param narrow whether the bounds of all queues are as low as they can be
 * @param snapshots when images are taken
 * @param pace how quick machines, disks and links are
 */
public record Setup(
        int members,
        int voters,
        Settings core,
        Limits limits,
        long applyLagMax,
        int proposalsMax,
        long troubled,
        boolean narrow,
        SnapshotPolicy snapshots,
        Pace pace) {

    /** Whether members come and go. */
    public boolean changes() {
        return voters < members;
    }

    /** The same with so many machines, of which no more than there are begin the cluster. */
    public Setup withMembers(int count) {
        return with(count, troubled, pace);
    }

    /** The same with troubles for {@code nanos}. */
    public Setup lasting(long nanos) {
        return with(members, nanos, pace);
    }

    public Setup withPace(Pace other) {
        return with(members, troubled, other);
    }

    private Setup with(int count, long nanos, Pace other) {
        return new Setup(
                count,
                Math.min(count, voters),
                core,
                limits,
                applyLagMax,
                proposalsMax,
                nanos,
                narrow,
                snapshots,
                other);
    }

    /**
     * Each is drawn anew for each event, from the first to the second in powers.
     *
     * @param threadMin until a woken thread runs
     * @param diskMin one write with its force, or one read
     * @param netMin one message from member to member
     * @param ordered whether messages of one connection keep their order, as TCP has it
     */
    public record Pace(
            long threadMin,
            long threadMax,
            long diskMin,
            long diskMax,
            long netMin,
            long netMax,
            boolean ordered) {}
}
