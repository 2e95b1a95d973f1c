package io.jangada.sim.check;

import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Message;
import io.jangada.raft.Output;

import org.jspecify.annotations.Nullable;

/**
 * No vote and no acknowledgement leaves before what it promises is durable, and what was promised
 * is there after any crash.
 */
final class DurablePromises extends Invariant {
    DurablePromises() {
        super("I9");
    }

    @Override
    @Nullable String ordered(Sight sight, Shadow server, Input input, Output output) {
        if (!(output instanceof Output.Send(var to, var message))) {
            return null;
        }
        boolean kept =
                switch (message) {
                    case Message.RequestVoteReply(long term, boolean granted) ->
                            !granted || server.saved.equals(new HardState(term, to));
                    case Message.RequestVote asked ->
                            server.saved.equals(new HardState(asked.term(), server.id()));
                    case Message.AppendAccepted accepted -> has(server, accepted.matchIndex());
                    case Message.HeartbeatReply reply -> has(server, reply.matchIndex());
                    default -> true;
                };
        return kept
                ? null
                : "%s tells %s %s, and durable are %s and the log up to %d"
                        .formatted(server, to, message, server.saved, server.durable.last());
    }

    private static boolean has(Shadow server, long matchIndex) {
        boolean has = server.durable.isLike(server.log, matchIndex);
        if (has) {
            server.promised = Math.max(server.promised, matchIndex);
        }
        return has;
    }

    @Override
    @Nullable String recovered(Sight sight, Shadow server, HardState hardState, Trail log) {
        return log.isLike(server.durable, server.promised)
                ? null
                : "%s starts without entry %d of term %d, which it had acknowledged"
                        .formatted(server, server.promised, server.durable.term(server.promised));
    }
}
