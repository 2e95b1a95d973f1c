package io.jangada.sim.check;

import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Output;

import org.jspecify.annotations.Nullable;

/**
 * Two logs that have an entry of one index and term are alike up to it (Raft paper, figure 3). The
 * oracle puts each appended entry into the ledger; here it is compared with what was there.
 */
final class LogMatching extends Invariant {
    LogMatching() {
        super("I3");
    }

    @Override
    @Nullable String ordered(Sight sight, Shadow server, Input input, Output output) {
        if (!(output instanceof Output.Append append)) {
            return null;
        }
        long before = append.entries().first() - 1;
        if (before > server.log.last()) {
            return "%s appends behind a gap: %s".formatted(server, output);
        }
        return null;
    }

    /** The digest that {@code seen} has must be the one that all others have. */
    static @Nullable String compare(Ledger ledger, Shadow server, long index, Ledger.Entry seen) {
        return ledger.known(index, seen).equals(seen)
                ? null
                : "%s has another entry %d of term %d than was known"
                        .formatted(server, index, seen.term());
    }

    @Override
    @Nullable String recovered(Sight sight, Shadow server, HardState hardState, Trail log) {
        for (long index = 1; index <= log.last(); index++) {
            if (log.digest(index) == 0) {
                return "%s starts with entry %d of term %d, which nobody ever had"
                        .formatted(server, index, log.term(index));
            }
        }
        return null;
    }
}
