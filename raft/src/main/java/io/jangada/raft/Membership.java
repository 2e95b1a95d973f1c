package io.jangada.raft;

import io.jangada.raft.Role.Leader;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Comparator;

/**
 * Changing the members (Raft thesis §4). A configuration is an entry of the log, in effect for each
 * server as soon as it is appended there. There is one change at a time, and none before the leader
 * has committed an entry of its own term. Where one vote is given or taken the next configuration
 * follows at once; more go through a joint one, which the leader leaves when it is committed. Who
 * gets a vote was a learner before and has caught up.
 */
final class Membership {
    private static final int SERVERS_MAX = 64;
    private static final int ADDRESSES_BYTES_MAX = 1 << 16;

    private final Server server;
    private final Replication replication;

    Membership(Server server, Replication replication) {
        this.server = server;
        this.replication = replication;
    }

    void begin(long ticket, Members expected, Members next) {
        Refusal why = Refusal.NOT_LEADER;
        if (server.role instanceof Leader leader) {
            why = refusal(leader, expected, next);
            if (why == null) {
                leader.change = new Leader.Change(ticket, next);
                replication.append(leader, server.members.toward(next));
            }
        }
        if (why != null) {
            server.emit(new Output.Refuse(ticket, why));
        }
    }

    private @Nullable Refusal refusal(Leader leader, Members expected, Members next) {
        if (server.handover != null) {
            return Refusal.TRANSFERRING;
        }
        if (!isCommitted()) {
            return Refusal.CHANGE_UNDER_WAY;
        }
        if (!expected.equals(server.members)) {
            return Refusal.CONFIGURATION_CHANGED;
        }
        if (next.isJoint()
                || next.voters().isEmpty()
                || next.all().size() > SERVERS_MAX
                || next.addresses().size() > ADDRESSES_BYTES_MAX) {
            return Refusal.BAD_CONFIGURATION;
        }
        for (ServerId voter : next.voters()) {
            if (!server.members.isVoter(voter) && !isCaughtUp(leader, voter)) {
                return Refusal.NOT_CAUGHT_UP;
            }
        }
        return null;
    }

    /** What is in effect is committed, and so is an entry of this leader's term. */
    private boolean isCommitted() {
        return server.log.configurationIndex() <= server.commitIndex && server.hasCommittedInTerm();
    }

    private boolean isCaughtUp(Leader leader, ServerId learner) {
        int position = server.quorum.position(learner);
        return position >= 0 && leader.peers[position].isCaughtUp(server.timers);
    }

    /** After each step of a leader: does what follows from the configuration being committed. */
    void look(Leader leader) {
        if (!isCommitted()) {
            return;
        }
        if (server.members.isJoint()) {
            server.probes.hit("joint-configuration-left");
            replication.append(leader, server.members.left());
            return;
        }
        if (leader.change != null) {
            server.emit(new Output.ChangeEnded(leader.change.ticket(), true));
            leader.change = null;
        }
        if (!server.members.isVoter(server.self)) {
            leave(leader);
        } else if (!server.members.joining().isEmpty() && server.handover == null) {
            promote(leader);
        }
    }

    /** A leader without a vote steps down, and the one that is closest campaigns at once. */
    private void leave(Leader leader) {
        server.probes.hit("leader-without-a-vote-steps-down");
        ServerId next =
                Collections.max(
                        server.members.voters(),
                        Comparator.comparingLong(
                                voter -> leader.peers[server.quorum.position(voter)].matchIndex()));
        server.send(next, new Message.TimeoutNow(server.currentTerm()));
        server.follow(null);
    }

    private void promote(Leader leader) {
        for (ServerId learner : server.members.joining()) {
            if (isCaughtUp(leader, learner)) {
                server.probes.hit("learner-promoted");
                replication.append(leader, server.members.promote(learner));
                return;
            }
        }
    }
}
