package io.jangada.sim.world;

import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.List;
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
        switch (change.what()) {
            case LEARN -> learners.add(server);
            case JOIN -> {
                learners.add(server);
                joining.add(server);
            }
            case PROMOTE -> voters.add(server);
            case DEMOTE -> {
                voters.remove(server);
                learners.add(server);
            }
            case REMOVE -> {
                voters.remove(server);
                learners.remove(server);
            }
            case SWAP -> {
                voters.add(server);
                voters.remove(other);
            }
            case MOVE -> {}
        }
        if (voters.isEmpty() || now.isJoint()) {
            return null;
        }
        learners.removeAll(voters);
        joining.retainAll(learners);
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
            case DEMOTE -> List.copyOf(now.voters());
            case REMOVE -> List.copyOf(now.all());
        };
    }
}
