package io.jangada.sim.world;

import io.jangada.sim.disk.SimDisk;

import java.util.List;
import java.util.Locale;

/**
 * One thing that goes wrong. A run is decided by its seed and the list of these, so that a list
 * without some of them is a smaller run. Members are numbered from 1, and 0 is whoever leads when
 * it strikes; times are nanoseconds from the start.
 */
public sealed interface Trouble {
    long at();

    /** When it ends by itself; the same for what only strikes. */
    default long until() {
        return at();
    }

    /** The process dies; the page cache stays. */
    record Crash(long at, int member, long down) implements Trouble {
        @Override
        public long until() {
            return at + down;
        }
    }

    /** These machines lose their power in one moment. */
    record PowerCut(long at, List<Integer> members, long down) implements Trouble {
        @Override
        public long until() {
            return at + down;
        }
    }

    /** The next start of this member is cut off, by power, after so many operations of its disk. */
    record CutOffStart(long at, int member, int operations) implements Trouble {}

    /**
     * The next time that this member is at something, it dies in the middle of it; and again in the
     * starts that follow.
     *
     * @param operation how many operations of its disk that belong to it pass before
     * @param after whether it dies behind the operation instead, where it is one that is waited for
     * @param starts the same for each of the starts that follow
     * @param power whether the machine loses its power, or the process dies alone
     * @param down how long until it is started again
     */
    record CrashInside(
            long at,
            int member,
            Activity activity,
            int operation,
            boolean after,
            List<Integer> starts,
            boolean power,
            long down)
            implements Trouble {
        /** Counted for a start whose start before was cut off as well. */
        public static final String REPEATED = "crash inside recovery from a crash inside recovery";

        @Override
        public long until() {
            return at + down;
        }
    }

    /** What a member does with its disk for a while. */
    enum Activity {
        /** It opens its files. */
        RECOVERY,
        /** It writes an image of its own. */
        IMAGE,
        /** It receives a snapshot, and puts it in the place of its log. */
        RECEPTION,
        /** It forgets segments that a snapshot stands for. */
        COMPACTION,
        /** It cuts a suffix that conflicts with its leader's. */
        CUT,
        /** It writes term and vote. */
        VOTE;

        /** Under what a run counts the crashes in the middle of it. */
        public String counted() {
            return "crash inside " + name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A member is away until the others have forgotten what it lacks, and is disturbed when so many
     * chunks of a snapshot are on its disk.
     */
    record Interrupt(long at, int member, int chunks, How how) implements Trouble {
        // What a run counts.
        public static final String CHUNKS = "chunks of the snapshot";
        public static final String DISTURBED = "installation disturbed";
        public static final String AGAIN = "chunks asked for again";
        public static final String UNEXPLAINED = "chunks asked for again without need";
        public static final String UNNOTICED = "damage of a chunk not noticed";
        public static final String ALIKE = "images alike byte for byte";
        public static final String UNLIKE = "images unlike";
    }

    /** How it is disturbed. */
    enum How {
        CONNECTION,
        PROCESS,
        POWER,
        /** Whoever leads, and sends the snapshot, dies. */
        LEADER,
        DAMAGE_ON_THE_WAY,
        DAMAGE_AT_REST
    }

    /** The whole machine stands still, as under a debugger; its clock goes on. */
    record Pause(long at, int member, long length) implements Trouble {
        @Override
        public long until() {
            return at + length;
        }
    }

    /** The clock runs at another rate. */
    record Drift(long at, int member, double rate) implements Trouble {}

    /** The clock leaps forward. */
    record Leap(long at, int member, long by) implements Trouble {}

    /** Nothing passes from the one to the other of each link. */
    record Cut(long at, long length, List<Link> links, String shape) implements Trouble {
        @Override
        public long until() {
            return at + length;
        }
    }

    /** From one member to another. */
    record Link(int from, int to) {}

    /** Everything between two members waits, and comes all at once at the end. */
    record Clog(long at, long length, int one, int other) implements Trouble {
        @Override
        public long until() {
            return at + length;
        }
    }

    /** The connections between two members break; what was under way is lost. */
    record Reset(long at, int one, int other) implements Trouble {}

    /** Every message may be lost, come twice or come late, with these probabilities. */
    record Storm(long at, long length, double loss, double duplicates, double delays)
            implements Trouble {
        @Override
        public long until() {
            return at + length;
        }
    }

    /** The disk takes so many times as long. */
    record SlowDisk(long at, long length, int member, double times) implements Trouble {
        @Override
        public long until() {
            return at + length;
        }
    }

    /** The next operation of this kind, on files whose name begins so, fails in this way. */
    record DiskFault(long at, int member, SimDisk.Kind kind, String file, SimDisk.Fault fault)
            implements Trouble {
        /** Whether nobody is told that it fails. */
        boolean lies() {
            return switch (fault) {
                case LOST, MISDIRECTED, STALE -> true;
                case NONE, IO_ERROR, NO_SPACE, SHORT, UNREADABLE -> false;
            };
        }
    }

    /** The operation with this number of its kind fails; the next one has the number 1. */
    record NthFault(long at, int member, SimDisk.Kind kind, long number) implements Trouble {}

    /** There is no room for anything new. */
    record FullDisk(long at, long length, int member) implements Trouble {
        @Override
        public long until() {
            return at + length;
        }
    }

    /** A bit of a file of this member flips while the machine is down, once it starts again. */
    record Rot(long at, int member) implements Trouble {}

    /**
     * An operator asks a member, or whoever leads, to change the members in this way.
     *
     * @param asked who is asked, 0 for whoever leads
     * @param other who gives its place up in a swap
     */
    record Change(long at, int asked, What what, int member, int other) implements Trouble {}

    /** What becomes of a member: it learns, joins, gets or loses a vote or its place, moves. */
    enum What {
        LEARN,
        JOIN,
        PROMOTE,
        DEMOTE,
        REMOVE,
        SWAP,
        MOVE,
    }

    /** An operator asks whoever leads to hand over to this member. */
    record Transfer(long at, int member) implements Trouble {}
}
