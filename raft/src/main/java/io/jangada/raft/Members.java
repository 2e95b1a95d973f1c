package io.jangada.raft;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A configuration. While {@code outgoing} is not empty it is a joint one (Raft thesis §4.3): every
 * decision needs a majority of {@code voters} and one of {@code outgoing}.
 *
 * @param voters who votes, at least one
 * @param outgoing who voted before and still has to agree; empty when not joint
 * @param learners who gets the log but has no vote
 */
public record Members(
        SortedSet<ServerId> voters, SortedSet<ServerId> outgoing, SortedSet<ServerId> learners) {
    public Members {
        voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
        outgoing = Collections.unmodifiableSortedSet(new TreeSet<>(outgoing));
        learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
        Check.that(!voters.isEmpty(), "a configuration has at least one voter");
        Check.that(Collections.disjoint(voters, learners), "a voter is not a learner");
        Check.that(Collections.disjoint(outgoing, learners), "an outgoing voter is not a learner");
    }

    public static Members of(ServerId... voters) {
        return new Members(
                new TreeSet<>(java.util.List.of(voters)), new TreeSet<>(), new TreeSet<>());
    }

    public boolean isJoint() {
        return !outgoing.isEmpty();
    }

    public boolean isVoter(ServerId server) {
        return voters.contains(server) || outgoing.contains(server);
    }

    /** Everyone who gets the log, in one fixed order. */
    public SortedSet<ServerId> all() {
        TreeSet<ServerId> all = new TreeSet<>(voters);
        all.addAll(outgoing);
        all.addAll(learners);
        return all;
    }
}
