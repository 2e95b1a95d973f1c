package io.jangada.node.storage;

import io.jangada.raft.HardState;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/**
 * Reads a directory and decides what it is worth: the identity, then the vote, the snapshots, the
 * journal, and whether they agree. Changes nothing. What refuses a member is thrown by the step
 * that finds it; who only looks may go on with the next one.
 */
final class Reading {
    /** One step, by itself. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException, Damage, Block.Newer;
    }

    private final Disk disk;
    private List<String> files;
    private final Findings findings;
    private final Places places = new Places();
    private @Nullable Block identityBlock;
    private @Nullable IdentityFile identity;
    private @Nullable Block voteBlock;
    private @Nullable Shelf shelf;
    private @Nullable Replay replay;
    private @Nullable Seams seams;
    private @Nullable Survey surveying;
    private Survey.@Nullable Result survey;
    private Replay.@Nullable Link before;
    private Replay.@Nullable Last last;

    Reading(Disk disk, List<String> files, Findings findings) {
        this.disk = disk;
        this.files = files;
        this.findings = findings;
    }

    /** Which files there are, where that became more. */
    void files(List<String> names) {
        files = names;
    }

    IdentityFile readIdentity() throws IOException, Damage, Block.Newer {
        identityBlock = copies(IdentityFile.FILE, Block.Kind.IDENTITY);
        identity = IdentityFile.of(disk, identityBlock);
        return identity;
    }

    /** Whether it is the directory of {@code expected}, or was before a secession. */
    void requireOf(Identity expected) throws Damage {
        Identity found = identity().content().identity();
        Secession secession = identity().content().secession();
        boolean follows = secession != null && secession.before() == expected.clusterId();
        if (found.clusterId() != expected.clusterId() && !follows) {
            throw new Damage(
                    "%s: the directory is of cluster %x, not %x"
                            .formatted(IdentityFile.FILE, found.clusterId(), expected.clusterId()));
        }
        if (!found.memberId().equals(expected.memberId())) {
            throw new Damage(
                    "%s: the directory is of member %s, not %s"
                            .formatted(IdentityFile.FILE, found.memberId(), expected.memberId()));
        }
        if (!found.initialCluster().equals(expected.initialCluster())) {
            findings.add(
                    Finding.Effect.NOTED,
                    "the initial cluster stays as first configured: " + found.initialCluster());
        }
    }

    /** A secession that has not ended is carried on by nobody but who began it. */
    void requireSettled() throws Damage {
        Secession secession = identity().content().secession();
        if (secession != null && !secession.ended()) {
            throw new Damage(
                    IdentityFile.FILE
                            + ": making this member a cluster of its own was interrupted; start it"
                            + " once more with --force-new-cluster");
        }
    }

    void readVote() throws IOException, Damage, Block.Newer {
        if (!files.contains(VoteFile.FILE)) {
            throw new Damage(VoteFile.FILE + " is missing: term and vote are lost");
        }
        Block block = copies(VoteFile.FILE, Block.Kind.VOTE);
        Origin origin = identity().content().origin();
        if (block.clusterId() != origin.clusterId()
                || block.incarnation() != origin.incarnation()) {
            throw new Damage(VoteFile.FILE + " belongs to another member");
        }
        if (block.body().limit() != VoteFile.Content.BYTES) {
            throw new Damage(VoteFile.FILE + ": what it holds is not of format " + block.version());
        }
        voteBlock = block;
    }

    void readSnapshots() throws IOException, Block.Newer {
        shelf = Shelf.read(disk, identity().content().origin(), files, findings);
    }

    /**
     * @param alone see {@link Recovery#open}
     * @param seceding whether the member is alone from now on, whatever the log tells
     */
    void readJournal(boolean alone, boolean seceding) throws IOException, Damage, Block.Newer {
        IdentityFile.Content content = identity().content();
        Base base = identity().base();
        long voted = voteBlock == null ? 0 : vote().watermark();
        long mark = Math.max(voted, content.watermark());
        Replay all =
                new Replay(alone, seceding, shelf().newest(), shelf().told, base, mark, findings);
        replay = all;
        Seams met = new Seams(base);
        seams = met;
        Survey segments = new Survey(disk, content.origin(), all, places, met, findings);
        surveying = segments;
        Survey.Result found = segments.read(files, base.segment(), content.lastSegment());
        surveying = null;
        survey = found;
        before = all.link();
        last = last(found, all);
    }

