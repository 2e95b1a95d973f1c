package io.jangada.raft;

import io.jangada.raft.Role.Candidate;
import io.jangada.raft.Role.Follower;
import io.jangada.raft.Role.Leader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One server of the Raft protocol as a state machine: facts go in, orders come out. It does not
 * know a thread, a clock, a file or a socket; the same inputs give the same outputs.
 *
 * <p>Not thread-safe: one thread owns it. An {@link IllegalStateException} means that an invariant
 * does not hold; the server must not be stepped again.
 */
public final class Raft {
    private final Server server;
    private final Election election;
    private final Following following;
    private final Replication replication;
    private final Reads reads;
    private final Transfers transfers;
    private final Membership membership;

    public Raft(Start start, Settings settings, Timeouts timeouts, Probes probes) {
        this(new Server(start, settings, timeouts, probes));
        server.timers.restartElection();
    }

    private Raft(Server server) {
        this.server = server;
        election = new Election(server);
        following = new Following(server);
        reads = new Reads(server);
        replication = new Replication(server, reads);
        transfers = new Transfers(server);
        membership = new Membership(server, replication);
    }

    /** What is to be done about {@code input}, in this order. */
    public List<Output> step(Input input) {
        decide(input);
        if (server.role instanceof Leader leader) {
            membership.look(leader);
        }
        return server.take();
    }

    private void decide(Input input) {
        switch (input) {
            case Input.Tick(long now) -> tick(now);
            case Input.ElectionElapsed() -> electionElapsed();
            case Input.LeaderSilent() -> server.leaderHeard = false;
            case Input.HeartbeatDue() -> heartbeatDue();
            case Input.QuorumSilent() -> quorumSilent();
            case Input.Receive(ServerId from, Message message) -> receive(from, message);
            case Input.Propose(long ticket, Sizes sizes) -> propose(ticket, sizes);
            case Input.Read(long ticket, boolean lease) -> reads.onRead(ticket, lease);
            case Input.HardStatePersisted(HardState hardState) -> hardStatePersisted(hardState);
            case Input.LogPersisted(long write) -> logPersisted(write);
            case Input.Applied(long index) -> server.applied(index);
            case Input.Transfer(long ticket, ServerId to) -> transfers.begin(ticket, to);
            case Input.ChangeMembers(long ticket, Members expected, Members next) ->
                    membership.begin(ticket, expected, next);
            case Input.Lost(ServerId peer) -> lost(peer);
            case Input.SnapshotTaken(long index) -> server.snapshotTaken(index);
            case Input.Compact(long upTo) -> server.compact(upTo);
            case Input.SnapshotReceived(Snapshot snapshot) -> snapshotReceived(snapshot);
        }
    }

    private void tick(long now) {
        Timers timers = server.timers;
        timers.advance(now);
        if (server.role instanceof Leader leader) {
            if (timers.quorumSilent(server.quorum, server.position)) {
                quorumSilent();
                return;
            }
            for (int i = 0; i < server.quorum.servers(); i++) {
                if (leader.peers[i].isUnderWay() && timers.isStuck(i)) {
                    replication.onLost(leader, i);
                }
            }
            if (server.handover != null && timers.electionElapsed()) {
                electionElapsed();
            }
        } else {
            if (server.leaderHeard && timers.leaderSilent()) {
                server.leaderHeard = false;
            }
            if (timers.electionElapsed()) {
                electionElapsed();
            }
        }
        if (timers.heartbeatDue()) {
            heartbeatDue();
        }
    }

    private void electionElapsed() {
        transfers.end(false);
        if (!(server.role instanceof Leader)) {
            election.elapsed();
        }
    }

    /** Whatever waits for an answer is asked again; a leader shows that it is alive. */
    private void heartbeatDue() {
        switch (server.role) {
            case Follower follower -> reads.repeat(follower);
            case Candidate candidate -> election.ask(candidate);
            case Leader leader -> {
                replication.onHeartbeatDue(leader);
                transfers.repeat(leader);
            }
        }
    }

