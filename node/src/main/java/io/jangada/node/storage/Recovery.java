package io.jangada.node.storage;

import io.jangada.raft.HardState;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
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
    private final Findings findings = new Findings();
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
        Reading reading = new Reading(disk, files, findings);
        IdentityFile identity = reading.readIdentity();
        reading.requireOf(expected);
        if (fresh == null) {
            reading.requireSettled();
        }
        boolean seceding = isSeceding(identity.content());
        if (!files.contains(VoteFile.FILE) && identity.content().identity().bootEpoch() == 0) {
            VoteFile.Content none = new VoteFile.Content(HardState.INITIAL, 0);
            Origin origin = identity.content().origin();
            Copies.create(disk, VoteFile.FILE, VoteFile.text(origin, 1, none));
            reading.files(disk.list());
        }
        reading.readVote();
        reading.readSnapshots();
        reading.readJournal(alone, seceding);
        reading.compare();
        Takeover.Found found = reading.found(reading.standing());
        disk.requireLock();
        return new Takeover(disk, limits, identity, found, seceding ? fresh : null)
                .take(
                        new Takeover.Vote(reading.voteBlock(), reading.vote().hardState()),
                        reading.identityBlock().place(),
                        findings);
    }

    static boolean isOurs(String file) {
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

    /** Whether the member is to be made a cluster of its own now. */
    private boolean isSeceding(IdentityFile.Content content) {
        Secession secession = content.secession();
        boolean through =
                secession != null
                        && secession.ended()
                        && secession.before() == expected.clusterId()
                        && content.identity().clusterId() != expected.clusterId();
        return fresh != null && !through;
    }
}
