package io.jangada.sim.world;

import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;

import java.util.List;

/** Sees what each core is given and what it makes of that, in the order of the run. */
public interface Witness {
    /** Sees nothing. */
    Witness NONE = new Witness() {};

    /** The core of {@code id} is about to be stepped, and perhaps to throw. */
    default void stepping(ServerId id, long now, Raft raft, Input input) {}

    /** It was, and ordered this. */
    default void stepped(ServerId id, Raft raft, Input input, List<Output> outputs) {}

    /** The process of {@code id} is gone. */
    default void crashed(ServerId id, long now) {}

    /** It starts with what its disk holds. */
    default void started(
            ServerId id, long now, HardState hardState, Entries log, long suspectFrom) {}
}
