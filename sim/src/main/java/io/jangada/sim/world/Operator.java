package io.jangada.sim.world;

import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What an operator makes of a configuration. */
final class Operator {
    private Operator() {}

    /** Null where nothing of it can be: of those who leave, one voter has to stay. */
    static @Nullable Members change(Members now, Trouble.Change change, int machines) {
        List<ServerId> fitting = fitting(now, change.what(), machines);
        if (fitting.isEmpty()) {
            return null;
        }
        ServerId server = fitting.get(change.member() % fitting.size());
        ServerId other = new ServerId(change.other());
        TreeSet<ServerId> voters = new TreeSet<>(now.voters());
        TreeSet<ServerId> learners = new TreeSet<>(now.learners());
        TreeSet<ServerId> joining = new TreeSet<>(now.joining());
        boolean fits =
                switch (change.what()) {
                    case LEARN -> !voters.contains(server) && learners.add(server);
                    case JOIN ->
                            !voters.contains(server)
                                    && joining.add(server)
                                    && (learners.contains(server) || learners.add(server));
                    case PROMOTE -> move(server, learners, voters);
                    case DEMOTE -> move(server, voters, learners);
                    case REMOVE -> voters.remove(server) || learners.remove(server);
                    case SWAP -> move(server, learners, voters) && voters.remove(other);
                    case MOVE -> true;
                };
        joining.retainAll(learners);
        if (!fits || voters.isEmpty() || now.isJoint()) {
            return null;
        }
        Bytes addresses =
                change.what() == Trouble.What.MOVE
                        ? Bytes.utf8("at " + change.at())
                        : now.addresses();
        return new Members(voters, new TreeSet<>(), learners, joining, addresses);
    }

    /** To whom it can happen. */
    private static List<ServerId> fitting(Members now, Trouble.What what, int machines) {
        return switch (what) {
            case LEARN, JOIN, MOVE ->
                    IntStream.rangeClosed(1, machines)
                            .mapToObj(ServerId::new)
                            .filter(server ->
                                    what == Trouble.What.MOVE || !now.all().contains(server))
                            .toList();
            case PROMOTE, SWAP -> List.copyOf(now.learners());
            case DEMOTE, REMOVE -> List.copyOf(now.all());
        };
    }

    private static boolean move(ServerId server, SortedSet<ServerId> from, SortedSet<ServerId> to) {
        return from.remove(server) && to.add(server);
    }
}
