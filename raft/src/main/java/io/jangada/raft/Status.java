package io.jangada.raft;

import org.jspecify.annotations.Nullable;

/**
 * A server seen from outside.
 *
 * @param leader the leader of {@code currentTerm} as far as it is known here
 * @param durableIndex up to where this server's own log is durable
 */
public record Status(
        ServerId self,
        Standing standing,
        long currentTerm,
        @Nullable ServerId leader,
        long lastLogIndex,
        long durableIndex,
        long commitIndex,
        long lastApplied) {}
