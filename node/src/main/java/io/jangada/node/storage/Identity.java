package io.jangada.node.storage;

import io.jangada.raft.Check;
import io.jangada.raft.ServerId;

/**
 * Whose journal a directory holds.
 *
 * @param clusterId of the cluster; what the directory says must be what is expected
 * @param memberId of the member; likewise
 * @param incarnation random, drawn when the directory is first created: a member whose disk was
 *     wiped is a stranger. What is expected is used for a new directory only
 * @param bootEpoch 0 when expected; one more, durably, at each start: 1 at the first
 * @param initialCluster the members as configured at the first start; what is expected is used for
 *     a new directory only. At most 2048 bytes of UTF-8
 */
public record Identity(
        long clusterId,
        ServerId memberId,
        long incarnation,
        long bootEpoch,
        String initialCluster) {
    public Identity {
        Check.that(incarnation != 0, "an incarnation is never 0");
        Check.that(bootEpoch >= 0, "a boot epoch is never negative");
    }

    /** What to expect of a directory, or to put into a new one. */
    public static Identity expected(
            long clusterId, ServerId memberId, long incarnation, String initialCluster) {
        return new Identity(clusterId, memberId, incarnation, 0, initialCluster);
    }
}
