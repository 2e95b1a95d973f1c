package io.jangada.node.storage;

import io.jangada.raft.HardState;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens a directory: creates it, reads it, repairs what may be repaired, or refuses.
 *
 * <p>First everything is forced and read and decided; nothing is changed until then. Then, each
 * step durable before the next: the identity counts the start, the vote is written again, a fresh
 * segment takes over what is not proven, and the files it replaces go.
 */
public final class Recovery {
    private final Disk disk;
    private final Identity expected;
    private final boolean alone;
    private final Limits limits;
    private final @Nullable NewCluster fresh;
    private final List<String> warnings = new ArrayList<>();
    private List<String> files = List.of();

    private Recovery(
            Disk disk,
            Identity expected,
            boolean alone,
            Limits limits,
            @Nullable NewCluster fresh) {
        this.disk = disk;
        this.expected = expected;
        this.alone = alone;
        this.limits = limits;
        this.fresh = fresh;
    }

    /**
     * Opens the directory behind {@code disk}, which from then on belongs to the journal: closing
     * that closes the disk. When refused, the disk is closed.
     *
     * @param expected whose journal this should be; see {@link Identity} for what is compared
     * @param alone whether the cluster began with this member alone. As long as the log and the
     *     snapshots do not tell of others, a damaged last batch that may or may not have been
     *     acknowledged is then cut (and its bytes kept in a side file), since there is nobody to
     *     ask; with peers it is kept and reported as suspect
     */
    public static Opening open(Disk disk, Identity expected, boolean alone, Limits limits) {
        return opening(disk, new Recovery(disk, expected, alone, limits, null));
    }

    /**
     * Opens the directory of a member whose cluster has lost its majority for ever, and makes it a
     * cluster of its own. All entries that it has count as committed; behind them it gets one with
     * the new configuration, in a new term. Entries of which only the place is known are cut: there
     * is nobody left to send them.
     *
     * <p>The identity names the new cluster before anything else is changed, and says so when the
     * log has its configuration. In between {@link #open} refuses, and this method carries it to
     * its end. Where it has come to its end, and {@code expected} is of the cluster before, it is
     * as {@link #open}.
     */
    public static Opening force(Disk disk, Identity expected, NewCluster fresh, Limits limits) {
        return opening(disk, new Recovery(disk, expected, true, limits, fresh));
    }

    private static Opening opening(Disk disk, Recovery recovery) {
        String reason;
        try {
            return recovery.open();
        } catch (Damage damage) {
            reason = String.valueOf(damage.getMessage());
        } catch (Block.Newer newer) {
            reason = String.valueOf(newer.getMessage());
        } catch (Disk.InUse held) {
            reason = String.valueOf(held.getMessage());
        } catch (Disk.NoSpace full) {
            reason = "the disk has no room: " + full.getMessage();
        } catch (IOException failure) {
            reason = "the disk failed: " + failure;
        }
        try {
            disk.close();
        } catch (IOException failure) {
            reason += "; closing failed: " + failure;
        }
        return new Opening.Refused(reason);
    }

    private Opening open() throws IOException, Damage, Block.Newer {
        // What is expected as incarnation is drawn at each start, so it tells two starts apart.
        disk.lock("member %s, start %x".formatted(expected.memberId(), expected.incarnation()));
        files = disk.list();
        if (!files.contains(IdentityFile.FILE)) {
            create();
        }
        for (String file : files) {
            if (isOurs(file)) {
                disk.force(file);
            }
        }
        disk.forceDirectory();
        Block identityBlock = copies(IdentityFile.FILE, Block.Kind.IDENTITY);
        IdentityFile identity = IdentityFile.of(disk, identityBlock);
        boolean seceding = compare(identity.content());
        Block voteBlock = vote(identity.content());
        VoteFile.Content vote = VoteFile.Content.decode(voteBlock.body());
        long mark = Math.max(vote.watermark(), identity.content().watermark());
        Shelf shelf = Shelf.read(disk, identity.content().origin(), files, warnings);
        Replay replay =
                new Replay(alone, seceding, shelf.newest(), identity.base(), mark, warnings);
        Places places = new Places();
        Seams seams = new Seams(identity.base());
        Survey.Result survey =
                new Survey(disk, identity.content().origin(), replay, places, seams, warnings)
                        .read(files, identity.base().segment(), identity.content().lastSegment());
        Replay.Link before = replay.link();
        Replay.Last last = last(survey, replay);
        compare(voteBlock, identity.content(), replay);
        Standing standing = standing(replay, shelf);
        disk.requireLock();
        Takeover.Found found =
                new Takeover.Found(survey, replay, before, last, places, seams, shelf, standing);
        return new Takeover(disk, limits, identity, found, seceding ? fresh : null)
                .take(
                        new Takeover.Vote(voteBlock, vote.hardState()),
                        identityBlock.place(),
                        warnings);
    }

