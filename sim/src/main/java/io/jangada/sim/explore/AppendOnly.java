package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** I2: a leader only appends to its log. */
final class AppendOnly implements Invariant.OfTurn {
    @Override
    public String name() {
        return "I2";
    }

    @Override
    public @Nullable String broken(Turn turn) {
        Local was = turn.was();
        Local is = turn.is();
        boolean same = was.leads() && is.leads() && was.term == is.term && !turn.restarted();
        return !same || World.isPrefix(was.log, was.log.length, is.log)
                ? null
                : "leader %d had %s and has %s"
                        .formatted(is.self, Entry.text(was.log), Entry.text(is.log));
    }
}
