package io.jangada.node;

import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Check;
import io.jangada.raft.Entries;

import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Hands what is committed over to the applier, no more at a time than the settings allow. Entries
 * that the journal does not keep in memory, as after a start, are read from its files.
 */
final class Committed<R> {
    private static final int CHUNK_ENTRIES = 1024;
    private static final long CHUNK_BYTES = 1 << 20;

    private final Journal journal;
    private final Applier<R> applier;
    private final Inbox inbox;
    private final Config config;
    private volatile long commitIndex;
    private long handedOver;
    private long bytesAhead;
    private boolean fetching;

    /** One more with each snapshot that takes the place of entries. */
    private volatile long restores;

    /** Everything up to {@code index} is handed over as a snapshot. */
    Committed(Journal journal, Applier<R> applier, Inbox inbox, Config config, long index) {
        this.commitIndex = index;
        this.handedOver = index;
        this.journal = journal;
        this.applier = applier;
        this.inbox = inbox;
        this.config = config;
    }

    void commit(long index) {
        Check.that(index >= commitIndex, "commitIndex never goes back");
        commitIndex = index;
    }

    /** A snapshot is handed over in the place of everything up to {@code index}. */
    void restored(long index) {
        commitIndex = index;
        handedOver = index;
        restores = restores() + 1;
        fetching = false;
    }

    long restores() {
        return restores;
    }

    void applied(long bytes) {
        bytesAhead -= bytes;
    }

    /**
     * What is not durable is in memory. Only what is may be read from the files: they may still
     * hold an older entry in the place of one that is committed already and on its way to this
     * disk.
     */
    void handOver(long durableIndex) {
        while (!fetching && handedOver < commitIndex && bytesAhead < config.applyBytesMax()) {
            long first = handedOver + 1;
            long known = first <= durableIndex ? Math.min(commitIndex, durableIndex) : commitIndex;
            long last = Math.min(known, handedOver + CHUNK_ENTRIES);
            List<Payload> cached = journal.cached(first, last);
            if (cached != null) {
                pass(first, cached);
            } else if (first > durableIndex || !fetch(first, last)) {
                return;
            }
        }
    }

    /** False when too much is being read already; then it is tried again at the next turn. */
    private boolean fetch(long first, long last) {
        long before = restores;
        fetching =
                journal.fetch(
                        first,
                        last,
                        Math.min(CHUNK_BYTES, config.applyBytesMax()),
                        (read, found) -> inbox.report(fetchedToApply(before, first, read, found)));
        return fetching;
    }

    private static Inbox.Event fetchedToApply(
            long restores, long first, Entries read, List<Payload> found) {
        return new Inbox.FetchedToApply(restores, first, read, found);
    }

    /** {@code term} gives the terms of the core's log, which what was read must have. */
    void fetched(Inbox.FetchedToApply event, LongUnaryOperator term) {
        if (event.restores() != restores) {
            return;
        }
        Entries read = event.read();
        Check.that(
                !event.found().isEmpty(), "the journal has the committed entry " + event.first());
        for (long index = read.first(); index <= read.last(); index++) {
            Check.that(
                    read.term(index) == term.applyAsLong(index),
                    "what is applied is what was committed");
        }
        fetching = false;
        pass(read.first(), event.found());
    }

    private void pass(long first, List<Payload> payloads) {
        Check.that(first == handedOver + 1, "entries are handed over in order, each once");
        handedOver += payloads.size();
        for (Payload payload : payloads) {
            bytesAhead += payload.size();
        }
        applier.apply(first, payloads);
    }

    /** Payload bytes that the applier has and has not applied. */
    long bytesAhead() {
        return bytesAhead;
    }

    long commitIndex() {
        return commitIndex;
    }
}
