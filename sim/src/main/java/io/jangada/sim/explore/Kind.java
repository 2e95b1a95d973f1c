package io.jangada.sim.explore;

/** What may happen in a world. */
public enum Kind {
    /** A message arrives. */
    DELIVER,
    /** A message arrives and stays under way. */
    DUPLICATE,
    /** A message is lost with the connection; its sender, a leader, will be told. */
    DROP,
    /** A leader is told that what it sent to a server may be lost. */
    LOST,
    /** An election time-out. */
    ELAPSE,
    /** A server hears of a later term. */
    HEARSAY,
    /** A heartbeat is due. */
    HEARTBEAT,
    /** A leader that has not heard a quorum for long. */
    STEP_DOWN,
    /** A server has not heard a leader for long enough to vote for another. */
    SILENCE,
    /** A client proposes to a leader. */
    PROPOSE,
    /** Term and vote are durable. */
    SAVE,
    /** Entries are durable. */
    FORCE,
    /** A power cut, with any part of what is not durable lost, and the restart. */
    CRASH;

    /** Whether a complete exploration has to meet it. */
    boolean isExpected(Bounds bounds, Reductions reductions) {
        boolean alone = bounds.servers() == 1;
        return switch (this) {
            case ELAPSE, SAVE, FORCE -> true;
            case DELIVER -> !alone;
            case STEP_DOWN -> !alone && bounds.terms() > 1;
            case DUPLICATE -> !alone && bounds.duplicates() > 0;
            case DROP -> !alone && bounds.drops() > 0;
            case LOST -> !alone && bounds.drops() + bounds.crashes() > 0;
            case HEARSAY -> !alone && reductions.hearsay() && bounds.terms() > 1;
            case HEARTBEAT -> !alone && bounds.heartbeats() > 0;
            case SILENCE -> !alone && !reductions.silence();
            case PROPOSE -> bounds.entries() > 0;
            case CRASH -> bounds.crashes() > 0;
        };
    }
}
