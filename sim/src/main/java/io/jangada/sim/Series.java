package io.jangada.sim;

import java.io.IOException;
import java.util.TreeMap;

/** Adds up what came of seeds, in their order, and writes down now and then how far that is. */
final class Series {
    private static final long SECOND = 1_000_000_000L;
    private static final long EVERY = 5 * SECOND;

    private final Progress progress;

    /** Done before one with a lower number is. */
    private final TreeMap<Long, SimCommand.Done> early = new TreeMap<>();

    private Sums sums = new Sums();
    private long next;
    private long started = System.nanoTime();
    private long told = started;
    private boolean saved;

    Series(Progress progress, long first) {
        this.progress = progress;
        this.next = first;
    }

    /** From the first seed on, or from where it was broken off. */
    void begin(boolean resumed) throws IOException, Progress.Unfit {
        if (resumed) {
            Progress.Saved found = progress.load();
            sums = Sums.of(found.sums());
            next = found.next();
            started = System.nanoTime() - found.nanos();
            tell("%,d seeds are done already".formatted(sums.runs()));
        } else if (progress.exists()) {
            tell("begins anew; --resume would have gone on with what is in " + progress.file());
        }
    }

    /** All seeds before this one are in the sums. */
    long next() {
        return next;
    }

    Sums sums() {
        return sums;
    }

    /** On the wall, with those of the runs that were broken off. */
    long nanos() {
        return System.nanoTime() - started;
    }

    void add(SimCommand.Done done) throws IOException {
        early.put(done.scene().seed(), done);
        for (SimCommand.Done due = early.remove(next); due != null; due = early.remove(next)) {
            sums.add(due.run(), due.nanos());
            next++;
        }
        if (System.nanoTime() - told > EVERY) {
            told = System.nanoTime();
            save();
            tell(
                    "%,d seeds, %,d events, %d s"
                            .formatted(sums.runs(), sums.events(), nanos() / SECOND));
        }
    }

    void save() throws IOException {
        progress.save(next, nanos(), sums);
        if (!saved) {
            saved = true;
            tell(
                    "may be broken off: the same command with --resume goes on, from "
                            + progress.file());
        }
    }

    @SuppressWarnings("SystemOut")
    private static void tell(String line) {
        System.err.println(line);
    }
}
