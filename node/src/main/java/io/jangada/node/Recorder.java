package io.jangada.node;

import io.jangada.raft.Input;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;

import java.util.List;

/** Between the driver and its core: steps the core, and may keep what went in. */
@FunctionalInterface
interface Recorder {
    /** Keeps nothing. */
    Recorder OFF = Raft::step;

    /** What {@link Raft#step} gives and throws, and nothing else. */
    List<Output> step(Raft raft, Input input);
}
