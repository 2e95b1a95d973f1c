package io.jangada.sim.script;

import io.jangada.raft.Output;
import io.jangada.raft.Standing;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A step that was made, and what came of it.
 *
 * @param when its number, or its time
 * @param sent when the message that arrived was sent; empty for other steps
 * @param letter which one arrived, where that is known
 * @param outputs what the core ordered
 * @param standing of the server afterwards; null while it is down
 * @param stopped why the core goes on no more; null while it does
 */
record Happening(
        String when,
        Step step,
        String sent,
        @Nullable Letter letter,
        List<Output> outputs,
        @Nullable Standing standing,
        @Nullable String stopped) {}