    /**
     * For who goes on where {@link #readJournal} was refused: replays what the segment before has,
     * as far as it is proven. A segment counts only once the next one was read.
     */
    void replayRest() throws IOException {
        Scan pending = surveying == null ? null : surveying.pending();
        if (pending == null) {
            return;
        }
        try {
            Replay.Last _ = replay().open(pending);
        } catch (Damage known) {
            surveying = null; // what was there before it is replayed
        }
    }

    private static Replay.Last last(Survey.Result survey, Replay replay)
            throws IOException, Damage {
        Scan scan = survey.last();
        if (scan != null) {
            return replay.open(scan);
        }
        if (replay.mark() > 0) {
            throw new Damage(
                    "a segment is missing: there are no records, but number "
                            + replay.mark()
                            + " was durable");
        }
        return new Replay.Last(List.of(), -1);
    }

    /** Whether identity and vote are as new as the journal. */
    void compare() throws Damage {
        if (voteBlock != null && voteBlock.sequence() < replay().voteSequence()) {
            throw new Damage(VoteFile.FILE + " is older than the journal: term and vote are lost");
        }
        if (identity().content().identity().bootEpoch() < replay().epoch()) {
            throw new Damage(IdentityFile.FILE + " is older than the journal");
        }
    }

    /** Whether there are a snapshot and a log that go on from one another. */
    Standing standing() throws Damage {
        Replay log = replay();
        Standing standing = log.standing();
        if (standing != Standing.REFUSE && standing != Standing.LOST) {
            return standing;
        }
        String why =
                shelf().broken.isEmpty()
                        ? "a snapshot is missing"
                        : String.join("; ", shelf().broken);
        why += ": the log begins behind index " + (log.log().first() - 1);
        if (standing == Standing.REFUSE) {
            throw new Damage(why + "; put the file back, or the directory as it was backed up");
        }
        if (log.suspectFrom() <= log.log().last()) {
            throw new Damage(why + ", and is suspect from index " + log.suspectFrom());
        }
        findings.add(
                Finding.Effect.AWAITED,
                why + "; a snapshot of another member is awaited, no vote is given before");
        return standing;
    }

    /** All of it, once every step is through. */
    Takeover.Found found(Standing standing) {
        return new Takeover.Found(
                read(survey),
                replay(),
                read(before),
                read(last),
                places,
                read(seams),
                shelf(),
                standing);
    }

    IdentityFile identity() {
        return read(identity);
    }

    Block identityBlock() {
        return read(identityBlock);
    }

    Block voteBlock() {
        return read(voteBlock);
    }

    VoteFile.Content vote() {
        return VoteFile.Content.decode(voteBlock().body());
    }

    /** Null if nobody knows. */
    @Nullable HardState hardState() {
        return voteBlock == null ? null : vote().hardState();
    }

    Shelf shelf() {
        return read(shelf);
    }

    /** Where the reading of the journal has come to, to its end or to what refuses it. */
    Replay replay() {
        return read(replay);
    }

    private static <T> T read(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("not read yet");
        }
        return value;
    }

    private Block copies(String file, Block.Kind kind) throws IOException, Damage, Block.Newer {
        Copies copies = Copies.read(disk, file, kind);
        if (copies.best() == null) {
            throw new Damage(file + " at 0 and " + Block.BYTES + ": both copies are damaged");
        }
        if (disk.size(file) != Copies.BYTES) {
            throw new Damage(file + ": " + disk.size(file) + " bytes, not " + Copies.BYTES);
        }
        if (copies.damaged()) {
            int at = (1 - copies.best().place()) * Block.BYTES;
            findings.add(
                    Finding.Effect.MENDED,
                    file + " at " + at + ": a copy is damaged; it is made again");
        }
        return copies.best();
    }
}
