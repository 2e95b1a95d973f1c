package io.jangada.raft;

import io.jangada.raft.Role.Candidate;
import io.jangada.raft.Role.Follower;
import io.jangada.raft.Role.Leader;

/** How a leader comes to be: pre-votes, votes, transfer (Raft thesis §3.4, §3.6.1, §3.10, §9.6). */
final class Election {
    private final Server server;

    Election(Server server) {
        this.server = server;
    }

    /** A learner, or a server whose log has suspect entries, cannot win and does not try. */
    private boolean mayCampaign() {
        return server.log.mayBeElected(server.self, server.commitIndex) && !server.log.isSuspect();
    }

    /** Asks first whether it could win; nothing changes anywhere before it could. */
    void elapsed() {
        server.leaderHeard = false;
        server.timers.restartElection();
        if (!mayCampaign()) {
            server.probes.hit("election-not-for-this-server");
            server.follow(null);
            return;
        }
        if (server.position < 0) {
            server.probes.hit("campaign-of-one-without-a-vote");
        }
        Candidate candidate = new Candidate(true, false, server.quorum.servers());
        server.become(candidate);
        ask(candidate);
        if (isWonBy(server.self, true)) {
            campaign(false);
        }
    }

    /** Counts a vote, or the promise of one, and returns whether that is enough. */
    private boolean isWonBy(ServerId voter, boolean pre) {
        int position = server.quorum.position(voter);
        if (!(server.role instanceof Candidate candidate) || candidate.pre != pre || position < 0) {
            return false;
        }
        candidate.granted[position] = true;
        return server.quorum.holds(i -> candidate.granted[i]);
    }

    /** The own vote counts, and the requests leave, once term and vote are durable. */
    void campaign(boolean transfer) {
        server.timers.restartElection();
        server.campaign();
        Candidate candidate = new Candidate(false, transfer, server.quorum.servers());
        server.become(candidate);
        ask(candidate);
    }

    /** Asks everyone with a vote who has not granted yet. */
    void ask(Candidate candidate) {
        long index = server.log.last();
        long term = server.log.lastTerm();
        Message message =
                candidate.pre
                        ? new Message.PreVote(server.currentTerm() + 1, index, term)
                        : new Message.RequestVote(
                                server.currentTerm(), index, term, candidate.transfer);
        for (int i = 0; i < server.quorum.servers(); i++) {
            ServerId peer = server.quorum.server(i);
            if (i != server.position && !candidate.granted[i] && server.members.isVoter(peer)) {
                server.send(peer, message);
            }
        }
    }

    /**
     * Would it get this vote? A yes changes nothing here, not even a timer. Of three, whoever is
     * refused only for its log cannot win once the leader is gone, so this server waits no longer.
     * Of more it may, and others may refuse it too: if they all asked, their votes would be split.
     */
    void onPreVote(ServerId from, Message.PreVote message) {
        boolean free = !isSticky() && isFree(from, message.term());
        boolean granted = free && isUpToDate(message.lastLogIndex(), message.lastLogTerm());
        boolean needed = server.members.voters().size() <= 3;
        if (free && !granted && needed && server.role instanceof Follower) {
            server.probes.hit("pre-vote-refused-to-one-behind");
            server.timers.hastenElection();
        }
        long term = granted ? message.term() : server.currentTerm();
        server.send(from, new Message.PreVoteReply(term, granted));
    }

    private boolean isFree(ServerId candidate, long term) {
        return term > server.currentTerm()
                || (term == server.currentTerm()
                        && (server.votedFor() == null || candidate.equals(server.votedFor())));
    }

    void onPreVoteReply(ServerId from, Message.PreVoteReply message) {
        if (message.granted()) {
            if (message.term() == server.currentTerm() + 1 && isWonBy(from, true)) {
                campaign(false);
            }
        } else if (message.term() > server.currentTerm()) {
            server.adopt(message.term());
        }
    }

    /**
     * While a leader is alive a vote is refused and the candidate's term ignored, so that a server
     * that was cut off cannot depose it (Raft thesis §4.2.3).
     */
    void onRequestVote(ServerId from, Message.RequestVote message) {
        boolean sticky = isSticky() && !message.transfer();
        if (message.term() < server.currentTerm() || sticky) {
            if (sticky) {
                server.probes.hit("vote-refused-leader-alive");
            }
            server.send(from, new Message.RequestVoteReply(server.currentTerm(), false));
            return;
        }
        if (message.term() > server.currentTerm()) {
            if (server.role instanceof Leader) {
                server.probes.hit("leader-deposed-by-transfer");
            }
            server.adopt(message.term());
        }
        boolean granted =
                isFree(from, message.term())
                        && isUpToDate(message.lastLogIndex(), message.lastLogTerm());
        if (granted) {
            server.voteFor(from);
            server.timers.restartElection();
        } else {
            server.probes.hit("vote-refused");
        }
        server.send(from, new Message.RequestVoteReply(server.currentTerm(), granted));
    }

    /** A leader hears itself. */
    private boolean isSticky() {
        return server.leaderHeard || server.role instanceof Leader;
    }

    /**
     * At least as up to date as this log: the last term decides, then the last index (Raft thesis
     * §3.6.1). Where the end of this log is suspect, nobody can say.
     */
    private boolean isUpToDate(long lastLogIndex, long lastLogTerm) {
        if (server.log.isSuspect()) {
            server.probes.hit("vote-refused-suspect-log");
            return false;
        }
        return lastLogTerm > server.log.lastTerm()
                || (lastLogTerm == server.log.lastTerm() && lastLogIndex >= server.log.last());
    }

    /** Returns whether the election is won. */
    boolean onRequestVoteReply(ServerId from, Message.RequestVoteReply message) {
        return message.granted() && isWonBy(from, false);
    }

    /** Returns whether the election is won, by the own vote alone. */
    boolean onOwnVotePersisted() {
        return server.isHardStateDurable() && isWonBy(server.self, false);
    }

    /** The leader steps aside: no pre-vote, since its time is over in any case. */
    void onTimeoutNow() {
        if (server.role instanceof Follower && mayCampaign()) {
            server.probes.hit("campaign-by-transfer");
            campaign(true);
        }
    }
}