    private Replay.Last last(Survey.Result survey, Replay replay) throws IOException, Damage {
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

    private Standing standing(Replay replay, Shelf shelf) throws Damage {
        Standing standing = replay.standing();
        if (standing != Standing.REFUSE && standing != Standing.LOST) {
            return standing;
        }
        String why =
                shelf.broken.isEmpty() ? "a snapshot is missing" : String.join("; ", shelf.broken);
        why += ": the log begins behind index " + (replay.log().first() - 1);
        if (standing == Standing.REFUSE) {
            throw new Damage(why + "; put the file back, or the directory as it was backed up");
        }
        if (replay.suspectFrom() <= replay.log().last()) {
            throw new Damage(why + ", and is suspect from index " + replay.suspectFrom());
        }
        warnings.add(why + "; a snapshot of another member is awaited, no vote is given before");
        return standing;
    }

    private static void compare(Block vote, IdentityFile.Content identity, Replay replay)
            throws Damage {
        if (vote.sequence() < replay.voteSequence()) {
            throw new Damage(VoteFile.FILE + " is older than the journal: term and vote are lost");
        }
        if (identity.identity().bootEpoch() < replay.epoch()) {
            throw new Damage(IdentityFile.FILE + " is older than the journal");
        }
    }

    private static boolean isOurs(String file) {
        return file.equals(IdentityFile.FILE)
                || file.equals(VoteFile.FILE)
                || Image.isOurs(file)
                || Layout.number(file) != null;
    }

    /** A new directory; an interrupted creation is carried on from where it was. */
    private void create() throws IOException, Damage {
        for (String file : files) {
            if (isOurs(file)) {
                throw new Damage(IdentityFile.FILE + " is missing, but there is " + file);
            }
        }
        if (fresh != null) {
            throw new Damage(IdentityFile.FILE + " is missing: there is nothing to go on with");
        }
        IdentityFile.create(disk, expected);
        files = disk.list();
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
            warnings.add(file + " at " + at + ": a copy is damaged; it is made again");
        }
        return copies.best();
    }

    /** Whether the member is to be made a cluster of its own now. */
    private boolean compare(IdentityFile.Content content) throws Damage {
        Identity found = content.identity();
        Secession secession = content.secession();
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
            warnings.add(
                    "the initial cluster stays as first configured: " + found.initialCluster());
        }
        boolean begun = secession != null && !secession.ended();
        if (begun && fresh == null) {
            throw new Damage(
                    IdentityFile.FILE
                            + ": making this member a cluster of its own was interrupted; start it"
                            + " once more with --force-new-cluster");
        }
        boolean through = follows && !begun && found.clusterId() != expected.clusterId();
        return fresh != null && !through;
    }

    private Block vote(IdentityFile.Content identity) throws IOException, Damage, Block.Newer {
        if (!files.contains(VoteFile.FILE)) {
            if (identity.identity().bootEpoch() > 0) {
                throw new Damage(VoteFile.FILE + " is missing: term and vote are lost");
            }
            VoteFile.Content none = new VoteFile.Content(HardState.INITIAL, 0);
            Copies.create(disk, VoteFile.FILE, VoteFile.text(identity.origin(), 1, none));
        }
        Block block = copies(VoteFile.FILE, Block.Kind.VOTE);
        if (block.clusterId() != identity.origin().clusterId()
                || block.incarnation() != identity.identity().incarnation()) {
            throw new Damage(VoteFile.FILE + " belongs to another member");
        }
        if (block.body().limit() != VoteFile.Content.BYTES) {
            throw new Damage(VoteFile.FILE + ": what it holds is not of format " + block.version());
        }
        return block;
    }
}
