package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

/** A sequential object that a history is compared with. Its states are immutable values. */
interface Model<S> {
    /** Before any operation. */
    S first();

    /**
     * After this operation, which is taken to have its effect now; the same state where it has
     * none. None where it cannot have been answered as it was.
     */
    @Nullable S next(S state, Operation operation);
}
