package io.jangada.raft;

import java.util.Arrays;

/**
 * The only place that knows what time it is. Everything else sees facts, and works without any: a
 * server that never gets a {@link Input.Tick} has timers that never run out.
 *
 * <p>Moments are nanoseconds since the first tick.
 */
final class Timers {
    private final Settings settings;
    private final Timeouts timeouts;

    private boolean ticking;
    private long origin;
    private long now;
    private long electionSince;
    private long electionTimeout;
    private long leaderHeardAt;
    private long heartbeatAt;
    private long[] heardAt;
    private long[] progressAt;

    Timers(Settings settings, Timeouts timeouts, int servers) {
        this.settings = settings;
        this.timeouts = timeouts;
        heardAt = new long[servers];
        progressAt = new long[servers];
    }

    Timeouts timeouts() {
        return timeouts;
    }

    void advance(long moment) {
        if (!ticking) {
            ticking = true;
            origin = moment;
        }
        Check.that(moment - origin >= now, "time never goes back");
        now = moment - origin;
    }

    /** Servers have come or gone: {@code origins} are the positions before, -1 for a new one. */
    void reconfigure(int[] origins) {
        heardAt = moved(heardAt, origins);
        progressAt = moved(progressAt, origins);
    }

    private long[] moved(long[] moments, int[] origins) {
        return Arrays.stream(origins).mapToLong(i -> i < 0 ? now : moments[i]).toArray();
    }

    /** Since {@code moment}, less than a minimum election time-out went by. */
    boolean isRecent(long moment) {
        return now - moment < settings.electionTimeoutMin();
    }

    /**
     * So early before a minimum election time-out is over that it is not over for anybody whose
     * clock runs up to a tenth faster.
     */
    boolean isLease(long moment) {
        return now - moment < settings.electionTimeoutMin() / 10 * 9;
    }

    long now() {
        return now;
    }

    /** Begins to wait for a leader anew, for a fresh random time. */
    void restartElection() {
        electionSince = now;
        long min = settings.electionTimeoutMin();
        electionTimeout = timeouts.draw(min, 2 * min);
    }

    /** Waits no longer, unless this server should not lead. */
    void hastenElection() {
        electionTimeout = Math.min(electionTimeout, now - electionSince + timeouts.draw(0, 1));
    }

    boolean electionElapsed() {
        return now - electionSince >= electionTimeout;
    }

    void leaderHeard() {
        leaderHeardAt = now;
        restartElection();
    }

    boolean leaderSilent() {
        return !isRecent(leaderHeardAt);
    }

    /** True once per heartbeat interval; ticks that were missed are not made up for. */
    boolean heartbeatDue() {
        if (now - heartbeatAt < settings.heartbeat()) {
            return false;
        }
        heartbeatAt = now;
        return true;
    }

    /** A leader begins: as if everyone had just been heard. */
    void lead() {
        heartbeatAt = now;
        Arrays.fill(heardAt, now);
        Arrays.fill(progressAt, now);
    }

    void heard(int position) {
        heardAt[position] = now;
    }

    boolean isSilent(int position) {
        return !isRecent(heardAt[position]);
    }

    /** A leader always hears itself. */
    boolean quorumSilent(Quorum quorum, int self) {
        long heard = quorum.reached(position -> position == self ? now : heardAt[position]);
        return !isRecent(heard);
    }

    void progressed(int position) {
        progressAt[position] = now;
    }

    boolean isStuck(int position) {
        return !isRecent(progressAt[position]);
    }

    void encode(Writer to) {
        to.flag(ticking);
        to.fixed(origin);
        to.number(now);
        to.number(electionSince);
        to.number(electionTimeout);
        to.number(leaderHeardAt);
        to.number(heartbeatAt);
        for (int i = 0; i < heardAt.length; i++) {
            to.number(heardAt[i]);
            to.number(progressAt[i]);
        }
    }

    void decode(Reader from) throws Malformed {
        ticking = from.flag();
        origin = from.fixed();
        now = from.natural();
        electionSince = from.natural();
        electionTimeout = from.natural();
        leaderHeardAt = from.natural();
        heartbeatAt = from.natural();
        for (int i = 0; i < heardAt.length; i++) {
            heardAt[i] = from.natural();
            progressAt[i] = from.natural();
        }
    }
}
