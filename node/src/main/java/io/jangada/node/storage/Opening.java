package io.jangada.node.storage;

import io.jangada.raft.Entries;
import io.jangada.raft.HardState;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What came of opening a directory. */
public sealed interface Opening {
    /**
     * The journal is open, and all of this is durable.
     *
     * @param identity whose journal it is, in its new boot epoch
     * @param log all of the log that was not forgotten
     * @param prevTerm the term of the entry before {@code log}; 0 if that begins with index 1
     * @param suspectFrom the first index of an ambiguous last batch, as {@link
     *     io.jangada.raft.Start} wants it; {@code log.last() + 1} when there is none, {@code
     *     log.first() - 1} when what the log has forgotten is lost
     * @param snapshot the newest one that is complete; null if there is none that can be started
     *     on. Its entry is in {@code log}, or the one before it
     * @param warnings one line each, for the operator; empty after an orderly stop
     */
    record Recovered(
            Journal journal,
            Identity identity,
            HardState hardState,
            Entries log,
            long prevTerm,
            long suspectFrom,
            @Nullable Manifest snapshot,
            List<String> warnings)
            implements Opening {
        /** A snapshot of another member has to stand for what the log has forgotten. */
        public boolean isLost() {
            return suspectFrom < log.first();
        }
    }

    /**
     * The member must not start. The directory was not changed, except that an interrupted creation
     * was carried on, and the lock is given back.
     *
     * @param reason one line that names file, offset and index where there are such
     */
    record Refused(String reason) implements Opening {}
}
