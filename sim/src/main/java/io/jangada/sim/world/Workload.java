package io.jangada.sim.world;

import io.jangada.node.StateMachine;

import org.jspecify.annotations.Nullable;

/**
 * What clients do to a simulated cluster, and what they may expect. One object serves one run.
 *
 * @param <R> what the state machine gives
 */
public interface Workload<R> {
    /** A state machine for a member that starts. */
    StateMachine<R> machine();

    /** A number that tells results apart; the same for equal results in every run. */
    long digest(R result);

    /** Sets the clients going; they then live from what they ask {@link Cluster#after}. */
    void start(Cluster<R> cluster);

    /** Begin nothing new. */
    void stop();

    /** Whether everything that was begun has ended. */
    boolean isIdle();

    /** How many writes were acknowledged so far. */
    long acknowledged();

    /**
     * An invariant of the state machine's own, looked at after each command at each member; null,
     * or one sentence on what is wrong.
     */
    default @Nullable String look(StateMachine<R> machine) {
        return null;
    }

    /** Looks at all that clients saw; null, or one sentence on what cannot be. */
    @Nullable String check();

    /** Whether {@link #check} came to no verdict. */
    default boolean isUndecided() {
        return false;
    }
}
