package io.jangada.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The reads that wait at a leader (ReadIndex, Raft thesis §6.4). A read needs a round of heartbeats
 * that was sent after the read arrived and that a quorum has answered. Rounds are numbered upwards
 * within the term and never reused, so that a late answer never confirms a later read. A few are
 * under way at most; reads that come meanwhile share the next one.
 */
final class Rounds {
    static final int UNDER_WAY_MAX = 4;

    /** A read with the index it needs, to be confirmed by {@code round} or a later one. */
    record Waiting(Asked.Asker asker, long round, long readIndex) {}

    /**
     * Reads that came before an entry of this term was committed: there is no index for them yet.
     */
    private final ArrayDeque<Asked.Asker> early = new ArrayDeque<>();

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long newest;
    private long confirmed;

    int count() {
        return early.size() + waiting.size();
    }

    /** The round that was begun last, 0 when there was none in this term. */
    long newest() {
        return newest;
    }

    void addEarly(Asked.Asker asker) {
        early.add(asker);
    }

    List<Asked.Asker> takeEarly() {
        List<Asked.Asker> all = new ArrayList<>(early);
        early.clear();
        return all;
    }

    /** The round that confirms the read has not begun yet. */
    void add(Asked.Asker asker, long readIndex) {
        waiting.add(new Waiting(asker, newest + 1, readIndex));
    }

    /** Someone waits for a round that may begin now. */
    boolean wantsRound() {
        return !waiting.isEmpty()
                && waiting.getLast().round() > newest
                && newest - confirmed < UNDER_WAY_MAX;
    }

    void begin() {
        newest++;
    }

    /** A quorum has answered {@code round}: takes out the reads that it confirms. */
    List<Waiting> confirm(long round) {
        Check.that(round <= newest, "nobody answers a round that was not begun");
        confirmed = Math.max(confirmed, round);
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
        List<Long> tickets = new ArrayList<>();
        for (Asked.Asker asker : early) {
            if (asker.server() == null) {
                tickets.add(asker.id());
            }
        }
        for (Waiting read : waiting) {
            if (read.asker().server() == null) {
                tickets.add(read.asker().id());
            }
        }
        return tickets;
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
    }

    void decode(Reader from) throws Malformed {
        int earlyCount = from.count();
        for (int i = 0; i < earlyCount; i++) {
            early.add(Asked.Asker.decode(from));
        }
        int waitingCount = from.count();
        for (int i = 0; i < waitingCount; i++) {
            waiting.add(new Waiting(Asked.Asker.decode(from), from.natural(), from.natural()));
        }
        newest = from.natural();
        confirmed = from.natural();
    }
}
