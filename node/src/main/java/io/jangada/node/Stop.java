package io.jangada.node;

import org.jspecify.annotations.Nullable;

/**
 * What to do when the member cannot go on: a write or force failed, or an invariant does not hold.
 * The member is latched already: nothing leaves it any more. A server halts the JVM.
 */
@FunctionalInterface
public interface Stop {
    /** Called once. {@code reason} is one line that says what and where. */
    void fatal(String reason, @Nullable Throwable cause);

    /**
     * Called once, when the cluster has committed a configuration without this member, which goes
     * on as it is until it is closed: it votes for nobody and is sent nothing. {@code why} is one
     * line.
     */
    default void removed(String why) {}
}
