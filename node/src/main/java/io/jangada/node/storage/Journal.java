package io.jangada.node.storage;

import io.jangada.raft.Check;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

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
    private final Disk disk;
    private final Limits limits;
    private final Tail.Opened opened;
    private final Recent recent;
    private final Suspects suspects;

    /** The last index of the log, suspect entries among them. */
    private long last;

    /** The number of the last append, and up to which index the log may be forgotten. */
    private long lastWrite;

    private long forgotten;

    private @Nullable Lanes lanes;

    Journal(Disk disk, Limits limits, Tail.Opened opened, Entries log, long suspectFrom) {
        this.disk = disk;
        this.limits = limits;
        this.opened = opened;
        this.recent = new Recent(limits.recentBytesMax(), log.last());
        this.suspects = new Suspects(log, suspectFrom);
        this.last = log.last();
    }

    /** What exists once there is somebody to tell. */
    private record Lanes(
            Appender appender,
            VoteFile votes,
            Spares spares,
            Forgetting forgetting,
            Fetcher fetcher,
            Snapshots snapshots) {}

    /**
     * Must be called once, before anything else.
     *
     * @param nanoTime a clock that never goes back, for pauses only
     */
    public void start(Listener listener, LongSupplier nanoTime) {
        Check.that(lanes == null, "a journal is started once");
        Origin origin = opened.origin();
        Latch latch = new Latch(listener);
        VoteFile votes =
                new VoteFile(disk, origin, latch, listener, opened.voteSequence(), nanoTime);
        Spares spares = new Spares(disk, latch, listener, limits, nanoTime, opened);
        Forgetting forgetting = new Forgetting(disk, latch, listener, opened, votes);
        Appender appender =
                new Appender(
                        new Appender.Outside(
                                disk, origin, latch, listener, spares, votes, forgetting),
                        limits,
                        opened,
                        nanoTime);
        Fetcher fetcher =
                new Fetcher(disk, origin, latch, listener, opened.places(), limits.fetchesMax());
        Snapshots snapshots =
                new Snapshots(
                        disk, origin, latch, nanoTime, limits.chunkBytes(), opened.snapshots());
        lanes = new Lanes(appender, votes, spares, forgetting, fetcher, snapshots);
        listener.due(Lane.PREPARE);
    }

    private Lanes lanes() {
        Lanes started = lanes;
        if (started == null) {
            throw new IllegalStateException("the journal is not started");
        }
        return started;
    }

    /**
     * Queues entries; {@link Listener#persisted} follows. Never blocks and never refuses: whoever
     * feeds the core watches {@link #full}.
     *
     * @param write the number of the append, greater than the last one's, from 1
     * @param payloads one for each entry
     *     <p>Entries that repeat suspect ones, from the first of these on and with the same terms,
     *     take their place: the suspect entries behind them stay.
     * @param truncates whether the log already reaches to {@code entries.first()} or beyond and is
     *     to be cut there first
     */
    public void append(long write, Entries entries, List<Payload> payloads, boolean truncates) {
        Check.that(entries.count() == payloads.size(), "one payload for each entry");
        Check.that(entries.first() <= last + 1, "a log has no gaps");
        Check.that(entries.first() > forgotten, "what a snapshot stands for is never cut");
        Check.that(truncates == (entries.first() <= last), "a cut is announced");
        for (Payload payload : payloads) {
            Check.that(payload.size() <= limits.payloadBytesMax(), "a payload is too large");
        }
        Appender appender = lanes().appender();
        lastWrite = write;
        recent.append(write, entries, payloads, appender.persistedWrite());
        int repaired = suspects.repairs(entries);
        boolean cuts = entries.first() + repaired <= last && repaired < entries.count();
        appender.append(write, entries, List.copyOf(payloads), cuts ? repaired : -1);
        last = truncates && !cuts ? Math.max(last, entries.last()) : entries.last();
        suspects.written(entries, repaired);
    }

    /**
     * Queues that the log is empty and goes on behind {@code index} and {@code term}, of which a
     * durable snapshot exists; {@link Listener#persisted} follows as for an append.
     *
     * @param write as in {@link #append}
     */
    public void reset(long write, long index, long term) {
        Check.that(index > forgotten && term > 0, "a log is reset to a later entry");
        lastWrite = write;
        recent.reset(index);
        suspects.reset(index);
        last = index;
        lanes().appender().reset(write, index, term);
    }

    /**
     * Lets the journal forget entries up to {@code upTo}, of which a durable snapshot exists, so
     * that nothing there will be cut. Whole segments go, in turns of {@link Lane#PREPARE} that
     * begin once all appends before this call are durable; until then, and where a segment holds
     * later entries too, all stays.
     */
    public void compact(long upTo) {
        Check.that(upTo <= last, "only what is in the log is forgotten");
        forgotten = Math.max(forgotten, upTo);
        lanes().forgetting().compact(lastWrite, forgotten);
    }

    /** The snapshots beside the journal; they belong to one thread, whichever that is. */
    public Snapshots snapshots() {
        return lanes().snapshots();
    }

    /** The largest payload that an entry may have. */
    public int payloadBytesMax() {
        return limits.payloadBytesMax();
    }

    /** Whether more is queued than {@link Limits#queueBytesMax}. */
    public boolean full() {
        return lanes().appender().full();
    }

    /** What waits for the disk, with a header for each entry. */
    public long queuedBytes() {
        return lanes().appender().queuedBytes();
    }

    /**
     * Nanoseconds that the oldest write under way, of the log or of the vote, has taken until
     * {@code now}, by the clock of {@link #start}; 0 when there is none.
     */
    public long underWay(long now) {
        return Math.max(lanes().appender().underWay(now), lanes().votes().underWay(now));
    }

    /** Payload bytes of the entries in memory. */
    public long recentBytes() {
        return recent.bytes();
    }

    /** Queues term and vote; {@link Listener#saved} follows for each, in order. */
    public void save(HardState hardState) {
        lanes().votes().save(hardState);
    }

    /**
     * The payloads of all entries from {@code first} to {@code last} (inclusive) if all are still
     * in memory, else null. An entry is in memory from {@link #append} on, at least until it is
     * durable.
     */
    public @Nullable List<Payload> cached(long first, long last) {
        return recent.range(first, last);
    }

    /**
     * Reads durable entries from {@code first} to at most {@code last} (inclusive), at most {@code
     * bytesMax} bytes of payload but at least one entry; what is not durable yet is {@link
     * #cached}. {@code done} is called on the thread of {@link Lane#FETCH}. False when too many
     * fetches wait; {@code done} is then never called. If the journal latches meanwhile, it is not
     * called either.
     */
    public boolean fetch(long first, long last, long bytesMax, Fetched done) {
        return lanes().fetcher().fetch(new Fetcher.Request(first, last, bytesMax, done));
    }

    /**
     * Does what is to be done in {@code lane}. True if it did something and should be called again
     * at once; false if there is nothing to do until {@link Listener#due} names this lane. Call it
     * about twice a second all the same: the last batch is proved when nothing follows it for a
     * while.
     */
    public boolean turn(Lane lane) {
        Lanes all = lanes();
        return switch (lane) {
            case APPEND -> all.appender().turn();
            case VOTE -> all.votes().turn(all.appender().durable());
            case PREPARE -> prepare(all);
            case FETCH -> all.fetcher().turn();
        };
    }

    private static boolean prepare(Lanes all) {
        Appender appender = all.appender();
        return all.spares().turn(appender.durable())
                || all.forgetting().turn(appender.durable(), appender.persistedWrite());
    }

    /** Bytes of disk that the journal uses, without what is prepared ahead. */
    public long bytes() {
        return opened.seams().bytes() + lanes().appender().activeBytes();
    }

    /**
     * Whether the disk has no room for the next segment. Proposals should stop then; what is
     * already ordered may still fit. It is tried again in turns of {@link Lane#PREPARE}, after
     * pauses that grow to 4 s, so call that about once a second while this holds.
     */
    public boolean spaceShort() {
        return lanes().spares().spaceShort();
    }

    /** The directory, for files of others beside the journal's. Closing the journal closes it. */
    public Disk disk() {
        return disk;
    }

    /** Closes the files; no turn may be under way. What is queued is dropped. */
    @Override
    public void close() throws IOException {
        try (disk) {
            if (lanes != null && lanes.appender().isUnproven()) {
                opened.identity().prove(lanes.appender().durable());
            }
        }
    }

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
