package io.jangada.sim.check;

import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;

/** After one index all state machines are alike, each command applied once and in order. */
final class AppliedAlike extends Invariant {
    AppliedAlike() {
        super("I12");
    }

    @Override
    @Nullable String applied(Sight sight, Shadow server, long index, Bytes command, long state) {
        if (index <= server.applied) {
            return "%s applies entry %d after %d".formatted(server, index, server.applied);
        }
        if (index > sight.ledger().committed.last()) {
            return "%s applies entry %d, which is not committed".formatted(server, index);
        }
        ArrayList<Long> states = sight.ledger().states;
        while (states.size() <= index) {
            states.add(0L);
        }
        long known = states.get((int) index);
        if (known == 0) {
            states.set((int) index, state);
        }
        return known == 0 || known == state
                ? null
                : "%s is in another state after entry %d than others".formatted(server, index);
    }
}
