package io.jangada.raft;

import io.jangada.raft.Role.Leader;

import org.jspecify.annotations.Nullable;

import java.util.TreeMap;

/** What a leader does: append, send, count, commit (Raft thesis §3.5, §3.6, §10.2.1). */
final class Replication {
    private final Server server;
    private final Reads reads;

    Replication(Server server, Reads reads) {
        this.server = server;
        this.reads = reads;
    }

    /**
     * The election is won: a no-op lets the entries of earlier terms be committed (Raft thesis
     * §3.6.2).
     */
    void lead() {
        Check.that(server.isHardStateDurable(), "a leader's own vote is durable");
        Check.that(!server.log.isSuspect(), "a leader's log is sound");
        Leader leader =
                new Leader(
                        server.self,
                        server.settings,
                        server.quorum.servers(),
                        server.log.last() + 1);
        leader.uncommittedBytes = server.log.bytes(server.commitIndex + 1, server.log.last());
        server.become(leader);
        server.timers.lead();
        heartbeat(server, leader);
        append(leader, entries(Sizes.of(0)), true);
    }

    static void heartbeat(Server server, Leader leader) {
        for (int i = 0; i < server.quorum.servers(); i++) {
            if (i != server.position) {
                long match = leader.peers[i].matchIndex();
                server.send(
                        server.quorum.server(i),
                        new Message.Heartbeat(
                                server.currentTerm(),
                                match,
                                Math.min(server.commitIndex, match),
                                leader.rounds.newest()));
            }
        }
    }

    void onHeartbeatDue(Leader leader) {
        leader.rounds.renewLease(server.timers.now());
        heartbeat(server, leader);
        for (int i = 0; i < server.quorum.servers(); i++) {
            leader.peers[i].offerAgain();
            if (i != server.position && leader.peers[i].isProbing()) {
                send(leader, i, null);
            }
        }
    }

    /** Takes commands in, all or none; a single proposal always fits when nothing waits. */
    boolean propose(Leader leader, Sizes sizes) {
        long bytes = sizes.total();
        if (leader.uncommittedBytes > 0
                && leader.uncommittedBytes + bytes > server.settings.uncommittedBytesMax()) {
            server.probes.hit("proposal-over-the-limit");
            return false;
        }
        append(leader, entries(sizes), false);
        return true;
    }

    /** A configuration is in effect, for this server, as soon as it is in the log. */
    void append(Leader leader, Members next) {
        Entries entries = entries(Sizes.of(Codec.encode(next).size()));
        TreeMap<Long, Members> configurations = new TreeMap<>();
        configurations.put(entries.first(), next);
        append(leader, entries.with(configurations), false);
    }

    private Entries entries(Sizes sizes) {
        return Entries.of(server.log.last() + 1, server.currentTerm(), sizes);
    }

    private void append(Leader leader, Entries entries, boolean noop) {
        leader.uncommittedBytes += entries.sizes().total();
        server.append(entries, noop);
        for (int i = 0; i < server.quorum.servers(); i++) {
            if (i != server.position) {
                send(leader, i, entries);
            }
        }
    }

    /**
     * Sends what the window has room for. A probe goes even without entries, since it asks where
     * the logs agree.
     *
     * @param fresh entries just appended, so that they need not be looked up again
     */
    private void send(Leader leader, int position, @Nullable Entries fresh) {
        Progress peer = leader.peers[position];
        while (peer.room() > 0 && (peer.isProbing() || peer.nextIndex() <= server.log.last())) {
            if (lacksForgotten(peer)) {
                offer(position, peer);
                return;
            }
            send(position, peer, batch(peer, fresh));
        }
    }

    /** What is to be sent next, or the term before it, is not in this log any more. */
    private boolean lacksForgotten(Progress peer) {
        return peer.nextIndex() <= server.log.base();
    }

    /** Once in a heartbeat interval: until it has the snapshot nothing else is of use to it. */
    private void offer(int position, Progress peer) {
        if (!peer.isOffered()) {
            server.probes.hit("snapshot-offered");
            if (!peer.isUnderWay()) {
                server.timers.progressed(position);
            }
            peer.offer();
            server.send(
                    server.quorum.server(position),
                    new Message.InstallSnapshot(server.currentTerm(), server.snapshot));
        }
    }

    private Entries batch(Progress peer, @Nullable Entries fresh) {
        Settings settings = server.settings;
        long bytesMax = Math.min(settings.appendBytesMax(), peer.room());
        if (fresh != null
                && fresh.first() == peer.nextIndex()
                && fresh.count() <= settings.appendEntriesMax()
                && fresh.sizes().total() <= bytesMax) {
            return fresh;
        }
        return server.log.slice(peer.nextIndex(), settings.appendEntriesMax(), bytesMax);
    }

