package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The reads that wait at a leader (ReadIndex, Raft thesis §6.4). A read needs a round of heartbeats
 * that was sent after the read arrived and that a quorum has answered. Rounds are numbered upwards
 * within the term and never reused, so that a late answer never confirms a later read. A few are
 * under way at most; reads that come meanwhile share the next one.
 */
final class Rounds {
    static final int UNDER_WAY_MAX = 4;

    /** Who asks: a client of this server by ticket, or another server by token. */
    record Asker(@Nullable ServerId server, long id) {
        void encode(Writer to) {
            to.optional(server);
            to.number(id);
        }

        static Asker decode(Reader from) throws Malformed {
            ServerId server = from.optional();
            return new Asker(server, from.number());
        }
    }

    /** A read with the index it needs, to be confirmed by {@code round} or a later one. */
    record Waiting(Asker asker, long round, long readIndex) {}

    /**
     * Reads that came before an entry of this term was committed: there is no index for them yet.
     */
    private final ArrayDeque<Asker> early = new ArrayDeque<>();

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long newest;
    private long confirmed;

    /** When the rounds under way began, the oldest first. */
    private final ArrayDeque<Long> begun = new ArrayDeque<>();

    /** When the last confirmed round began. */
    private long leaseStart;

    /** There is a lease when a later round than this is confirmed. */
    private long leaseAfter;

    private boolean leaseUsed;

    int count() {
        return early.size() + waiting.size();
    }

    /** The round that was begun last, 0 when there was none in this term. */
    long newest() {
        return newest;
    }

    void addEarly(Asker asker) {
        early.add(asker);
    }

    /** Now there is an index for those that came too early. */
    void addAllEarly(long readIndex) {
        early.forEach(asker -> add(asker, readIndex));
        early.clear();
    }

    /** The round that confirms the read has not begun yet. */
    void add(Asker asker, long readIndex) {
        waiting.add(new Waiting(asker, newest + 1, readIndex));
    }

    /** Someone waits for a round that may begin now. */
    boolean wantsRound() {
        return !waiting.isEmpty()
                && waiting.getLast().round() > newest
                && newest - confirmed < UNDER_WAY_MAX;
    }

    void begin(long now) {
        newest++;
        begun.add(now);
    }

    /**
     * Whether nobody can have been elected since the last confirmed round began, whose quorum votes
     * for nobody until a minimum election time-out after that (Raft thesis §6.4.1). No round begins
     * before an entry of this term is committed.
     */
    boolean lease(Timers timers) {
        boolean holds = confirmed > leaseAfter && timers.isLease(leaseStart);
        leaseUsed |= holds;
        return holds;
    }

    /** For the next reads by lease: not for a leader that nobody asks for such. */
    void renewLease(long now) {
        if (leaseUsed && newest - confirmed < UNDER_WAY_MAX) {
            leaseUsed = false;
            begin(now);
        }
    }

    /** Others decide from here on: only what begins now counts. */
    void endLease() {
        leaseAfter = Math.max(leaseAfter, newest);
    }

    /** Somebody may be elected at once: no lease any more in this term. */
    void endLeaseForGood() {
        leaseAfter = Long.MAX_VALUE;
    }

    /** A quorum has answered {@code round}: takes out the reads that it confirms. */
    List<Waiting> confirm(long round) {
        Check.that(round <= newest, "nobody answers a round that was not begun");
        for (; confirmed < round; confirmed++) {
            leaseStart = begun.removeFirst();
        }
        if (waiting.isEmpty() || waiting.getFirst().round() > confirmed) {
            return List.of();
        }
        List<Waiting> done = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.getFirst().round() <= confirmed) {
            done.add(waiting.removeFirst());
        }
        return done;
    }

    /** The tickets of this server's own clients. */
    List<Long> tickets() {
        return Stream.concat(early.stream(), waiting.stream().map(Waiting::asker))
                .filter(asker -> asker.server() == null)
                .map(Asker::id)
                .toList();
    }

    void encode(Writer to) {
        to.number(early.size());
        early.forEach(asker -> asker.encode(to));
        to.number(waiting.size());
        for (Waiting read : waiting) {
            read.asker().encode(to);
            to.number(read.round());
            to.number(read.readIndex());
        }
        to.number(newest);
        to.number(confirmed);
        begun.forEach(to::number);
        to.number(leaseStart);
        to.number(leaseAfter);
        to.flag(leaseUsed);
    }

    void decode(Reader from) throws Malformed {
        int earlyCount = from.count();
        for (int i = 0; i < earlyCount; i++) {
            early.add(Asker.decode(from));
        }
        int waitingCount = from.count();
        for (int i = 0; i < waitingCount; i++) {
            waiting.add(new Waiting(Asker.decode(from), from.natural(), from.natural()));
        }
        newest = from.natural();
        confirmed = from.natural();
        for (long round = confirmed; round < newest; round++) {
            begun.add(from.natural());
        }
        leaseStart = from.natural();
        leaseAfter = from.natural();
        leaseUsed = from.flag();
    }
}
