package io.jangada.sim.world;

import io.jangada.node.Outcome;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;
import io.jangada.sim.chance.Choice;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The cluster as its clients see it: over a network, and perhaps never. What a client asks for is
 * answered at most once; a client that gives up counts its own time.
 *
 * @param <R> what the state machine gives
 */
public interface Cluster<R> {
    int members();

    /** Nanoseconds since the start of the run. */
    long now();

    void after(long nanos, Runnable work);

    /** Chance of this client's own. */
    Choice choice(String stream, long number);

    /** Proposes at a member, numbered from 0. */
    void propose(int member, Bytes command, Consumer<Answer<Outcome.Applied<R>>> done);

    /** Looks at the state machine of a member, numbered from 0, as soon as that is linearizable. */
    <T> void read(int member, Function<StateMachine<R>, T> look, Consumer<Answer<T>> done);
}
