package io.jangada.database;

import io.jangada.kv.Refusal;
import io.jangada.kv.Result;
import io.jangada.kv.Store;
import io.jangada.node.Loader;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;

/**
 * The store as a replicated state machine: each log entry is one command. Whoever applies is the
 * store's one writer; anybody reads from {@link #store()} at any time, after asking the node for a
 * read if it must be linearizable.
 */
public final class Database implements StateMachine<Result> {

    /**
     * How many changes to look at for removal after each command, and how many more for each change
     * that it made. Three for one, because a key that is put and then deleted is two changes, so
     * that removal keeps up with writing.
     */
    private static final int TIDY_STEPS = 4;

    private static final int TIDY_STEPS_PER_CHANGE = 3;

    /** The most steps after one command, however many keys it deleted. */
    private static final int TIDY_STEPS_MAX = 1024;

    /** Another one as soon as an image is loaded. Written by who applies. */
    private volatile Store store = new Store();

    /**
     * Carries out a command written by {@link Commands#encode}.
     *
     * @throws MalformedCommand if it is not one, which stops the member
     */
    @Override
    public Result apply(long index, Bytes command) {
        Proposed proposed = Commands.decode(command);
        Store now = store;
        Result result = now.apply(proposed.command(), proposed.quotaBytes());
        now.tidy(tidySteps(changes(result)));
        return result;
    }

    private static int tidySteps(long changes) {
        return (int) Math.min(TIDY_STEPS_MAX, TIDY_STEPS + TIDY_STEPS_PER_CHANGE * changes);
    }

    private static long changes(Result result) {
        return switch (result) {
            case Result.PutResult _ -> 1;
            case Result.DeleteResult delete -> delete.deleted();
            case Result.TxnResult txn -> {
                long changes = 0;
                for (Result.Answer answer : txn.results()) {
                    changes += changes(answer);
                }
                yield changes;
            }
            case Result.RangeResult _, Result.CompactResult _, Refusal _ -> 0;
        };
    }

    /** Takes no longer for a large store than for a small one; writing is up to who reads it. */
    @Override
    public StoreImage image() {
        return new StoreImage(store.image());
    }

    /** Whoever reads the store of before meanwhile, or has pinned it, reads it to its end. */
    @Override
    public Loader loader() {
        return new StoreLoader(loaded -> store = loaded);
    }

    /**
     * The store, for reading and for its numbers. To be asked for each time, and not kept: when an
     * image is loaded, another store takes the place of the one that is there. {@link Store#apply}
     * and {@link Store#tidy} are not for anybody else.
     */
    public Store store() {
        return store;
    }
}