    /**
     * In the same term: another leader may be at work where this one is not heard (Raft thesis
     * §6.2).
     */
    private void quorumSilent() {
        if (server.role instanceof Leader) {
            server.probes.hit("leader-steps-down-unheard");
            server.follow(null);
        }
    }

    /**
     * Pre-votes never change a term, and a vote that is asked for while a leader is alive does not
     * either. All others follow the rule of terms: a higher one is adopted, a lower one refused.
     */
    private void receive(ServerId from, Message message) {
        switch (message) {
            case Message.PreVote preVote -> election.onPreVote(from, preVote);
            case Message.PreVoteReply reply -> election.onPreVoteReply(from, reply);
            case Message.RequestVote request -> election.onRequestVote(from, request);
            case Message.RequestVoteReply reply -> {
                if (server.isCurrent(reply) && election.onRequestVoteReply(from, reply)) {
                    replication.lead();
                }
            }
            case Message.AppendEntries append -> following.onAppendEntries(from, append);
            case Message.Heartbeat heartbeat -> following.onHeartbeat(from, heartbeat);
            case Message.InstallSnapshot offer -> following.onInstallSnapshot(from, offer);
            case Message.Answer answer -> answered(from, answer);
            case Message.ReadIndex question -> {
                if (server.isCurrent(question) && server.role instanceof Leader leader) {
                    reads.onReadIndex(from, leader, question);
                }
            }
            case Message.ReadIndexReply reply -> {
                if (server.isCurrent(reply) && server.role instanceof Follower follower) {
                    reads.onReadIndexReply(follower, reply);
                }
            }
            case Message.TimeoutNow now -> {
                if (server.isCurrent(now)) {
                    election.onTimeoutNow();
                }
            }
            case Message.Forward forward -> forwarded(forward);
            case Message.FetchSnapshot _,
                    Message.SnapshotChunk _,
                    Message.ChangeMembers _,
                    Message.ChangeMembersReply _ -> {} // between the drivers
        }
        if (server.role instanceof Follower follower && follower.leader() != null) {
            transfers.end(true);
        }
    }

    /** Counts if this server still leads that term and knows who answers. */
    private void answered(ServerId from, Message.Answer answer) {
        int position = server.quorum.position(from);
        if (!server.isCurrent(answer)
                || !(server.role instanceof Leader leader)
                || position < 0
                || position == server.position) {
            return;
        }
        switch (answer) {
            case Message.AppendAccepted(_, long matchIndex) -> {
                replication.onAccepted(leader, position, matchIndex);
                transfers.hurry(leader, position);
            }
            case Message.AppendRejected rejected ->
                    replication.onRejected(leader, position, rejected);
            case Message.HeartbeatReply reply ->
                    replication.onHeartbeatReply(leader, position, reply);
        }
    }

    private void propose(long ticket, Sizes sizes) {
        Check.that(sizes.count() > 0, "a proposal has commands");
        switch (server.role) {
            case Leader leader -> {
                if (isLeaving()) {
                    server.emit(new Output.Refuse(ticket, Refusal.TRANSFERRING));
                } else if (!replication.propose(leader, sizes)) {
                    server.emit(new Output.Refuse(ticket, Refusal.BUSY));
                }
            }
            case Follower follower -> handOver(follower, ticket, sizes);
            case Candidate _ -> server.emit(new Output.Refuse(ticket, Refusal.NO_LEADER));
        }
    }

    /**
     * The bytes are at hand only now, so the message cannot wait for the hard state as others do.
     * It shows the last term that is durable, and promises nothing.
     */
    private void handOver(Follower follower, long ticket, Sizes sizes) {
        ServerId leader = follower.leader();
        if (leader == null) {
            server.emit(new Output.Refuse(ticket, Refusal.NO_LEADER));
        } else {
            Message forward = new Message.Forward(server.durableTerm(), sizes);
            server.emit(new Output.Send(leader, forward));
        }
    }

    /** Commands of another server's clients: taken or dropped, never handed on. */
    private void forwarded(Message.Forward forward) {
        server.isCurrent(forward);
        if (!(server.role instanceof Leader leader)
                || isLeaving()
                || forward.sizes().count() == 0
                || !replication.propose(leader, forward.sizes())) {
            server.probes.hit("forward-dropped");
        }
    }

