package io.jangada.raft;

/**
 * What a server knows when it starts: its durable state as recovery found it.
 *
 * @param log the whole log, from index 1
 * @param suspectFrom the first index of a last batch of which nobody can say whether it was ever
 *     acknowledged and whose bytes are damaged, or {@code log.last() + 1} when there is none. Such
 *     entries keep their place, but this server neither votes nor acknowledges nor campaigns until
 *     a leader has sent them, or others in their place, again.
 * @param firstReadToken random per start, so that tokens are never reused
 */
public record Start(
        ServerId self,
        Members members,
        HardState hardState,
        Entries log,
        long suspectFrom,
        long firstReadToken) {
    public Start {
        Check.that(log.first() == 1, "the log starts at index 1");
        Check.that(suspectFrom >= 1 && suspectFrom <= log.last() + 1, "suspect inside the log");
        Check.that(
                log.isEmpty() || log.term(log.last()) <= hardState.currentTerm(),
                "no entry is of a later term than currentTerm");
    }
}
