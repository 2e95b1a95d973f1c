package io.jangada.raft;

/**
 * The limits and times of the core.
 *
 * @param electionTimeoutMin nanoseconds; time-outs are drawn from [min, 2 × min)
 * @param heartbeat nanoseconds between two heartbeats of a leader, at most a third of the above
 * @param appendBytesMax payload bytes in one AppendEntries, unless a single entry is larger
 * @param appendEntriesMax entries in one AppendEntries
 * @param windowMessagesMax AppendEntries under way to one follower
 * @param windowBytesMax payload bytes under way to one follower, unless a single message is larger
 * @param uncommittedBytesMax payload bytes a leader takes in beyond its commitIndex
 * @param readsMax read tickets that wait at one server
 * @param heldMessagesMax messages held back until the hard state is durable
 */
public record Settings(
        long electionTimeoutMin,
        long heartbeat,
        int appendBytesMax,
        int appendEntriesMax,
        int windowMessagesMax,
        long windowBytesMax,
        long uncommittedBytesMax,
        int readsMax,
        int heldMessagesMax) {

    private static final long MILLISECOND = 1_000_000;

    public Settings {
        Check.that(heartbeat > 0, "the heartbeat interval is positive");
        Check.that(
                electionTimeoutMin >= 3 * heartbeat,
                "the election time-out is at least three heartbeats");
        Check.that(appendBytesMax > 0 && appendEntriesMax > 0, "an append holds something");
        Check.that(windowMessagesMax > 0 && windowBytesMax > 0, "a window holds something");
        Check.that(uncommittedBytesMax > 0, "a leader takes something in");
        Check.that(readsMax > 0 && heldMessagesMax > 0, "queues hold something");
    }

    /** With these times in milliseconds and the limits that we measured to be good. */
    public static Settings of(int heartbeatMillis, int electionTimeoutMillis) {
        return new Settings(
                electionTimeoutMillis * MILLISECOND,
                heartbeatMillis * MILLISECOND,
                1 << 20,
                4096,
                8,
                4 << 20,
                64 << 20,
                4096,
                1024);
    }
}
