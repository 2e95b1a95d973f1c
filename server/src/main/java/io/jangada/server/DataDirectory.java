package io.jangada.server;

import io.jangada.node.Chance;
import io.jangada.node.storage.Disk;
import io.jangada.node.storage.DurableText;
import io.jangada.node.storage.FileDisk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Manifest;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Codec;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.transport.IncarnationFile;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * What a member keeps on disk: in {@code cluster} how it came to its cluster, in {@code member/}
 * the journal with the identity and the black box, in {@code peers} the others' incarnations.
 *
 * @param writes how long journal writes take, with their force
 */
record DataDirectory(
        Birth birth, Opening.Recovered storage, IncarnationFile peers, Histogram writes) {
    /** Where the black box is, below the data directory. */
    static final String BLACK_BOX = "member/blackbox";

    /** The file of the {@link Birth}, and the directory of journal and identity. */
    static final String CLUSTER = "cluster";

    static final String MEMBER = "member";

    /** Says that the restore that made the directory has not come to its end. */
    static final String RESTORING = "restoring";

    /** What the others' data directories are, as far as they told. */
    static final String PEERS = "peers";

    private static final String IDENTITY = "member/identity";

    private static final String AGAIN =
            "--force-new-cluster has no effect: the member was made a cluster of its own before,"
                    + " and has not been started without that flag since; remove it";

    private static final System.Logger LOG = System.getLogger(DataDirectory.class.getName());

    /** Opens or creates the directory of the member that {@code config} describes, and locks it. */
    static DataDirectory open(Config config) throws CannotStart {
        Path directory = config.dataDir();
        if (Files.isDirectory(directory.resolve(MEMBER).resolve("wal"))) {
            throw new CannotStart(directory + " holds the data of another server, etcd");
        }
        if (Files.exists(directory.resolve(RESTORING))) {
            throw new CannotStart(
                    "data directory "
                            + directory
                            + ": a restore into it was not finished; delete it and restore again");
        }
        Histogram writes = new Histogram(0.001, 14);
        Path file = directory.resolve(CLUSTER);
        if (config.forced() && !Files.exists(directory.resolve(IDENTITY))) {
            throw new CannotStart(
                    "--force-new-cluster goes on with the data of a member, and data directory "
                            + directory
                            + " has none");
        }
        boolean again = Files.exists(file); // or it has just been told who it is
        Birth birth = birth(config, file);
        boolean forces = config.forced() && birth.way() != Birth.Way.FORCED;
        if (config.forced() && !forces) {
            LOG.log(Level.WARNING, AGAIN);
        }
        Opening opening;
        try {
            Disk disk = new TimedDisk(FileDisk.open(directory.resolve(MEMBER)), writes);
            opening =
                    forces
                            ? Recovery.force(
                                    disk,
                                    expected(birth),
                                    ForcedCluster.of(birth, config),
                                    Limits.DEFAULT)
                            : Recovery.open(disk, expected(birth), birth.isAlone(), Limits.DEFAULT);
        } catch (IOException unusable) {
            throw new CannotStart("data directory " + directory + " cannot be used", unusable);
        }
        return switch (opening) {
            case Opening.Refused(String reason) ->
                    throw new CannotStart("data directory " + directory + ": " + reason);
            case Opening.Recovered storage -> {
                storage.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
                if (again && birth.way() == Birth.Way.JOINED && !hears(storage, birth.memberId())) {
                    checkJoined(birth, directory, storage);
                }
                Birth now = now(birth, config, storage);
                if (!now.equals(birth) || !Files.exists(file)) {
                    write(now, file);
                }
                yield new DataDirectory(now, storage, peers(directory), writes);
            }
        };
    }

    /** What is remembered there of the other members. */
    static IncarnationFile peers(Path directory) throws CannotStart {
        Path file = directory.resolve(PEERS);
        try {
            return IncarnationFile.open(file);
        } catch (IOException damaged) {
            throw new CannotStart(file + " cannot be read", damaged);
        }
    }

    /** Whether its own data says that it is a member. */
    private static boolean hears(Opening.Recovered storage, ServerId member) {
        SortedMap<Long, Members> later = storage.log().configurations();
        Manifest snapshot = storage.snapshot();
        try {
            return later.values().stream().anyMatch(members -> members.all().contains(member))
                    || (snapshot != null
                            && Codec.decodeMembers(snapshot.members()).all().contains(member));
        } catch (Malformed malformed) {
            throw new IllegalStateException("recovery reads it, too", malformed);
        }
    }

    private static void checkJoined(Birth birth, Path directory, Opening.Recovered storage)
            throws CannotStart {
        try {
            birth.checkJoined(directory);
        } catch (CannotStart removed) {
            try (Journal _ = storage.journal()) {
                throw removed;
            } catch (IOException unclosed) {
                removed.addSuppressed(unclosed);
                throw removed;
            }
        }
    }

    /** The identity has said it before: a member that was made a cluster of its own. */
    private static Birth now(Birth birth, Config config, Opening.Recovered storage) {
        if (storage.identity().clusterId() != birth.clusterId()) {
            SortedMap<Long, Members> known = storage.log().configurations();
            Members latest = known.isEmpty() ? null : known.get(known.lastKey());
            List<String> urls = ForcedCluster.urls(birth, config, latest);
            return birth.forced(storage.identity(), config.name(), urls);
        }
        return birth.way() == Birth.Way.FORCED && !config.forced() ? birth.settled() : birth;
    }

    /** Durable when it returns, but for a directory of before there was this file. */
    private static Birth birth(Config config, Path file) throws CannotStart {
        if (Files.exists(file)) {
            Birth birth = Birth.read(file);
            compare(birth, config);
            return birth;
        }
        if (Files.exists(config.dataDir().resolve(IDENTITY))) {
            return Birth.begun(config); // The identity is compared.
        }
        Birth birth = config.existing() ? Birth.joined(config) : Birth.begun(config);
        write(birth, file);
        return birth;
    }

    private static void write(Birth birth, Path file) throws CannotStart {
        Path directory = file.toAbsolutePath().resolveSibling("");
        try {
            Files.createDirectories(directory);
            birth.write(file);
            DurableText.force(directory.resolveSibling(""));
        } catch (IOException failed) {
            throw new CannotStart("data directory " + directory + " cannot be used", failed);
        }
    }

    /**
     * Another member's directory is refused, as far as the flags can tell: of a member that joined
     * nothing follows from them, nor when they speak of a cluster as it became.
     */
    private static void compare(Birth birth, Config config) throws CannotStart {
        if (birth.way() != Birth.Way.BEGUN || config.existing()) {
            return;
        }
        Birth asked = Birth.begun(config, birth.restored());
        if (!birth.memberId().equals(asked.memberId())) {
            String difference =
                    birth.clusterId() == asked.clusterId()
                            ? "member %s, not %s".formatted(birth.memberId(), asked.memberId())
                            : "cluster %x, not %x".formatted(birth.clusterId(), asked.clusterId());
            throw new CannotStart(
                    "data directory %s: it is of %s; if the members were changed since, start it"
                                    .formatted(config.dataDir(), difference)
                            + " with --initial-cluster-state existing");
        }
        if (!birth.initialCluster().equals(asked.initialCluster())) {
            LOG.log(
                    Level.WARNING,
                    "the initial cluster stays as first configured: " + birth.initialCluster());
        }
    }

    private static Identity expected(Birth birth) {
        return Identity.expected(
                birth.clusterId(),
                birth.memberId(),
                Chance.system().bits(),
                birth.initialCluster());
    }
}
