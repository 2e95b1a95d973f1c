package io.jangada.server;

import io.jangada.raft.ServerId;
import io.jangada.transport.Incarnations;
import io.jangada.transport.Traffic;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Since when the other members are connected to this one: a member says hello on every connection
 * that it makes, and a hello is what asks for its incarnation.
 */
final class Connections implements Incarnations {
    /** A connected member has one for control and one for entries. */
    private static final int LANES = 2;

    private final Incarnations incarnations;
    // Written by threads of the transport, read by those of clients.
    private final ConcurrentMap<ServerId, Long> hellos = new ConcurrentHashMap<>();

    Connections(Incarnations incarnations) {
        this.incarnations = incarnations;
    }

    @Override
    public long known(ServerId member) {
        hellos.put(member, System.nanoTime());
        return incarnations.known(member);
    }

    @Override
    public void remember(ServerId member, long incarnation) {
        incarnations.remember(member, incarnation);
    }

    /** Whether {@code member} is connected and has been since {@code nanos}. */
    boolean isConnected(ServerId member, long nanos, Supplier<List<Traffic>> traffic) {
        Long hello = hellos.get(member);
        return hello != null
                && hello - nanos < 0
                && traffic.get().stream()
                        .filter(of -> of.peer().equals(member))
                        .anyMatch(of -> of.activeIn() == LANES && of.activeOut() == LANES);
    }
}
