package io.jangada.sim.explore;

import io.jangada.raft.Message;

import java.util.Arrays;

/**
 * What must never be contradicted, and no more, so that it tells few states apart: who led and who
 * voted for whom in terms that may still return, and what was ever committed. A server forgets the
 * votes of terms that its disk is beyond: it cannot vote in them without its term going back.
 */
final class History {
    private final int terms;

    /** For each term, the set of those who led it, as bits. */
    private final int[] leaders;

    /** For each server and term, the set of those who got its vote. */
    private final int[][] votes;

    /** The committed log. */
    final long[] committed;

    /** For each committed index, the earliest term whose leader had committed it. */
    final long[] committedIn;

    /** An index at which two different entries were committed, or 0. */
    final int contradicted;

    private History(
            int terms,
            int[] leaders,
            int[][] votes,
            long[] committed,
            long[] committedIn,
            int contradicted) {
        this.terms = terms;
        this.leaders = leaders;
        this.votes = votes;
        this.committed = committed;
        this.committedIn = committedIn;
        this.contradicted = contradicted;
    }

    static History empty(int servers, int terms) {
        return new History(
                terms,
                new int[terms + 1],
                new int[servers + 1][terms + 1],
                Entry.NONE,
                Entry.NONE,
                0);
    }

    int leaders(int term) {
        return leaders[term];
    }

    int votes(int server, int term) {
        return votes[server][term];
    }

    int terms() {
        return terms;
    }

    int servers() {
        return votes.length - 1;
    }

    /** Who was promised a vote by this letter, or 0. */
    static int candidate(Letter letter) {
        return switch (letter.message()) {
            case Message.RequestVoteReply(_, boolean granted) -> granted ? letter.to() : 0;
            case Message.RequestVote _ -> letter.from();
            default -> 0;
        };
    }

    /**
     * With what happened in {@code turn}, {@code durableTerm} being the lowest on any disk after
     * it.
     */
    History after(Turn turn, long durableTerm) {
        History next =
                new History(
                        terms,
                        leaders.clone(),
                        Arrays.stream(votes).map(int[]::clone).toArray(int[][]::new),
                        committed,
                        committedIn,
                        contradicted);
        Local is = turn.is();
        if (is.leads() && is.term <= terms) {
            next.leaders[(int) is.term] |= 1 << is.self;
        }
        next.vote(is.self, is.disk.term(), is.disk.vote());
        for (Letter letter : turn.sent()) {
            next.vote(is.self, letter.message().term(), candidate(letter));
        }
        Arrays.fill(next.votes[is.self], 0, (int) Math.min(is.disk.term(), terms + 1), 0);
        Arrays.fill(next.leaders, 0, (int) Math.min(durableTerm, terms + 1), 0);
        return turn.advancesCommit() ? next.committing(turn.was().commit, is) : next;
    }

    private void vote(int server, long term, int candidate) {
        if (candidate != 0 && term <= terms) {
            votes[server][(int) term] |= 1 << candidate;
        }
    }

    private History committing(long from, Local server) {
        int length = (int) Math.max(committed.length, Math.min(server.commit, server.log.length));
        long[] entries = Arrays.copyOf(committed, length);
        long[] terms = Arrays.copyOf(committedIn, length);
        int different = contradicted;
        for (int i = (int) from; i < Math.min(server.commit, server.log.length); i++) {
            if (i < committed.length) {
                different = entries[i] == server.log[i] ? different : i + 1;
                terms[i] = Math.min(terms[i], server.term);
            } else {
                entries[i] = server.log[i];
                terms[i] = server.term;
            }
        }
        return new History(this.terms, leaders, votes, entries, terms, different);
    }

    History renamed(int[] names) {
        int[][] renamed = new int[votes.length][];
        renamed[0] = votes[0].clone();
        for (int server = 1; server < votes.length; server++) {
            renamed[names[server]] =
                    Arrays.stream(votes[server]).map(set -> renamed(set, names)).toArray();
        }
        return new History(
                terms,
                Arrays.stream(leaders).map(set -> renamed(set, names)).toArray(),
                renamed,
                committed,
                committedIn,
                contradicted);
    }

    private static int renamed(int set, int[] names) {
        int renamed = 0;
        for (int server = 1; server < names.length; server++) {
            if ((set & (1 << server)) != 0) {
                renamed |= 1 << names[server];
            }
        }
        return renamed;
    }

    byte[] key() {
        Octets key = new Octets();
        for (int set : leaders) {
            key.number(set);
        }
        for (int[] each : votes) {
            for (int set : each) {
                key.number(set);
            }
        }
        key.numbers(committed);
        key.numbers(committedIn);
        key.number(contradicted);
        return key.take();
    }
}
