package io.jangada.sim.check;

import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

/** A leader commits an entry of its own term that a majority has durably (Raft paper §5.4.2). */
final class CommitLegality extends Invariant {
    CommitLegality() {
        super("I8");
    }

    @Override
    @Nullable String stepped(Sight sight, Shadow server, Status now) {
        long commit = now.commitIndex();
        if (!server.leads(now.currentTerm())
                || server.before == null
                || commit == server.before.commitIndex()) {
            return null;
        }
        if (server.log.term(commit) != now.currentTerm()) {
            return "%s leads term %d and commits entry %d of term %d"
                    .formatted(server, now.currentTerm(), commit, server.log.term(commit));
        }
        long having =
                sight.members().stream()
                        .filter(member -> member.durable.isLike(server.log, commit))
                        .count();
        return having >= sight.majority()
                ? null
                : "%s commits entry %d, which %d have durably".formatted(server, commit, having);
    }
}
