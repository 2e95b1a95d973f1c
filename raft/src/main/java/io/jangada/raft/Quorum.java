package io.jangada.raft;

import java.util.Arrays;

/**
 * How a configuration decides: by a majority of its voters and, while it is joint, by a majority of
 * the outgoing voters as well, each counted for itself (Raft thesis §4.3). Nothing else counts a
 * quorum. Learners are never counted, and neither is a leader that has no vote.
 *
 * <p>Servers are meant by their position in {@link Members#all()}. Immutable.
 */
final class Quorum {
    private final ServerId[] servers;
    private final int[] voters;
    private final int[] outgoing;

    Quorum(Members members) {
        servers = members.all().toArray(ServerId[]::new);
        voters = members.voters().stream().mapToInt(this::position).toArray();
        outgoing = members.outgoing().stream().mapToInt(this::position).toArray();
    }

    /** Something about the server at a position. */
    @FunctionalInterface
    interface Facts {
        boolean at(int position);
    }

    /** A number for the server at a position. */
    @FunctionalInterface
    interface Values {
        long at(int position);
    }

    int servers() {
        return servers.length;
    }

    ServerId server(int position) {
        return servers[position];
    }

    /** Where {@code server} stands, or -1. */
    int position(ServerId server) {
        for (int i = 0; i < servers.length; i++) {
            if (servers[i].equals(server)) {
                return i;
            }
        }
        return -1;
    }

    /** Where each server stood in {@code before}, or -1. */
    int[] origins(Quorum before) {
        return Arrays.stream(servers).mapToInt(before::position).toArray();
    }

    /** A quorum is made of servers for which {@code facts} holds: those have reached 1. */
    boolean holds(Facts facts) {
        return reached(position -> facts.at(position) ? 1 : 0) == 1;
    }

    /** The largest value that a quorum has reached. */
    long reached(Values values) {
        long reached = reached(voters, values);
        return outgoing.length == 0 ? reached : Math.min(reached, reached(outgoing, values));
    }

    /** There are few voters, so counting beats sorting and needs no memory. */
    private static long reached(int[] positions, Values values) {
        long best = Long.MIN_VALUE;
        for (int candidate : positions) {
            long value = values.at(candidate);
            if (value > best && isReached(positions, values, value)) {
                best = value;
            }
        }
        return best;
    }

    private static boolean isReached(int[] positions, Values values, long value) {
        int count = 0;
        for (int position : positions) {
            if (values.at(position) >= value) {
                count++;
            }
        }
        return 2 * count > positions.length;
    }
}
