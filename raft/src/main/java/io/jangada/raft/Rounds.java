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
    }
}
