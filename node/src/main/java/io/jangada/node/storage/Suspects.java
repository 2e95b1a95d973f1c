package io.jangada.node.storage;

import io.jangada.raft.Entries;

/**
 * The suspect entries that a leader has not sent again yet. Owned by the thread of the core.
 *
 * <p>Each may have been acknowledged, so it keeps its place until it is replaced: what a leader
 * sends again unchanged is written behind the log, in its place, and cuts nothing. Cutting first
 * would forget the rest, or even all of them if the power fails between the two.
 */
final class Suspects {
    private Entries left;

    Suspects(Entries log, long suspectFrom) {
        left = log.from(suspectFrom);
    }

    /** How many of the first of {@code sent} are the next suspect entries, unchanged. */
    int repairs(Entries sent) {
        if (sent.first() != left.first()) {
            return 0;
        }
        int count = 0;
        for (long index = sent.first(); index <= Math.min(sent.last(), left.last()); index++) {
            if (sent.term(index) != left.term(index)) {
                break;
            }
            count++;
        }
        return count;
    }

    /** The log is empty, and goes on behind {@code index}. */
    void reset(long index) {
        left = Entries.none(index + 1);
    }

    /** {@code sent} were written, the first {@code repaired} of them in the place of suspects. */
    void written(Entries sent, int repaired) {
        if (repaired > 0 && repaired == sent.count()) {
            left = left.from(sent.last() + 1);
        } else if (sent.first() <= left.last()) {
            left = Entries.none(sent.last() + 1);
        }
    }
}
