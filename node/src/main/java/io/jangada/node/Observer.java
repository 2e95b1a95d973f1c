package io.jangada.node;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Input;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;

import java.util.List;

/** Sees every step of a member's core before its orders are carried out, and changes nothing. */
@FunctionalInterface
public interface Observer {
    Observer NONE = (_, _, _, _) -> {};

    /**
     * Before the step. What throws in it is never {@link #stepped}.
     *
     * @param raft as it is until now
     */
    default void stepping(Raft raft, Input input) {}

    /**
     * @param raft after the step
     * @param payloads the bytes that came with {@code input}
     * @param outputs what the core ordered, in this order
     */
    void stepped(Raft raft, Input input, List<Payload> payloads, List<Output> outputs);
}
