package io.jangada.sim.check;

import io.jangada.raft.HardState;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/** What one member did and promised, seen from outside; it outlives crashes of the member. */
public final class Shadow {
    /** Appended and not yet reported durable. */
    private record Pending(long write, long first, Trail entries) {}

    private final ServerId id;

    /** The log as the core ordered it. */
    final Trail log = new Trail();

    /** The log as the disk reported it durable. */
    final Trail durable = new Trail();

    HardState saved = HardState.INITIAL;

    /** Everything up to here was acknowledged to a leader or counted as durable by itself. */
    long promised;

    /** The first entry that is there and not to be trusted, 0 when there is none. */
    long suspectFrom;

    @Nullable Status before;

    /** Does not lead at the end of this step, so it may have stepped down anywhere in it. */
    boolean deposed;

    /** What the core said to be committed, up to the middle of a step. */
    long commit;

    long applied;
    boolean running;

    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    final ArrayDeque<HardState> saving = new ArrayDeque<>();

    Shadow(ServerId id) {
        this.id = id;
    }

    public ServerId id() {
        return id;
    }

    /** Leads and did before in this very term. */
    boolean leads(long term) {
        return leads() && before != null && before.currentTerm() == term;
    }

    boolean leads() {
        return !deposed && before != null && before.standing() == Standing.LEADER;
    }

    /** How many of the first of these are suspect entries, unchanged, and take their place. */
    int repairs(long first, long[] repeated) {
        if (suspectFrom == 0 || first < suspectFrom) {
            return 0;
        }
        int count = 0;
        while (count < repeated.length
                && first + count <= log.last()
                && log.term(first + count) == repeated[count]) {
            count++;
        }
        return count;
    }

    void append(long write, long first, long[] terms, long[] digests) {
        int repaired = repairs(first, terms);
        boolean all = repaired > 0 && repaired == terms.length;
        if (!all) {
            log.cut(first + repaired - 1);
        }
        for (int i = 0; i < terms.length; i++) {
            if (first + i > log.last()) {
                log.put(first + i, terms[i], digests[i]);
            }
        }
        suspectFrom = all && first + repaired <= log.last() ? first + repaired : 0;
        pending.add(new Pending(write, first, Trail.of(terms, digests)));
    }

    /**
     * What was {@code committed} up to {@code index} takes the place of the log; of all of it, or,
     * without a write, of what it had forgotten and lost.
     */
    void restore(long write, Trail committed, long index) {
        if (write == 0) {
            suspectFrom = 0;
            durable.become(log);
            return;
        }
        log.become(committed);
        log.cut(index);
        suspectFrom = 0;
        Trail all = new Trail();
        all.become(log);
        pending.add(new Pending(write, 1, all));
    }

    void persisted(long write) {
        while (!pending.isEmpty() && pending.peek().write <= write) {
            Pending next = pending.remove();
            durable.cut(next.first - 1);
            for (int i = 1; i <= next.entries.last(); i++) {
                durable.put(next.first + i - 1, next.entries.term(i), next.entries.digest(i));
            }
        }
    }

    void saved(HardState hardState) {
        saved = hardState;
        while (!saving.isEmpty() && !saving.remove().equals(hardState)) {}
    }

    void crashed() {
        running = false;
        before = null;
        applied = 0;
        commit = 0;
    }

    /** Starts again from what recovery found, with {@code log} already corrected to it. */
    void started(HardState hardState, long firstSuspect) {
        suspectFrom = firstSuspect > log.last() ? 0 : firstSuspect;
        running = true;
        pending.clear();
        saving.clear();
        durable.become(log);
        if (suspectFrom > 0) {
            durable.cut(suspectFrom - 1);
        }
        saved = hardState;
        promised = Math.min(promised, durable.last());
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
