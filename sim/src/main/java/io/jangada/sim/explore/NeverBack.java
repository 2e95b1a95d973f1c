package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** I6: terms and indexes never go back; a restart knows its disk's term and vote. */
final class NeverBack implements Invariant.OfTurn {
    @Override
    public String name() {
        return "I6";
    }

    @Override
    public @Nullable String broken(Turn turn) {
        Local was = turn.was();
        Local is = turn.is();
        if (turn.restarted()) {
            boolean known = is.term == is.disk.term() && is.vote == is.disk.vote();
            return known ? null : "a restarted server forgot what its disk has: " + is;
        }
        if (is.term < was.term || is.disk.term() < was.disk.term()) {
            return "the term of server %d went from %d back to %d"
                    .formatted(is.self, was.term, is.term);
        }
        if (is.term == was.term && was.vote != 0 && is.vote != was.vote) {
            return "server " + is.self + " takes a vote back in term " + is.term;
        }
        if (is.commit < was.commit || is.applied < was.applied) {
            return "commitIndex or lastApplied of server " + is.self + " went back";
        }
        return null;
    }
}
