package io.jangada.raft;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A configuration. While {@code outgoing} is not empty it is a joint one (Raft thesis §4.3): every
 * decision needs a majority of {@code voters} and one of {@code outgoing}.
 *
 * @param voters who votes; nobody only in {@link #NONE}
 * @param outgoing who voted before and still has to agree; empty when not joint
 * @param learners who gets the log but has no vote, or none any more once the joint configuration
 *     is left
 * @param joining the learners who get a vote as soon as they have caught up
 * @param addresses how each is reached, in whatever form: the core only keeps it
 */
public record Members(
        SortedSet<ServerId> voters,
        SortedSet<ServerId> outgoing,
        SortedSet<ServerId> learners,
        SortedSet<ServerId> joining,
        Bytes addresses) {

    /** Of a server that joins: it knows of nobody until the leader's log tells. */
    public static final Members NONE = new Members(none(), none(), none());

    public Members {
        voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
        outgoing = Collections.unmodifiableSortedSet(new TreeSet<>(outgoing));
        learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
        joining = Collections.unmodifiableSortedSet(new TreeSet<>(joining));
        Check.that(
                !voters.isEmpty() || (outgoing.isEmpty() && learners.isEmpty()),
                "a configuration has at least one voter");
        Check.that(Collections.disjoint(voters, learners), "a voter is not a learner");
        Check.that(learners.containsAll(joining), "who joins is a learner until then");
    }

    public Members(
            SortedSet<ServerId> voters,
            SortedSet<ServerId> outgoing,
            SortedSet<ServerId> learners) {
        this(voters, outgoing, learners, none(), Bytes.EMPTY);
    }

    public static Members of(ServerId... voters) {
        return new Members(new TreeSet<>(List.of(voters)), none(), none());
    }

    private static SortedSet<ServerId> none() {
        return Collections.emptySortedSet();
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

    /** With another learner, who stays one until it is promoted. */
    public Members withLearner(ServerId learner) {
        return new Members(voters, outgoing, with(learners, learner), joining, addresses);
    }

    /** With another learner, who gets a vote as soon as it has caught up. */
    public Members withJoining(ServerId learner) {
        return new Members(
                voters, outgoing, with(learners, learner), with(joining, learner), addresses);
    }

    /** Without {@code server}, whatever it was. */
    public Members without(ServerId server) {
        SortedSet<ServerId> learns = without(learners, server);
        SortedSet<ServerId> joins = without(joining, server);
        return new Members(without(voters, server), outgoing, learns, joins, addresses);
    }

    /** The same members, reached elsewhere. */
    public Members at(Bytes others) {
        return new Members(voters, outgoing, learners, joining, others);
    }

    /** With another vote, the learner's. */
    public Members promote(ServerId learner) {
        SortedSet<ServerId> others = without(learners, learner);
        return new Members(
                with(voters, learner), outgoing, others, without(joining, learner), addresses);
    }

    private static SortedSet<ServerId> with(SortedSet<ServerId> set, ServerId server) {
        TreeSet<ServerId> more = new TreeSet<>(set);
        more.add(server);
        return more;
    }

    private static SortedSet<ServerId> without(SortedSet<ServerId> set, ServerId server) {
        TreeSet<ServerId> rest = new TreeSet<>(set);
        rest.remove(server);
        return rest;
    }

    /**
     * What has to be in effect on the way from here to {@code next}: {@code next} itself where
     * every majority of the one shares a server with every majority of the other, since at most one
     * vote is given or taken (Raft thesis §4.1), else both at once (Raft thesis §4.3).
     */
    Members toward(Members next) {
        long changes =
                voters.stream().filter(server -> !next.voters.contains(server)).count()
                        + next.voters.stream().filter(server -> !voters.contains(server)).count();
        return changes <= 1
                ? next
                : new Members(next.voters, voters, next.learners, next.joining, next.addresses);
    }

    /** What follows a joint configuration. */
    Members left() {
        return new Members(voters, none(), learners, joining, addresses);
    }
}
