package io.jangada.server;

import io.jangada.node.Chance;
import io.jangada.node.storage.Disk;
import io.jangada.node.storage.FileDisk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.ServerId;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a member keeps on disk: in {@code member/} the journal with the identity and the black box,
 * in {@code peers} the others' incarnations.
 *
 * @param writes how long journal writes take, with their force
 */
record DataDirectory(Opening.Recovered storage, PeerFile peers, Histogram writes) {
    /** Where the black box is, below the data directory. */
    static final String BLACK_BOX = "member/blackbox";

    private static final System.Logger LOG = System.getLogger(DataDirectory.class.getName());

    /** Opens or creates the directory of the member that {@code config} describes, and locks it. */
    static DataDirectory open(Config config) throws CannotStart {
        Path directory = config.dataDir();
        if (Files.isDirectory(directory.resolve("member").resolve("wal"))) {
            throw new CannotStart(directory + " holds the data of another server, etcd");
        }
        Histogram writes = new Histogram(0.001, 14);
        Opening opening;
        try {
            Disk disk = new TimedDisk(FileDisk.open(directory.resolve("member")), writes);
            boolean alone = config.cluster().peerUrls().size() == 1;
            opening = Recovery.open(disk, expected(config), alone, Limits.DEFAULT);
        } catch (IOException unusable) {
            throw new CannotStart("data directory " + directory + " cannot be used", unusable);
        }
        return switch (opening) {
            case Opening.Refused(String reason) ->
                    throw new CannotStart("data directory " + directory + ": " + reason);
            case Opening.Recovered storage -> {
                storage.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
                yield new DataDirectory(storage, PeerFile.open(directory.resolve("peers")), writes);
            }
        };
    }

    private static Identity expected(Config config) {
        return Identity.expected(
                config.cluster().clusterId(),
                new ServerId(config.cluster().memberId(config.name())),
                Chance.system().bits(),
                config.cluster().toString());
    }
}
