package io.jangada.node;

/**
 * Counters of a member since its start.
 *
 * @param proposalsPending proposals of this member's clients that wait for their result
 * @param proposalsFailed proposals refused as busy or given up
 * @param leaderChanges how often another leader became known
 * @param duplicatesDropped forwarded commands that came twice or too late
 * @param framesDropped frames of peers dropped because the inbox was full
 * @param journalBytes bytes that the journal occupies
 * @param snapshotsRestored how many snapshots of others took the place of the log
 * @param snapshotsDamaged how many snapshots of this member were found damaged
 */
public record Stats(
        int proposalsPending,
        long proposalsFailed,
        long leaderChanges,
        long duplicatesDropped,
        long framesDropped,
        long journalBytes,
        long snapshotsRestored,
        long snapshotsDamaged) {}
