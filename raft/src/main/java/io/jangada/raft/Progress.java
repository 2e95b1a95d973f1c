package io.jangada.raft;

/**
 * What a leader knows of one other server's log, and what it has sent there.
 *
 * <p>While it <em>probes</em> it looks for where the logs agree, with one message under way. Once
 * they agree it <em>replicates</em>: it sends without waiting, up to a window of messages and
 * bytes. matchIndex never goes back. nextIndex is beyond it, but for a server that lost the end of
 * its log to its disk and says so: there it goes back to where the repair begins.
 */
final class Progress {
    private final int windowMessagesMax;
    private final long windowBytesMax;

    private long matchIndex;
    private long nextIndex;
    private boolean probing = true;
    private boolean waiting;
    private boolean offered;
    private long sentCommit;
    private long ackedRound;

    /** Of a learner: its round ends when it has everything up to here (Raft thesis §4.2.1). */
    private long catchUpTo;

    private long catchUpSince;
    private boolean caughtUp;

    private final long[] windowLasts;
    private final long[] windowBytes;
    private int window;
    private long bytesUnderWay;

    Progress(Settings settings, long nextIndex) {
        windowMessagesMax = settings.windowMessagesMax();
        windowBytesMax = settings.windowBytesMax();
        windowLasts = new long[windowMessagesMax];
        windowBytes = new long[windowMessagesMax];
        this.nextIndex = nextIndex;
    }

    long matchIndex() {
        return matchIndex;
    }

    long nextIndex() {
        return nextIndex;
    }

    boolean isProbing() {
        return probing;
    }

    /** A probe that still waits for its answer. */
    boolean isWaiting() {
        return waiting;
    }

    /** Something was sent that has to be answered. */
    boolean isUnderWay() {
        return waiting || window > 0;
    }

    /** A snapshot was offered, and the next interval has not begun. */
    boolean isOffered() {
        return offered;
    }

    /** It needs a snapshot, and waits for its answer. */
    void offer() {
        probe(nextIndex);
        waiting = true;
        offered = true;
    }

    void offerAgain() {
        offered = false;
    }

    /** The commitIndex that the last AppendEntries told. */
    long sentCommit() {
        return sentCommit;
    }

    void tell(long commitIndex) {
        sentCommit = commitIndex;
    }

    long ackedRound() {
        return ackedRound;
    }

    void ackRound(long round) {
        ackedRound = Math.max(ackedRound, round);
    }

    /**
     * A learner has answered. It is in rounds: each is for what the leader's log had when the one
     * before ended. One that takes less than an election time-out shows that the rest is little.
     */
    void catchUp(long lastLogIndex, Timers timers) {
        if (catchUpTo == 0 || matchIndex >= catchUpTo) {
            caughtUp = catchUpTo > 0 && timers.isRecent(catchUpSince);
            catchUpTo = lastLogIndex;
            catchUpSince = timers.now();
        }
    }

    /** One that is silent, or has been in a round for longer than that, may be far behind again. */
    boolean isCaughtUp(Timers timers) {
        return caughtUp && timers.isRecent(catchUpSince);
    }

    /** How many payload bytes the next message may have; none may be sent at 0. */
    long room() {
        if (probing) {
            return waiting ? 0 : windowBytesMax;
        }
        return window == windowMessagesMax ? 0 : Math.max(0, windowBytesMax - bytesUnderWay);
    }

    void sent(long last, long bytes) {
        if (probing) {
            waiting = true;
            return;
        }
        windowLasts[window] = last;
        windowBytes[window++] = bytes;
        bytesUnderWay += bytes;
        nextIndex = last + 1;
    }

    /**
     * Everything up to {@code index} matches and is durable there. Returns whether that is news.
     */
    boolean matched(long index) {
        if (probing && index >= nextIndex - 1) {
            probing = false;
            waiting = false;
            nextIndex = index + 1;
        }
        if (!probing) {
            nextIndex = Math.max(nextIndex, index + 1);
            free(index);
        }
        if (index <= matchIndex) {
            return false;
        }
        matchIndex = index;
        return true;
    }

    private void free(long index) {
        int done = 0;
        while (done < window && windowLasts[done] <= index) {
            bytesUnderWay -= windowBytes[done++];
        }
        if (done > 0) {
            System.arraycopy(windowLasts, done, windowLasts, 0, window - done);
            System.arraycopy(windowBytes, done, windowBytes, 0, window - done);
            window -= done;
        }
    }

    /**
     * Whether a rejection of the entry at {@code prevLogIndex} says something new: it answers the
     * probe under way, or a message beyond what is known to match. Others come from the past.
     */
    boolean isNews(long prevLogIndex) {
        return probing ? prevLogIndex == nextIndex - 1 : prevLogIndex > matchIndex;
    }

    /** Looks for the place again, from {@code next}. */
    void probe(long next) {
        Check.that(next >= 1, "the first index of a log is 1");
        probing = true;
        waiting = false;
        window = 0;
        bytesUnderWay = 0;
        nextIndex = next;
    }

    /** What was sent may be lost. */
    void lost() {
        probe(probing ? nextIndex : matchIndex + 1);
    }

    PeerStatus status(ServerId peer, Timers timers, int position) {
        return new PeerStatus(
                peer,
                matchIndex,
                nextIndex,
                probing,
                !timers.isSilent(position),
                isCaughtUp(timers),
                window);
    }

    void encode(Writer to) {
        to.number(matchIndex);
        to.number(nextIndex);
        to.flag(probing);
        to.flag(waiting);
        to.flag(offered);
        to.number(sentCommit);
        to.number(ackedRound);
        to.number(catchUpTo);
        to.number(catchUpSince);
        to.flag(caughtUp);
        to.number(window);
        for (int i = 0; i < window; i++) {
            to.number(windowLasts[i]);
            to.number(windowBytes[i]);
        }
    }

    static Progress decode(Reader from, Settings settings) throws Malformed {
        Progress progress = new Progress(settings, 1);
        progress.matchIndex = from.natural();
        progress.nextIndex = from.natural();
        Reader.require(progress.nextIndex >= 1, "nextIndex before the first entry");
        progress.probing = from.flag();
        progress.waiting = from.flag();
        progress.offered = from.flag();
        progress.sentCommit = from.natural();
        progress.ackedRound = from.natural();
        progress.catchUpTo = from.natural();
        progress.catchUpSince = from.natural();
        progress.caughtUp = from.flag();
        progress.window = from.size();
        Reader.require(progress.window <= settings.windowMessagesMax(), "window too large");
        for (int i = 0; i < progress.window; i++) {
            progress.windowLasts[i] = from.natural();
            progress.windowBytes[i] = from.natural();
            progress.bytesUnderWay += progress.windowBytes[i];
        }
        return progress;
    }
}
