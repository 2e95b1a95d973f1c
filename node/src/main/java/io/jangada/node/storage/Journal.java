package io.jangada.node.storage;

import io.jangada.node.Payload;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A member's log, term and vote on disk. Passive: it does nothing but in {@link #turn}.
 *
 * <p>{@link #append}, {@link #save}, {@link #cached} and {@link #fetch} belong to one thread, that
 * of the core. Each {@link Lane} belongs to one thread too. The others are free.
 *
 * <p>The first write or force that fails, and the first damage that is read, latch the journal:
 * {@link Listener#failed} is called once, and nothing is reported or written after it. There is no
 * retry.
 */
public final class Journal implements AutoCloseable {
    Journal() {}

    /** Must be called once, before anything else. */
    public void start(Listener listener) {}

    /**
     * Queues entries; {@link Listener#persisted} follows. Never blocks and never refuses: whoever
     * feeds the core watches {@link #full}.
     *
     * @param write the number of the append, one more than the last one's
     * @param payloads one for each entry
     * @param truncates whether the log already reaches to {@code entries.first()} or beyond and is
     *     to be cut there first
     */
    public void append(long write, Entries entries, List<Payload> payloads, boolean truncates) {}

    /** Whether more is queued than {@link Limits#queueBytesMax}. */
    public boolean full() {
        return false;
    }

    /** Queues term and vote; {@link Listener#saved} follows for each, in order. */
    public void save(HardState hardState) {}

    /**
     * The payloads of all entries from {@code first} to {@code last} (inclusive) if all are still
     * in memory, else null. An entry is in memory from {@link #append} on, at least until it is
     * durable.
     */
    public @Nullable List<Payload> cached(long first, long last) {
        return null;
    }

    /**
     * Reads entries from {@code first} to at most {@code last} (inclusive), at most {@code
     * bytesMax} bytes of payload but at least one entry. {@code done} is called on the thread of
     * {@link Lane#FETCH}. False when too many fetches wait; {@code done} is then never called.
     */
    public boolean fetch(long first, long last, long bytesMax, Fetched done) {
        return false;
    }

    /**
     * Does what is to be done in {@code lane}. True if it did something and should be called again
     * at once; false if there is nothing to do until {@link Listener#due} names this lane.
     */
    public boolean turn(Lane lane) {
        return false;
    }

    /** Bytes of disk that the journal uses, without what is prepared ahead. */
    public long bytes() {
        return 0;
    }

    /**
     * Whether the disk has no room for the next segment. Proposals should stop then; what is
     * already ordered may still fit. It is tried again at each turn of {@link Lane#PREPARE}, so
     * call that about once a second while this holds.
     */
    public boolean spaceShort() {
        return false;
    }

    /** Closes the files; no turn may be under way. What is queued is dropped. */
    @Override
    public void close() {}

    /** Whom the journal tells. Called on the threads of the lanes; must not block. */
    public interface Listener {
        /** Every append up to number {@code write} is durable. */
        void persisted(long write);

        /** {@code hardState}, or a later one, is durable. */
        void saved(HardState hardState);

        /**
         * The journal is latched, and the member must stop. Called once.
         *
         * @param what one line that names the file
         */
        void failed(String what, Throwable cause);

        /** {@code lane} has something to do. Called by any thread, also by those that append. */
        default void due(Lane lane) {}
    }

    /** Where a fetch ends. */
    @FunctionalInterface
    public interface Fetched {
        /**
         * {@code entries} begin where they were asked for, and {@code payloads} has one for each.
         * Empty when the log does not hold the first one any more. Compare the terms with the
         * core's: the log may have been cut and overwritten since the call.
         */
        void fetched(Entries entries, List<Payload> payloads);
    }
}
