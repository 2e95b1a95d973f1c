package io.jangada.sim.check;

import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A leader commits an entry of its own term that a majority has durably (Raft paper §5.4.2). */
final class CommitLegality extends Invariant {
    CommitLegality() {
        super("I8");
    }

    @Override
    @Nullable String ordered(Sight sight, Shadow server, Input input, Output output) {
        if (!(output instanceof Output.Commit(long commit)) || !leads(server, input)) {
            return null;
        }
        long term = server.before == null ? 0 : server.before.currentTerm();
        if (server.log.term(commit) != term) {
            return "%s leads term %d and commits entry %d of term %d"
                    .formatted(server, term, commit, server.log.term(commit));
        }
        Members members = sight.configurations().in(server.log, server.log.last());
        Set<ServerId> having =
                sight.members().stream()
                        .filter(member -> member.durable.isLike(server.log, commit))
                        .map(Shadow::id)
                        .collect(Collectors.toCollection(TreeSet::new));
        return Configurations.decides(members, having::contains)
                ? null
                : "%s commits entry %d, which only %s of %s have durably"
                        .formatted(server, commit, having, members);
    }

    /** Also where it steps down at the end of the step; not where it is told by another. */
    private static boolean leads(Shadow server, Input input) {
        return server.before != null
                && server.before.standing() == Standing.LEADER
                && !(input instanceof Input.Receive(_, Message.AppendEntries _))
                && !(input instanceof Input.Receive(_, Message.Heartbeat _));
    }
}
