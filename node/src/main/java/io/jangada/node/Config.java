package io.jangada.node;

import io.jangada.raft.Check;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;

import java.util.function.ToIntFunction;

/**
 * One member's settings. Every bound is here; at a bound a request is refused as busy, at once.
 *
 * @param members whom the cluster begins with; {@link Members#NONE} for a member that joins one
 *     that is there. Later ones are in the log
 * @param group which consensus group, 1 where there is only one
 * @param proposalsMax proposals of this member that wait for their result; a power of two
 * @param proposalBytesMax bytes of these commands together
 * @param readsMax reads of this member that wait
 * @param commandBytesMax bytes of one command
 * @param framesMax frames that wait in the inbox, per lane
 * @param frameBytesMax payload bytes of these frames, per lane
 * @param applyBytesMax payload bytes handed to the applier and not yet applied
 * @param applyLagMax committed entries not yet applied, beyond which proposals are refused
 * @param requestTimeout nanoseconds until a proposal or read is given up
 * @param blackBoxBytes size of the ring file with the last inputs of the core; 0 for none
 * @param snapshots when images are taken and how much of the log stays behind them
 * @param priority of the members: a leader hands over to one of a higher priority that keeps up.
 *     All members should agree on it; 0 for one of whom nothing is known
 */
public record Config(
        ServerId self,
        Members members,
        long group,
        Settings core,
        int proposalsMax,
        long proposalBytesMax,
        int readsMax,
        int commandBytesMax,
        int framesMax,
        long frameBytesMax,
        long applyBytesMax,
        long applyLagMax,
        long requestTimeout,
        int blackBoxBytes,
        SnapshotPolicy snapshots,
        ToIntFunction<ServerId> priority) {

    private static final long SECOND = 1_000_000_000;

    public Config {
        Check.that(
                members.voters().isEmpty() || members.all().contains(self),
                "a member is part of its own configuration");
        Check.that(Integer.bitCount(proposalsMax) == 1, "proposalsMax is a power of two");
        Check.that(proposalBytesMax > 0 && readsMax > 0, "requests have room");
        Check.that(commandBytesMax > 0 && framesMax > 0 && frameBytesMax > 0, "frames have room");
        Check.that(applyBytesMax > 0 && applyLagMax > 0, "the applier has room");
        Check.that(requestTimeout > core.electionTimeoutMin(), "a request outlives an election");
        Check.that(
                blackBoxBytes == 0 || (blackBoxBytes >= 8192 && blackBoxBytes <= 1 << 30),
                "blackBoxBytes is 0, or from 8 KiB to 1 GiB");
    }

    /** The bounds that we ship, with time-outs as etcd derives them: 5 s + 2 election time-outs. */
    public static Config of(ServerId self, Members members, Settings core) {
        return new Config(
                self,
                members,
                1,
                core,
                1 << 14,
                64L << 20,
                1 << 16,
                4 << 20,
                1 << 14,
                64L << 20,
                64L << 20,
                5_000,
                5 * SECOND + 2 * core.electionTimeoutMin(),
                4 << 20,
                SnapshotPolicy.DEFAULT,
                _ -> 0);
    }

    /** The same with a black box of {@code bytes}, none when 0. */
    public Config withBlackBox(int bytes) {
        return with(requestTimeout, bytes, snapshots, priority);
    }

    /** The same with images taken as {@code policy} says. */
    public Config withSnapshots(SnapshotPolicy policy) {
        return with(requestTimeout, blackBoxBytes, policy, priority);
    }

    /** The same with members that rather lead than others. */
    public Config withPriority(ToIntFunction<ServerId> of) {
        return with(requestTimeout, blackBoxBytes, snapshots, of);
    }

    /** The same with requests that are given up after so many {@code nanos}. */
    public Config withRequestTimeout(long nanos) {
        return with(nanos, blackBoxBytes, snapshots, priority);
    }

    private Config with(
            long timeout, int bytes, SnapshotPolicy policy, ToIntFunction<ServerId> of) {
        return new Config(
                self,
                members,
                group,
                core,
                proposalsMax,
                proposalBytesMax,
                readsMax,
                commandBytesMax,
                framesMax,
                frameBytesMax,
                applyBytesMax,
                applyLagMax,
                timeout,
                bytes,
                policy,
                of);
    }

    /**
     * How long a proposal may wait for those before it, in nanoseconds: an eighth of what it has.
     * When more come than can be served, those are refused as busy that would wait longer.
     */
    public long proposalWaitMax() {
        return requestTimeout / 8;
    }

    /** How often time is looked at when nothing else happens, in nanoseconds. */
    public long tick() {
        return Math.min(core.electionTimeoutMin() / 20, core.heartbeat() / 2);
    }
}
