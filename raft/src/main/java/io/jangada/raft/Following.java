package io.jangada.raft;

import io.jangada.raft.Role.Follower;
import io.jangada.raft.Role.Leader;

/** What a follower does with its leader's messages (Raft thesis §3.5). */
final class Following {
    private final Server server;

    Following(Server server) {
        this.server = server;
    }

    /** The sender leads the current term: this server follows it. */
    private Follower hear(ServerId leader) {
        Check.that(!(server.role instanceof Leader), "two leaders in one term");
        Check.that(
                server.role.leader() == null || leader.equals(server.role.leader()),
                "two leaders in one term");
        if (server.role.leader() == null) {
            server.follow(leader);
        }
        server.leaderHeard = true;
        server.timers.leaderHeard();
        return (Follower) server.role;
    }

    void onAppendEntries(ServerId from, Message.AppendEntries message) {
        long prev = message.prevLogIndex();
        if (!server.isCurrent(message)) {
            reject(from, prev, server.log.base());
            return;
        }
        Follower follower = hear(from);
        if (server.log.isLost()) {
            // The leader is to go back until it offers a snapshot.
            server.send(from, new Message.AppendRejected(server.currentTerm(), prev, 0, 0));
            return;
        }
        if (!isWellFormed(message)) {
            server.probes.hit("append-malformed");
            return;
        }
        // Before the base everything is committed here, so the leader has the same.
        if (prev > server.log.trusted()
                || (prev >= server.log.base() && server.log.term(prev) != message.prevLogTerm())) {
            Check.that(prev > server.commitIndex, "what is committed here, the leader has too");
            markRejected(prev);
            long hint = Math.min(prev, server.log.trusted());
            long last = server.log.lastAtMost(hint, message.prevLogTerm());
            reject(from, prev, Math.max(last, server.log.base()));
            return;
        }
        accept(from, follower, message);
    }

    /**
     * The leader has no more what this server lacks, and offers a snapshot instead. It may become
     * durable at any time from then on, so it is not fetched before the term is in which it was
     * offered: a server that has it must not follow an older leader. The offer is repeated.
     */
    void onInstallSnapshot(ServerId from, Message.InstallSnapshot message) {
        Snapshot offered = message.snapshot();
        if (!server.isCurrent(message)) {
            reject(from, offered.lastIncludedIndex(), server.log.base());
            return;
        }
        Follower follower = hear(from);
        if (offered.lastIncludedIndex() <= server.commitIndex) {
            if (server.log.isLost()) {
                return; // it ends before what is lost: a later one is awaited
            }
            server.probes.hit("snapshot-offered-in-vain");
            // What is committed here, the leader has too.
            follower.matched = Math.max(follower.matched, server.commitIndex);
            tell(from, follower);
        } else if (server.durableTerm() == server.currentTerm()) {
            server.emit(new Output.FetchSnapshot(from, offered));
        }
    }

    /**
     * All of a snapshot is here. Where the log has its last entry nothing is thrown away: then the
     * snapshot only tells that it is committed. Else it takes the place of the log. But suspect
     * entries behind the last that it stands for were perhaps acknowledged: they wait for a
     * snapshot that has them too, or for the leader's entries.
     */
    void onSnapshotReceived(Follower follower, Snapshot snapshot) {
        Log log = server.log;
        long index = snapshot.lastIncludedIndex();
        boolean isThere = index >= log.base() && index <= log.trusted();
        if (index <= server.commitIndex) {
            Check.that(
                    !isThere || log.term(index) == snapshot.lastIncludedTerm(),
                    "a snapshot agrees with what is committed here");
            server.probes.hit("snapshot-too-late");
            return;
        }
        if (isThere && log.term(index) == snapshot.lastIncludedTerm()) {
            server.probes.hit("snapshot-of-what-is-in-the-log");
            server.commit(index);
        } else if (log.isSuspect() && index < log.last() && !isFound(snapshot)) {
            server.probes.hit("snapshot-before-suspect-entries");
            return;
        } else {
            server.probes.hit("snapshot-takes-the-place-of-the-log");
            server.restore(snapshot);
        }
        follower.matched = Math.max(follower.matched, index);
        acknowledge(follower);
    }

    /** What was lost is in it, and the log goes on behind it. */
    private boolean isFound(Snapshot snapshot) {
        long index = snapshot.lastIncludedIndex();
        return server.log.isLost() && server.log.term(index) == snapshot.lastIncludedTerm();
    }

    private void markRejected(long prev) {
        if (prev > server.log.last()) {
            server.probes.hit("append-rejected-gap");
        } else if (prev > server.log.trusted()) {
            server.probes.hit("append-rejected-suspect");
        } else {
            server.probes.hit("append-rejected-conflict");
        }
    }

    private static boolean isWellFormed(Message.AppendEntries message) {
        Entries entries = message.entries();
        return entries.first() == message.prevLogIndex() + 1
                && (message.prevLogIndex() > 0 || message.prevLogTerm() == 0)
                && message.prevLogTerm() <= message.term()
                && (entries.isEmpty()
                        || (entries.term(entries.first()) >= message.prevLogTerm()
                                && entries.term(entries.last()) <= message.term()));
    }

    private void reject(ServerId to, long prev, long hint) {
        server.send(
                to,
                new Message.AppendRejected(
                        server.currentTerm(), prev, hint, server.log.term(hint)));
    }

    private void accept(ServerId from, Follower follower, Message.AppendEntries message) {
        Entries entries = message.entries();
        long missing = server.log.firstMissing(entries);
        boolean news = missing <= entries.last();
        if (missing > entries.first()) {
            server.probes.hit(news ? "append-partly-known" : "append-known");
        }
        if (news) {
            server.append(missing == entries.first() ? entries : entries.from(missing), false);
        }
        follower.matched = Math.max(follower.matched, entries.last());
        commit(Math.min(message.leaderCommit(), entries.last()));
        if (!news) {
            tell(from, follower);
        } else {
            acknowledge(follower);
        }
    }

    /** Only entries that this leader's messages have covered: others may be of another history. */
    private void commit(long index) {
        if (index > server.commitIndex) {
            server.commit(index);
        }
    }

    /** Tells the leader, once for each advance, how far the log is its own and durable. */
    void acknowledge(Follower follower) {
        ServerId leader = follower.leader();
        if (leader != null && durableMatch(follower) > follower.acked) {
            tell(leader, follower);
        }
    }

    private void tell(ServerId leader, Follower follower) {
        long match = durableMatch(follower);
        follower.acked = Math.max(follower.acked, match);
        server.send(leader, new Message.AppendAccepted(server.currentTerm(), match));
    }

    private long durableMatch(Follower follower) {
        return Math.min(follower.matched, server.log.durable());
    }

    void onHeartbeat(ServerId from, Message.Heartbeat message) {
        if (!server.isCurrent(message)) {
            server.send(from, new Message.HeartbeatReply(server.currentTerm(), message.round(), 0));
            return;
        }
        Follower follower = hear(from);
        // This server itself told the leader of this match, in this term, when it was durable.
        Check.that(
                message.matchIndex() <= server.log.everDurable(),
                "the log has lost entries that were durable and acknowledged");
        follower.matched =
                Math.max(follower.matched, Math.min(message.matchIndex(), server.log.trusted()));
        commit(Math.min(message.leaderCommit(), follower.matched));
        server.send(
                from,
                new Message.HeartbeatReply(
                        server.currentTerm(), message.round(), durableMatch(follower)));
    }
}
