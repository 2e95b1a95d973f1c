package io.jangada.node;

/** How it is made sure that a read shows everything that was acknowledged before it. */
public enum ReadMode {
    /** The leader asks a majority whether it still leads (Raft thesis §6.4): holds at any clock. */
    READ_INDEX,

    /**
     * The leader answers by itself for as long as those whom it asked last elect nobody, nine
     * tenths of a minimum election time-out (Raft thesis §6.4.1). Holds only while all members have
     * the same election time-out and no clock runs more than a tenth faster than another, or leaps,
     * as that of a virtual machine may that is suspended or moved. Members that do not lead ask the
     * leader by {@link #READ_INDEX}.
     */
    LEASE
}
