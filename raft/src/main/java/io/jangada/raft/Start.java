package io.jangada.raft;

/**
 * What a server knows when it starts: its durable state as recovery found it.
 *
 * @param snapshot the newest snapshot; its members are the configuration that the log begins with
 * @param prevTerm the term of the entry before {@code log}; 0 when that begins with index 1
 * @param log what is left of the log: it begins at or before the entry behind the snapshot
 * @param suspectFrom the first index of a last batch of which nobody can say whether it was ever
 *     acknowledged and whose bytes are damaged, or {@code log.last() + 1} when there is none. Such
 *     entries keep their place, but this server neither votes nor acknowledges nor campaigns until
 *     a leader has sent them, or others in their place, again. The snapshot's own index, where the
 *     log begins behind it, means that what it stands for is lost: only a snapshot ends that.
 * @param firstReadToken random per start, so that tokens are never reused
 */
public record Start(
        ServerId self,
        Snapshot snapshot,
        HardState hardState,
        long prevTerm,
        Entries log,
        long suspectFrom,
        long firstReadToken) {
    public Start {
        long before = log.first() - 1;
        long index = snapshot.lastIncludedIndex();
        Check.that(before == 0 ? prevTerm == 0 : prevTerm > 0, "an entry has a term");
        Check.that(before <= index && index <= log.last(), "the log goes on from the snapshot");
        Check.that(
                (index == before ? prevTerm : log.term(index)) == snapshot.lastIncludedTerm(),
                "the log has the last entry of the snapshot");
        boolean isLost = suspectFrom == index && index == before && index > 0;
        Check.that(
                isLost || (suspectFrom > index && suspectFrom <= log.last() + 1),
                "suspect inside the log");
        Check.that(
                (log.isEmpty() ? prevTerm : log.term(log.last())) <= hardState.currentTerm(),
                "no entry is of a later term than currentTerm");
    }

    /** Without a snapshot, so that {@code log} is whole, from index 1. */
    public static Start of(
            ServerId self,
            Members members,
            HardState hardState,
            Entries log,
            long suspectFrom,
            long firstReadToken) {
        return new Start(
                self, Snapshot.none(members), hardState, 0, log, suspectFrom, firstReadToken);
    }
}
