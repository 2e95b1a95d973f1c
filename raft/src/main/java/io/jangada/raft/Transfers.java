package io.jangada.raft;

import io.jangada.raft.Role.Leader;
import io.jangada.raft.Server.Handover;

/**
 * Handing leadership over (Raft thesis §3.10). The leader takes no proposals meanwhile, waits until
 * the target has its whole log durably, and tells it to campaign. It ends when another leader is
 * known, or after one election time-out: then this leader goes on.
 */
final class Transfers {
    private final Server server;

    Transfers(Server server) {
        this.server = server;
    }

    void begin(long ticket, ServerId target) {
        if (!(server.role instanceof Leader leader)) {
            server.emit(new Output.Refuse(ticket, Refusal.NOT_LEADER));
        } else if (server.handover != null) {
            server.emit(new Output.Refuse(ticket, Refusal.TRANSFERRING));
        } else if (target.equals(server.self) || !server.members.voters().contains(target)) {
            server.emit(new Output.Refuse(ticket, Refusal.BAD_TRANSFEREE));
        } else {
            server.handover = new Handover(ticket, target);
            server.timers.restartElection();
            if (leader.peers[server.quorum.position(target)].matchIndex() < server.log.last()) {
                server.probes.hit("transfer-to-one-behind");
            }
            hurry(leader, server.quorum.position(target));
        }
    }

    /** The target has got further, or may not have heard: it campaigns once it has everything. */
    void hurry(Leader leader, int position) {
        Handover handover = server.handover;
        if (handover != null
                && server.quorum.server(position).equals(handover.target())
                && leader.peers[position].matchIndex() == server.log.last()) {
            leader.rounds.endLeaseForGood();
            server.send(handover.target(), new Message.TimeoutNow(server.currentTerm()));
        }
    }

    void repeat(Leader leader) {
        Handover handover = server.handover;
        if (handover != null) {
            hurry(leader, server.quorum.position(handover.target()));
        }
    }

    /** {@code done} when another leader is known, not when the time is over. */
    void end(boolean done) {
        Handover handover = server.handover;
        if (handover != null) {
            server.handover = null;
            server.probes.hit(done ? "transfer-done" : "transfer-in-vain");
            server.emit(new Output.TransferEnded(handover.ticket(), done));
        }
    }
}
