package io.jangada.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Brings reads through the protocol: asks the core with one ticket for all that wait, asks again
 * what was refused when the leader changed (a read may be asked for any number of times), and gives
 * up at the deadline. The core itself repeats questions that got lost. Owned by the driver.
 */
final class Asking {
    private final Reads reads;
    private final BiConsumer<Long, Reads.Batch> ready;
    private final Config config;
    private final LinkedHashMap<Long, Reads.Batch> asked = new LinkedHashMap<>();
    private List<Reads.Batch> refused = new ArrayList<>();
    private long lastTicket;
    private boolean again;

    /** Asks the core. */
    interface Ask {
        void ask(long ticket, ReadMode mode);
    }

    /** {@code ready} takes a read index and the reads that may be served once it is applied. */
    Asking(Reads reads, BiConsumer<Long, Reads.Batch> ready, Config config) {
        this.reads = reads;
        this.ready = ready;
        this.config = config;
    }

    /** Asks for what is new, and at a tick or after a change for what was refused. */
    boolean turn(long now, boolean ticked, Ask ask) {
        boolean worked = false;
        if (ticked) {
            expire(now);
        }
        if (again || ticked) {
            again = false;
            List<Reads.Batch> batches = refused;
            refused = new ArrayList<>();
            worked = !batches.isEmpty();
            ask(batches, ask);
        }
        if (!reads.isEmpty()) {
            ask(reads.take(now + config.requestTimeout()), ask);
            worked = true;
        }
        return worked;
    }

    /** All are asked before the first is: were the core to throw, none would be forgotten. */
    private void ask(List<Reads.Batch> batches, Ask ask) {
        long ticket = lastTicket;
        for (Reads.Batch batch : batches) {
            asked.put(++lastTicket, batch);
        }
        for (Reads.Batch batch : batches) {
            ask.ask(++ticket, batch.mode);
        }
    }

    private void expire(long now) {
        for (Collection<Reads.Batch> unread : List.of(asked.values(), refused)) {
            unread.removeIf(batch -> {
                boolean expired = batch.deadline <= now;
                if (expired) {
                    reads.complete(batch, new ReadOutcome.Refused(Reason.TIMED_OUT));
                }
                return expired;
            });
        }
    }

    void ready(long ticket, long readIndex) {
        Reads.Batch batch = asked.remove(ticket);
        if (batch != null) {
            ready.accept(readIndex, batch);
        }
    }

    void refused(long ticket) {
        Reads.Batch batch = asked.remove(ticket);
        if (batch != null) {
            refused.add(batch);
        }
    }

    /** The leader changed: what was refused has a chance now. */
    void askAgain() {
        again = true;
    }

    List<Reads.Batch> unanswered() {
        List<Reads.Batch> rest = new ArrayList<>(asked.values());
        rest.addAll(refused);
        asked.clear();
        refused.clear();
        return rest;
    }
}
