package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** I10: one candidate per server and term, ever. */
final class OneVote implements Invariant.OfWorld {
    @Override
    public String name() {
        return "I10";
    }

    @Override
    public @Nullable String broken(World world) {
        History history = world.history();
        for (int server = 1; server <= history.servers(); server++) {
            for (int term = 1; term <= history.terms(); term++) {
                if (Integer.bitCount(history.votes(server, term)) > 1) {
                    return "server " + server + " voted twice in term " + term;
                }
            }
        }
        return null;
    }
}
