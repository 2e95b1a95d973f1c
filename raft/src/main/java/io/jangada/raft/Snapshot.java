package io.jangada.raft;

/**
 * What the core knows of a snapshot: which entries it stands for, never its bytes (Raft thesis §5).
 *
 * @param lastIncludedIndex the index of the last entry that it stands for; 0 when there is none
 * @param lastIncludedTerm the term of that entry, 0 when there is none
 * @param members the configuration at that index
 */
public record Snapshot(long lastIncludedIndex, long lastIncludedTerm, Members members) {
    public Snapshot {
        Check.that(
                lastIncludedIndex == 0
                        ? lastIncludedTerm == 0
                        : lastIncludedIndex > 0 && lastIncludedTerm > 0,
                "a snapshot is of an entry, or of none");
    }

    /** None yet: the cluster begins with {@code members}. */
    public static Snapshot none(Members members) {
        return new Snapshot(0, 0, members);
    }
}
