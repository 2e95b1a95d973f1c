package io.jangada.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The obvious way to count, against which {@link Quorum} is checked. */
final class Quorums {
    private Quorums() {}

    /** More than half of the voters and, while it is joint, more than half of the outgoing ones. */
    static boolean holds(Members members, Predicate<ServerId> fact) {
        return majority(members.voters(), fact)
                && (!members.isJoint() || majority(members.outgoing(), fact));
    }

    private static boolean majority(SortedSet<ServerId> servers, Predicate<ServerId> fact) {
        return 2 * servers.stream().filter(fact).count() > servers.size();
    }

    /** No quorum of the one decides without anybody of a quorum of the other. */
    static boolean meet(Members one, Members other) {
        TreeSet<ServerId> union = new TreeSet<>(one.all());
        union.addAll(other.all());
        List<ServerId> all = new ArrayList<>(union);
        for (int some = 0; some < 1 << all.size(); some++) {
            int part = some;
            Predicate<ServerId> in = server -> (part >> all.indexOf(server) & 1) == 1;
            if (holds(one, in) && holds(other, in.negate())) {
                return false;
            }
        }
        return true;
    }
}
