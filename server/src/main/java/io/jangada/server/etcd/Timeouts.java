package io.jangada.server.etcd;

import io.jangada.raft.ServerId;
import io.jangada.raft.Status;

import java.util.Collection;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * In which words a proposal that timed out is refused. As etcd does, we say what may have been the
 * reason: a new leader meanwhile, or a connection that was lost. A proposal that ends without a
 * leader is told neither. Where etcd counts elections up to two election time-outs after the
 * proposal began, we count those until it ended.
 */
public final class Timeouts {
    private final Supplier<? extends Collection<ServerId>> voters;
    private final BiPredicate<ServerId, Long> connected;

    /**
     * @param voters who votes now
     * @param connected whether a member is connected to this one, and was at a time of {@link
     *     System#nanoTime} and ever since
     */
    public Timeouts(
            Supplier<? extends Collection<ServerId>> voters,
            BiPredicate<ServerId, Long> connected) {
        this.voters = voters;
        this.connected = connected;
    }

    /** For a proposal that began at {@code begun}, when this member's status was {@code then}. */
    Words words(long begun, Status then, Status now) {
        ServerId leader = now.leader();
        if (leader == null) {
            return Words.TIMED_OUT;
        }
        if (then.leader() == null || then.currentTerm() != now.currentTerm()) {
            return Words.LEADER_FAILED;
        }
        boolean reached =
                leader.equals(now.self()) ? quorum(leader, begun) : connected.test(leader, begun);
        return reached ? Words.TIMED_OUT : Words.CONNECTION_LOST;
    }

    private boolean quorum(ServerId self, long begun) {
        Collection<ServerId> members = voters.get();
        long reached =
                members.stream()
                        .filter(member -> member.equals(self) || connected.test(member, begun))
                        .count();
        return 2 * reached > members.size();
    }
}