    private void send(int position, Progress peer, Entries entries) {
        long prev = entries.first() - 1;
        if (!peer.isUnderWay()) {
            server.timers.progressed(position);
        }
        if (peer.isProbing() || !entries.isEmpty()) {
            peer.sent(entries.last(), entries.sizes().total());
        }
        peer.tell(server.commitIndex);
        server.send(
                server.quorum.server(position),
                new Message.AppendEntries(
                        server.currentTerm(),
                        prev,
                        server.log.term(prev),
                        server.commitIndex,
                        entries));
    }

    void onAccepted(Leader leader, int position, long matchIndex) {
        server.timers.heard(position);
        if (matchIndex > server.log.last()) {
            server.probes.hit("match-beyond-log");
            return;
        }
        Progress peer = leader.peers[position];
        if (peer.matched(matchIndex)) {
            server.timers.progressed(position);
            advanceCommit(leader);
        }
        if (!server.members.learners().isEmpty()
                && server.members.learners().contains(server.quorum.server(position))) {
            peer.catchUp(server.log.last(), server.timers);
        }
        send(leader, position, null);
    }

    void onRejected(Leader leader, int position, Message.AppendRejected message) {
        server.timers.heard(position);
        Progress peer = leader.peers[position];
        long prev = message.prevLogIndex();
        if (!peer.isNews(prev) || prev < 1 || message.hintIndex() > prev) {
            server.probes.hit("rejection-from-the-past");
            return;
        }
        if (message.hintIndex() < peer.matchIndex()) {
            server.probes.hit("follower-repairs-its-log");
        }
        long hint = Math.min(message.hintIndex(), prev - 1);
        long agreed = server.log.lastAtMost(hint, message.hintTerm());
        peer.probe(Math.max(agreed, Math.min(peer.matchIndex(), hint)) + 1);
        send(leader, position, null);
    }

    /**
     * On a round's answer; an ack as good as any, and a sign that a lost probe is worth repeating.
     */
    void onHeartbeatReply(Leader leader, int position, Message.HeartbeatReply message) {
        Progress peer = leader.peers[position];
        boolean waited = peer.isWaiting();
        onAccepted(leader, position, message.matchIndex());
        if (waited && peer.isWaiting()) {
            if (lacksForgotten(peer)) {
                offer(position, peer);
            } else {
                server.probes.hit("probe-repeated");
                send(position, peer, Entries.none(peer.nextIndex()));
            }
        }
        if (message.round() <= leader.rounds.newest()) {
            peer.ackRound(message.round());
            reads.advance(leader);
        }
    }

    /**
     * Looks for the place again. Where it was probing already, the next heartbeat or its answer
     * repeats the probe: a connection that is down must not make the leader spin.
     */
    void onLost(Leader leader, int position) {
        Progress peer = leader.peers[position];
        boolean wasProbing = peer.isProbing();
        peer.lost();
        server.timers.progressed(position);
        if (!wasProbing) {
            server.probes.hit("connection-lost-in-a-pipeline");
            send(leader, position, null);
        }
    }

    void onLogPersisted(Leader leader) {
        advanceCommit(leader);
    }

    /**
     * An index is committed when a quorum has it durably, the leader counting like everyone else,
     * and the entry there is of the leader's own term (Raft thesis §3.6.2).
     */
    private void advanceCommit(Leader leader) {
        long index =
                server.quorum.reached(i ->
                        i == server.position ? server.log.durable() : leader.peers[i].matchIndex());
        if (index <= server.commitIndex || server.log.term(index) != server.currentTerm()) {
            return;
        }
        leader.uncommittedBytes -= server.log.bytes(server.commitIndex + 1, index);
        server.commit(index);
        // That this leader has lost its vote is its successor's to tell: who knows it may listen to
        // it no more, and would not hear that it is to campaign.
        if (server.position >= 0 || index < server.log.configurationIndex()) {
            tellCommit(leader);
        }
        reads.onCommit(leader);
    }

    /** Who has all entries already would otherwise wait for the next heartbeat. */
    private void tellCommit(Leader leader) {
        for (int i = 0; i < server.quorum.servers(); i++) {
            Progress peer = leader.peers[i];
            if (i != server.position
                    && !peer.isProbing()
                    && peer.nextIndex() > server.log.last()
                    && peer.sentCommit() < server.commitIndex) {
                send(i, peer, Entries.none(peer.nextIndex()));
            }
        }
    }
}
