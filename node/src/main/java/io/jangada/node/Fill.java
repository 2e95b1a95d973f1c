package io.jangada.node;

/**
 * How much of what is bounded is in use, at one moment between two turns; the bounds are in {@link
 * Config} and in {@link io.jangada.node.storage.Limits}.
 *
 * @param proposals of this member that wait for their result
 * @param proposalBytes of their commands
 * @param reads of this member that wait
 * @param controlFrames in the inbox
 * @param appendFrames in the inbox, with entries or commands
 * @param appendBytes payload bytes of these
 * @param chunkFrames in the inbox, with chunks of snapshots or questions for them
 * @param chunkBytes payload bytes of these
 * @param applyBytes payload bytes handed to the applier and not applied
 * @param queuedBytes that wait for the disk
 * @param recentBytes payload bytes of entries in memory
 * @param boots of members that are remembered, to drop what comes twice
 */
public record Fill(
        int proposals,
        long proposalBytes,
        int reads,
        int controlFrames,
        int appendFrames,
        long appendBytes,
        int chunkFrames,
        long chunkBytes,
        long applyBytes,
        long queuedBytes,
        long recentBytes,
        int boots) {}
