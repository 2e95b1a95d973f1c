package io.jangada.sim.check;

import io.jangada.raft.Input;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.TreeMap;

/** One vote of a server in a term, over all history (Raft paper §5.2). */
final class OneVote extends Invariant {
    private record Ballot(long term, ServerId voter) implements Comparable<Ballot> {
        @Override
        public int compareTo(Ballot other) {
            int order = Long.compare(term, other.term);
            return order != 0 ? order : voter.compareTo(other.voter);
        }
    }

    private final TreeMap<Ballot, ServerId> votes = new TreeMap<>();

    OneVote() {
        super("I10");
    }

    @Override
    @Nullable String ordered(Sight sight, Shadow server, Input input, Output output) {
        if (!(output instanceof Output.Send(var to, var message))) {
            return null;
        }
        return switch (message) {
            case Message.RequestVote asked -> vote(server, asked.term(), server.id());
            case Message.RequestVoteReply(long term, boolean granted) ->
                    granted ? vote(server, term, to) : null;
            default -> null;
        };
    }

    private @Nullable String vote(Shadow server, long term, ServerId candidate) {
        ServerId other = votes.putIfAbsent(new Ballot(term, server.id()), candidate);
        return other == null || other.equals(candidate)
                ? null
                : "%s votes in term %d for %s and for %s".formatted(server, term, other, candidate);
    }
}
