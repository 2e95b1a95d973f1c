package io.jangada.raft;

import io.jangada.raft.Role.Follower;
import io.jangada.raft.Role.Leader;
import io.jangada.raft.Rounds.Asker;

/** Linearizable reads without a log entry: ReadIndex (Raft thesis §6.4). */
final class Reads {
    private final Server server;

    Reads(Server server) {
        this.server = server;
    }

    void onRead(long ticket, boolean lease) {
        switch (server.role) {
            case Leader leader -> {
                if (lease && leader.rounds.lease(server.timers)) {
                    server.probes.hit("read-by-lease");
                    server.emit(new Output.ReadReady(ticket, server.commitIndex));
                } else if (!take(leader, new Asker(null, ticket))) {
                    server.emit(new Output.Refuse(ticket, Refusal.BUSY));
                }
            }
            case Follower follower -> ask(follower, ticket);
            case Role.Candidate _ -> server.emit(new Output.Refuse(ticket, Refusal.NO_LEADER));
        }
    }

    private void ask(Follower follower, long ticket) {
        ServerId leader = follower.leader();
        if (leader == null) {
            server.emit(new Output.Refuse(ticket, Refusal.NO_LEADER));
        } else if (follower.asked.count() >= server.settings.readsMax()) {
            server.emit(new Output.Refuse(ticket, Refusal.BUSY));
        } else {
            follower.asked.add(ticket);
            ask(leader, follower);
        }
    }

    private void ask(ServerId leader, Follower follower) {
        if (follower.asked.wantsQuestion()) {
            long token = server.takeToken();
            follower.asked.ask(token);
            server.send(leader, new Message.ReadIndex(server.currentTerm(), token));
        }
    }

    /** What has waited for an interval may be lost, the question or its answer: asks again. */
    void repeat(Follower follower) {
        ServerId leader = follower.leader();
        if (leader != null) {
            for (long token : follower.asked.overdue(server.nextToken())) {
                server.probes.hit("read-question-repeated");
                server.send(leader, new Message.ReadIndex(server.currentTerm(), token));
            }
        }
    }

    void onReadIndexReply(Follower follower, Message.ReadIndexReply message) {
        for (long ticket : follower.asked.answered(message.token())) {
            server.emit(new Output.ReadReady(ticket, message.readIndex()));
        }
        ServerId leader = follower.leader();
        if (leader != null) {
            ask(leader, follower);
        }
    }

    /** A follower's question. Without room it is dropped: the follower asks again. */
    void onReadIndex(ServerId from, Leader leader, Message.ReadIndex message) {
        if (!take(leader, new Asker(from, message.token()))) {
            server.probes.hit("read-question-dropped");
        }
    }

    private boolean take(Leader leader, Asker asker) {
        if (leader.rounds.count() >= server.settings.readsMax()) {
            return false;
        }
        if (server.hasCommittedInTerm()) {
            leader.rounds.add(asker, server.commitIndex);
            advance(leader);
        } else {
            server.probes.hit("read-before-the-first-commit");
            leader.rounds.addEarly(asker);
        }
        return true;
    }

    void onCommit(Leader leader) {
        if (server.hasCommittedInTerm()) {
            leader.rounds.addAllEarly(server.commitIndex);
            advance(leader);
        }
    }

    /** Serves what is confirmed, and begins the round that someone waits for. */
    void advance(Leader leader) {
        confirm(leader);
        while (leader.rounds.wantsRound()) {
            leader.rounds.begin(server.timers.now());
            Replication.heartbeat(server, leader);
            confirm(leader);
        }
    }

    private void confirm(Leader leader) {
        long newest = leader.rounds.newest();
        long round =
                server.quorum.reached(
                        i -> i == server.position ? newest : leader.peers[i].ackedRound());
        for (Rounds.Waiting read : leader.rounds.confirm(round)) {
            serve(read.asker(), read.readIndex());
        }
    }

    private void serve(Asker asker, long readIndex) {
        ServerId from = asker.server();
        if (from == null) {
            server.emit(new Output.ReadReady(asker.id(), readIndex));
        } else {
            server.send(
                    from, new Message.ReadIndexReply(server.currentTerm(), asker.id(), readIndex));
        }
    }
}
