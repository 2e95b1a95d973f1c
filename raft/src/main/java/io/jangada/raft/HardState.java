package io.jangada.raft;

import org.jspecify.annotations.Nullable;

/**
 * What a server must never forget besides its log (Raft paper, figure 2): written as one,
 * atomically.
 *
 * @param currentTerm the latest term the server has seen, 0 at first start
 * @param votedFor the candidate that got this server's vote in {@code currentTerm}, or null
 */
public record HardState(long currentTerm, @Nullable ServerId votedFor) {
    public static final HardState INITIAL = new HardState(0, null);

    public HardState {
        Check.that(currentTerm >= 0, "a term is never negative");
        Check.that(currentTerm > 0 || votedFor == null, "there is no vote in term 0");
    }
}
