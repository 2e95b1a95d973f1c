package io.jangada.sim.check;

import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;

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
        return switch (output) {
            case Output.Append append ->
                    append.entries().first() - 1 > server.log.last()
                            ? "%s appends behind a gap: %s".formatted(server, output)
                            : null;
            case Output.Send(var to, Message.AppendAccepted told) ->
                    compare(sight, server, to, told.term(), told.matchIndex());
            case Output.Send(var to, Message.HeartbeatReply told) ->
                    compare(sight, server, to, told.term(), told.matchIndex());
            default -> null;
        };
    }

    /** What a follower says to match must be in its leader's log, and be the same. */
    private static @Nullable String compare(
            Sight sight, Shadow server, ServerId to, long term, long matchIndex) {
        for (Shadow leader : sight.members()) {
            if (leader.id().equals(to) && leader.leads(term)) {
                return leader.log.isLike(server.log, matchIndex)
                        ? null
                        : "%s tells leader %s of term %d that their logs match up to %d"
                                .formatted(server, to, term, matchIndex);
            }
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
