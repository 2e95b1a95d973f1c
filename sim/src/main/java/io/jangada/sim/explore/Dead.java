package io.jangada.sim.explore;

import io.jangada.raft.Message;
import io.jangada.raft.Standing;

/**
 * Which letters can never again have an effect, whatever happens to sender and receiver. A term
 * that is on a disk never goes back, not even by a power cut; who does not lead, or campaign in,
 * the term on its disk never will again. EXPLORE.md has the argument for each kind.
 */
final class Dead {
    private final int terms;
    private final boolean hearsay;

    /** No server campaigns for a term beyond {@code terms}. */
    Dead(int terms, boolean hearsay) {
        this.terms = terms;
        this.hearsay = hearsay;
    }

    boolean isDead(Letter letter, Local from, Local to) {
        return switch (letter.message()) {
            case Message.RequestVoteReply(long term, boolean granted) ->
                    granted
                            ? isPast(term, to) && !campaigns(to, term, letter.from())
                            : hearsay || isPast(term, to);
            case Message.PreVoteReply(long term, boolean granted) ->
                    isPast(term, to) || (hearsay && !granted);
            case Message.AppendAccepted reply -> isAnswered(reply.term(), to);
            case Message.AppendRejected reply -> isAnswered(reply.term(), to);
            case Message.HeartbeatReply reply -> isAnswered(reply.term(), to);
            case Message.AppendEntries append -> isRefused(append.term(), from, to);
            case Message.Heartbeat heartbeat -> isRefused(heartbeat.term(), from, to);
            case Message.RequestVote request ->
                    isRefused(request.term(), from, to)
                            || (hearsay && !campaigns(from, request.term(), letter.to()));
            case Message.PreVote request ->
                    from.disk.term() >= terms && isPast(request.term(), from);
            case Message.TimeoutNow _,
                    Message.InstallSnapshot _,
                    Message.FetchSnapshot _,
                    Message.SnapshotChunk _,
                    Message.ChangeMembers _,
                    Message.ChangeMembersReply _,
                    Message.ReadIndex _,
                    Message.ReadIndexReply _,
                    Message.Forward _ ->
                    false;
        };
    }

    private static boolean isPast(long term, Local to) {
        return term <= to.disk.term();
    }

    private static boolean campaigns(Local to, long term, int voter) {
        return to.disk.term() == term
                && to.term == term
                && to.standing == Standing.CANDIDATE
                && !to.isGranted(voter);
    }

    /** A reply to a leader that is none any more, and cannot be one again in that term. */
    private static boolean isAnswered(long term, Local to) {
        return term < to.disk.term() || (term == to.disk.term() && !mayLead(to, term));
    }

    private static boolean mayLead(Local server, long term) {
        return server.term == term && (server.leads() || server.standing == Standing.CANDIDATE);
    }

    /**
     * All that is left is a refusal, which brings no later term than the sender's disk has, and
     * means nothing to it.
     */
    private boolean isRefused(long term, Local from, Local to) {
        return term < to.disk.term()
                && (hearsay || (from.disk.term() >= terms && !mayLead(from, terms)));
    }
}
