package io.jangada.sim.check;

import io.jangada.raft.Input;
import io.jangada.raft.Output;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** What is committed is never cut, not even by what is the same. */
final class CommittedStays extends Invariant {
    CommittedStays() {
        super("I11");
    }

    @Override
    @Nullable String ordered(Sight sight, Shadow server, Input input, Output output) {
        if (!(output instanceof Output.Append append) || !append.truncates()) {
            return null;
        }
        long first = append.entries().first();
        Trail committed = sight.ledger().committed;
        long[] terms = new long[append.entries().count()];
        Arrays.setAll(terms, i -> append.entries().term(first + i));
        int repaired = server.repairs(first, terms);
        long cut = first + repaired;
        boolean kept =
                cut > Math.min(committed.last(), server.log.last())
                        || (repaired > 0 && repaired == terms.length)
                        || server.log.digest(cut) != committed.digest(cut);
        return kept
                ? null
                : "%s cuts its log before entry %d, which is committed".formatted(server, cut);
    }
}
