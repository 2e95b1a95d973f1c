package io.jangada.sim.explore;

import io.jangada.raft.Message;

import org.jspecify.annotations.Nullable;

/** I9: nothing leaves that promises more than a power cut would leave now. */
final class Promises implements Invariant.OfTurn {
    @Override
    public String name() {
        return "I9";
    }

    @Override
    public @Nullable String broken(Turn turn) {
        for (Letter letter : turn.sent()) {
            if (!isKept(letter.message(), letter.to(), turn.is())) {
                return "%s leaves, while the disk has %s".formatted(letter, turn.is().disk);
            }
        }
        return null;
    }

    private static boolean isKept(Message message, int to, Local is) {
        return switch (message) {
            case Message.PreVote _, Message.Forward _ -> true;
            case Message.PreVoteReply(long term, boolean granted) -> granted || hasTerm(is, term);
            case Message.RequestVoteReply(long term, boolean granted) ->
                    granted ? hasVote(is, term, to) : hasTerm(is, term);
            case Message.RequestVote request -> hasVote(is, request.term(), is.self);
            case Message.AppendEntries append -> hasVote(is, append.term(), is.self);
            case Message.Heartbeat heartbeat -> hasVote(is, heartbeat.term(), is.self);
            case Message.AppendAccepted(long term, long match) -> hasEntries(is, term, match);
            case Message.HeartbeatReply(long term, _, long match) -> hasEntries(is, term, match);
            case Message.AppendRejected _,
                    Message.TimeoutNow _,
                    Message.InstallSnapshot _,
                    Message.FetchSnapshot _,
                    Message.SnapshotChunk _,
                    Message.ChangeMembers _,
                    Message.ChangeMembersReply _,
                    Message.ReadIndex _,
                    Message.ReadIndexReply _ ->
                    hasTerm(is, message.term());
        };
    }

    private static boolean hasTerm(Local is, long term) {
        return is.disk.term() >= term;
    }

    /** A later term on disk keeps it as well: no vote of this one can follow. */
    private static boolean hasVote(Local is, long term, int candidate) {
        return is.disk.term() > term || (is.disk.term() == term && is.disk.vote() == candidate);
    }

    private static boolean hasEntries(Local is, long term, long match) {
        return hasTerm(is, term) && World.isPrefix(is.log, (int) match, is.disk.log());
    }
}
