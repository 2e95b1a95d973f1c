package io.jangada.raft;

import org.jspecify.annotations.Nullable;

/**
 * A server seen from outside.
 *
 * @param leader the leader of {@code currentTerm} as far as it is known here
 * @param firstLogIndex the first entry that the log still has, or would have
 * @param snapshotIndex everything up to here is in the newest snapshot; 0 when there is none
 * @param durableIndex up to where this server's own log is durable
 */
public record Status(
        ServerId self,
        Standing standing,
        long currentTerm,
        @Nullable ServerId leader,
        long firstLogIndex,
        long snapshotIndex,
        long lastLogIndex,
        long durableIndex,
        long commitIndex,
        long lastApplied) {}
