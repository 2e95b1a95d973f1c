package io.jangada.node.storage;

import io.jangada.raft.Members;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * What becomes of a member whose cluster has lost its majority for ever: a cluster of its own.
 *
 * @param clusterId of the new cluster: one that nobody else has, so that members of the old one are
 *     refused
 * @param members the only configuration of the new cluster, made of the latest one that log and
 *     snapshots have; null if they have none
 */
public record NewCluster(long clusterId, Function<@Nullable Members, Members> members) {}
