package io.jangada.database;

import io.jangada.kv.Result;
import io.jangada.kv.Store;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;

/**
 * The store as a replicated state machine: each log entry is one command. Whoever applies is the
 * store's one writer; anybody reads from {@link #store()} at any time, after asking the node for a
 * read if it must be linearizable.
 */
public final class Database implements StateMachine<Result> {

    /**
     * How many changes to look at for removal after each command. More than most commands make, so
     * removal keeps up with writing; few enough that no command waits for long.
     */
    private static final int TIDY_STEPS = 4;

    private final Store store = new Store();

    /**
     * Carries out a command written by {@link Commands#encode}.
     *
     * @throws MalformedCommand if it is not one, which stops the member
     */
    @Override
    public Result apply(long index, Bytes command) {
        Proposed proposed = Commands.decode(command);
        Result result = store.apply(proposed.command(), proposed.quotaBytes());
        store.tidy(TIDY_STEPS);
        return result;
    }

    /**
     * The store, for reading and for its numbers. {@link Store#apply} and {@link Store#tidy} are
     * not for anybody else.
     */
    public Store store() {
        return store;
    }
}
