package io.jangada.sim.check;

import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

/**
 * One configuration that is not committed at a time, none before the leader has committed an entry
 * of its own term, and each overlaps with the one before (Raft thesis §4.1, §4.3). Whoever has no
 * vote in what it knows to be committed, nor in anything later, is not elected (Raft thesis
 * §4.2.2).
 */
final class OneChange extends Invariant {
    OneChange() {
        super("I14");
    }

    @Override
    @Nullable String ordered(Sight sight, Shadow server, Input input, Output output) {
        if (!(output instanceof Output.Append append)
                || append.entries().configurations().isEmpty()
                || input instanceof Input.Receive(_, Message.AppendEntries _)) {
            return null;
        }
        long term = append.entries().term(append.entries().first());
        long before = sight.configurations().indexIn(server.log, server.log.last());
        if (before > server.commit) {
            return "%s changes the members while entry %d is not committed"
                    .formatted(server, before);
        }
        if (server.log.term(server.commit) != term) {
            return "%s changes the members before it has committed an entry of term %d"
                    .formatted(server, term);
        }
        Members old = sight.configurations().in(server.log, server.log.last());
        Members next = append.entries().configurations().values().iterator().next();
        return Configurations.overlap(old, next)
                ? null
                : "%s goes from %s to %s, which can decide apart".formatted(server, old, next);
    }

    @Override
    @Nullable String stepped(Sight sight, Shadow server, Status now) {
        if (now.standing() != Standing.LEADER || server.leads(now.currentTerm())) {
            return null;
        }
        ServerId self = server.id();
        for (long index = server.log.last(); index >= now.commitIndex(); ) {
            if (sight.configurations().in(server.log, index).isVoter(self)) {
                return null;
            }
            index = sight.configurations().indexIn(server.log, index) - 1;
        }
        return sight.configurations().in(server.log, now.commitIndex()).isVoter(self)
                ? null
                : "%s leads term %d without a vote".formatted(server, now.currentTerm());
    }
}