    /**
     * Another leader is to have all of this one's log before it campaigns, so that its log must not
     * grow. Of what comes after its own last configuration this one would never hear, either.
     */
    private boolean isLeaving() {
        return server.handover != null || server.position < 0;
    }

    private void hardStatePersisted(HardState hardState) {
        server.persisted(hardState);
        if (election.onOwnVotePersisted()) {
            replication.lead();
        }
    }

    private void logPersisted(long write) {
        server.log.persisted(write);
        switch (server.role) {
            case Follower follower -> following.acknowledge(follower);
            case Leader leader -> replication.onLogPersisted(leader);
            case Candidate _ -> {}
        }
    }

    /** Who has begun to lead or to campaign meanwhile needs it no more, or is offered it again. */
    private void snapshotReceived(Snapshot snapshot) {
        if (server.role instanceof Follower follower) {
            following.onSnapshotReceived(follower, snapshot);
        }
    }

    private void lost(ServerId peer) {
        int position = server.quorum.position(peer);
        if (server.role instanceof Leader leader && position >= 0 && position != server.position) {
            replication.onLost(leader, position);
        }
    }

    public Status status() {
        return server.status();
    }

    /** What a leader knows of the others, in the order of their ids; empty elsewhere. */
    public List<PeerStatus> peers() {
        List<PeerStatus> all = new ArrayList<>();
        if (server.role instanceof Leader leader) {
            for (int i = 0; i < server.quorum.servers(); i++) {
                if (i != server.position) {
                    ServerId peer = server.quorum.server(i);
                    all.add(leader.peers[i].status(peer, server.timers, i));
                }
            }
        }
        return all;
    }

    /**
     * The term that is durable. What was committed here may have been committed by a leader of the
     * current one: an image of it must not become durable before that term is.
     */
    public long durableTerm() {
        return server.durableTerm();
    }

    /** The configuration in effect. */
    public Members members() {
        return server.members;
    }

    /**
     * The configuration that was in effect when the log ended with {@code index}, as {@link #term}.
     */
    public Members members(long index) {
        return server.log.members(index);
    }

    /**
     * The term of the log entry at {@code index}, 0 for index 0. The index is at most the last one,
     * and at least one before {@link Status#firstLogIndex}.
     */
    public long term(long index) {
        return server.log.term(index);
    }

    /** A server of its own in the same state, with the same settings, chance and probes. */
    public Raft copy() {
        try {
            Reader from = new Reader(encode());
            Server twin =
                    Server.decode(from, server.settings, server.timers.timeouts(), server.probes);
            return new Raft(twin);
        } catch (Malformed malformed) {
            throw new IllegalStateException("a state decodes from its own encoding", malformed);
        }
    }

    /** The whole state. Equal states have equal bytes, whatever way they came about. */
    public Bytes encode() {
        return encode(Long.MAX_VALUE);
    }

    /**
     * The same without the sizes of all entries but the newest {@code sizesMax}, so that it stays
     * small however long the log is. The server that is decoded from it takes the others for 0: it
     * does the same as this one but where it would send those entries.
     */
    public Bytes encode(long sizesMax) {
        Writer to = new Writer();
        server.encode(to, sizesMax);
        return to.bytes();
    }

    /** The server that {@link #encode} wrote; settings, chance and probes are not part of it. */
    public static Raft decode(Bytes bytes, Settings settings, Timeouts timeouts, Probes probes)
            throws Malformed {
        try {
            Reader from = new Reader(bytes);
            Raft raft = new Raft(from.only(Server.decode(from, settings, timeouts, probes)));
            Reader.require(raft.encode().equals(bytes), "not the one encoding of this state");
            return raft;
        } catch (IllegalStateException broken) {
            throw new Malformed("no server can be in this state: " + broken.getMessage());
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Raft that && encode().equals(that.encode());
    }

    @Override
    public int hashCode() {
        return encode().hashCode();
    }

    @Override
    public String toString() {
        return status().toString();
    }
}
