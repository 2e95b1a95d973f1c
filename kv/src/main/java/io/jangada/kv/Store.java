package io.jangada.kv;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The multi-version store. One thread, the writer, calls {@link #apply} and {@link #tidy}; every
 * other method may be called by any thread at any time, and waits for nobody.
 *
 * <p>Readers take the last {@link #revision() published} revision, hold it, and read only versions
 * up to it. It is published after the whole command, so they see all of a transaction or nothing.
 */
public final class Store {

    private final Histories histories = new Histories();
    private final Writer writer = new Writer(histories);
    private final Pins pins = new Pins();
    private final Space space;

    /** What makes versions visible: written last by the writer, read first by every reader. */
    private volatile long published = 1;

    private volatile long compacted = -1;
    private volatile long bytes;

    /** An empty store. */
    public Store() {
        space = new Space(false);
    }

    /** The store that an image was taken of; {@code versions} are in the order made. */
    Store(List<KeyValue> versions, long revision, long compactRevision, boolean full) {
        space = new Space(full);
        writer.restore(versions, revision, compactRevision);
        compacted = compactRevision;
        bytes = writer.bytes();
        published = revision;
    }

    /**
     * Carries out a command, all of it or nothing. Only the writer calls this. The command has
     * passed {@link Rules}; what those let through is refused or done, never a fault.
     *
     * @param quotaBytes the quota of the member that proposed the command, which travels with it so
     *     that all members decide alike
     */
    public Result apply(Command command, long quotaBytes) {
        if (space.refuses(command, bytes, quotaBytes)) {
            return Refusal.NO_SPACE;
        }
        Result result =
                switch (command) {
                    case Put put -> put(put);
                    case DeleteRange delete -> writer.delete(delete);
                    case Txn txn -> write(txn);
                    case Compact compact -> compact(compact.revision());
                };
        publish();
        space.relax(bytes, quotaBytes);
        return result;
    }

    private void publish() {
        bytes = writer.bytes();
        long made = writer.close();
        if (made != published) {
            published = made;
        }
    }

    private Result put(Put put) {
        Refusal refusal = checkLease(put);
        if (refusal == null) {
            refusal = checkPrevious(put);
        }
        return refusal == null ? writer.put(put) : refusal;
    }

    private Result write(Txn txn) {
        Plan plan = Plan.of(txn, writer.view());
        Refusal refusal = plan.check(this::check);
        return refusal == null ? plan.run(this::step, writer::revision) : refusal;
    }

    /** Whether one operation on the chosen path of a transaction must be refused. */
    private @Nullable Refusal check(Operation operation) {
        return switch (operation) {
            case Range range -> checkReadable(range.revision(), published);
            case Put put -> {
                Refusal refusal = checkPrevious(put);
                yield refusal == null ? checkLease(put) : refusal;
            }
            case DeleteRange _, Txn _ -> null;
        };
    }

    private Result.Answer step(Operation operation) {
        return switch (operation) {
            case Range range -> {
                View now = writer.view();
                View view = range.revision() > 0 ? new View(histories, range.revision()) : now;
                yield view.range(range, writer.revision());
            }
            case Put put -> writer.put(put);
            case DeleteRange delete -> writer.delete(delete);
            case Txn _ -> throw new IllegalArgumentException("a plan steps into its transactions");
        };
    }

    private @Nullable Refusal checkPrevious(Put put) {
        return put.needsPrevious() && writer.live(put.key()) == null ? Refusal.KEY_NOT_FOUND : null;
    }

    /** No lease exists until leases do, and every put with one is refused. */
    private static @Nullable Refusal checkLease(Put put) {
        return put.lease() == 0 ? null : Refusal.LEASE_NOT_FOUND;
    }

    private @Nullable Refusal checkReadable(long revision, long current) {
        if (revision > current) {
            return Refusal.FUTURE_REVISION;
        }
        return revision > 0 && revision < compacted ? Refusal.COMPACTED : null;
    }

    private Result compact(long revision) {
        if (revision <= compacted) {
            return Refusal.COMPACTED;
        }
        if (revision > published) {
            return Refusal.FUTURE_REVISION;
        }
        writer.compact(revision);
        compacted = revision;
        return new Result.CompactResult(published);
    }

    /**
     * Removes what compaction has forgotten and no pin holds. Only the writer calls this, between
     * commands, with three steps for each change made, so that memory follows {@link #bytes}.
     *
     * @param steps the most changes to look at
     * @return whether more can be removed now
     */
    public boolean tidy(int steps) {
        long target = compacted;
        if (!writer.isUntidy(target)) {
            return false;
        }
        long floor = pins.raise(target);
        for (int step = 0; step < steps; step++) {
            if (!writer.isUntidy(floor)) {
                return false;
            }
            writer.tidy(floor);
        }
        return writer.isUntidy(floor);
    }

    /**
     * Answers a {@link Result.RangeResult}, or refuses with {@link Refusal#COMPACTED} or {@link
     * Refusal#FUTURE_REVISION}.
     */
    public Result range(Range range) {
        if (range.revision() <= 0) {
            try (Pin now = pin()) {
                return now.range(range);
            }
        }
        long current = published;
        Refusal refusal = checkReadable(range.revision(), current);
        if (refusal != null) {
            return refusal;
        }
        try (Pin then = hold(range.revision())) {
            return then == null ? Refusal.COMPACTED : view(then).range(range, current);
        }
    }

    /**
     * Carries out a read-only transaction, all of it at one revision.
     *
     * @throws IllegalArgumentException if it is not {@link Txn#isReadOnly() read-only}
     */
    public Result txn(Txn txn) {
        if (!txn.isReadOnly()) {
            throw new IllegalArgumentException("a transaction that writes is a command");
        }
        try (Pin now = pin()) {
            long current = now.revision();
            Plan plan = Plan.of(txn, view(now));
            Refusal refusal = plan.check(operation -> checkReadable(operation, current));
            if (refusal != null) {
                return refusal;
            }
            // Holding the oldest revision that is read holds all of them.
            try (Pin oldest = hold(plan.oldestRead(current))) {
                return oldest == null
                        ? Refusal.COMPACTED
                        : plan.run(operation -> read(operation, now), () -> current);
            }
        }
    }

    private @Nullable Refusal checkReadable(Operation operation, long current) {
        return operation instanceof Range range ? checkReadable(range.revision(), current) : null;
    }

    private Result.Answer read(Operation operation, Pin now) {
        if (!(operation instanceof Range range)) {
            throw new IllegalArgumentException("a read-only transaction holds ranges only");
        }
        long at = range.revision() > 0 ? range.revision() : now.revision();
        return new View(histories, at).range(range, now.revision());
    }

    /** Holds the current revision. */
    public Pin pin() {
        while (true) {
            // Fails only if a whole compaction came between the two: then there is a newer one.
            Pin pin = hold(published);
            if (pin != null) {
                return pin;
            }
        }
    }

    /** Holds a revision from 1 on; null if it is compacted or in the future. */
    public @Nullable Pin pin(long revision) {
        boolean readable = revision >= 1 && revision >= compacted && revision <= published;
        return readable ? hold(revision) : null;
    }

    private @Nullable Pin hold(long revision) {
        return pins.hold(revision) ? new Pin(this, revision) : null;
    }

    void release(Pin pin) {
        pins.release(pin.revision());
    }

    View view(Pin pin) {
        return new View(histories, pin.revision());
    }

    /**
     * The store as it is now, to be read while commands go on. Only the writer calls this; it takes
     * no longer in a large store than in a small one.
     */
    public Image image() {
        // The floor never is above the last compaction, so that can always be held.
        Pin pin = requireNonNull(hold(compacted));
        return new Image(pin, histories, published, space.isFull());
    }

    /** The revision of the last change; 1 in an empty store. */
    public long revision() {
        return published;
    }

    /** The oldest revision that can be read; -1 before the first compaction. */
    public long compactRevision() {
        return compacted;
    }

    /**
     * What the store counts against a quota: 256 bytes, key and value for each version that
     * compaction has not forgotten. The same on all members after the same commands, whatever still
     * takes memory because somebody reads it.
     */
    public long bytes() {
        return bytes;
    }

    /** Whether writes are refused with {@link Refusal#NO_SPACE}. */
    public boolean isFull() {
        return space.isFull();
    }
}
