package io.jangada.server;

import io.jangada.database.RaisedImage;
import io.jangada.node.Chance;
import io.jangada.node.Image;
import io.jangada.node.Seed;
import io.jangada.node.storage.Disk;
import io.jangada.node.storage.DurableText;
import io.jangada.node.storage.FileDisk;
import io.jangada.node.storage.Identity;
import io.jangada.server.backup.BackupFile;
import io.jangada.server.etcd.Machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * Makes the data directory of one member of a new cluster that begins with what a backup holds.
 *
 * <p>All members have to be restored, from the same backup and with the same flags: which backup
 * and how far it was raised is part of all ids, so whoever has anything else is a stranger, and so
 * is every member of the cluster that the backup was taken from.
 *
 * @param config whose data directory
 * @param raise how much later the revision is, at which everything is compacted then; 0 for neither
 */
record Restore(Config config, BackupFile backup, long raise) {
    private static final int WORD_BYTES = 8;

    /** Where the member's part of the data directory is, as the disk that is written to. */
    @FunctionalInterface
    interface Disks {
        Disk open(Path directory) throws IOException;
    }

    /** {@code read} is told how many bytes of the backup were read. */
    Birth run(LongConsumer read) throws CannotStart {
        return run(FileDisk::open, read);
    }

    Birth run(Disks disks, LongConsumer read) throws CannotStart {
        Path directory = config.dataDir();
        checkEmpty(directory);
        Birth birth = Birth.begun(config, word());
        try {
            Path absolute = directory.toAbsolutePath();
            FileDisk.create(absolute);
            // From here on a server refuses the directory, until the last line.
            Path restoring = absolute.resolve(DataDirectory.RESTORING);
            DurableText.write(restoring, "of " + backup.file() + "\n");
            birth.write(absolute.resolve(DataDirectory.CLUSTER));
            Seed.sow(
                    disks.open(absolute.resolve(DataDirectory.MEMBER)),
                    Identity.expected(
                            birth.clusterId(),
                            birth.memberId(),
                            Chance.system().bits(),
                            birth.initialCluster()),
                    birth.members(),
                    Machine.fresh(image(read)));
            DurableText.force(absolute);
            Files.delete(restoring);
            DurableText.force(absolute);
        } catch (UncheckedIOException | IOException failed) {
            throw new CannotStart(
                    "data directory %s is not finished, delete it and restore again"
                            .formatted(directory),
                    failed);
        }
        return birth;
    }

    private Image image(LongConsumer read) throws IOException {
        Image image = backup.image(read);
        return raise == 0 ? image : new RaisedImage(image, raise);
    }

    /** The revision that the new cluster begins with. */
    long revision() {
        long revision = backup.header().revision();
        return raise == 0 ? revision : RaisedImage.raised(revision, raise);
    }

    /** Tells the state that the cluster begins with from every other one. */
    private String word() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            String state = backup.sum() + " " + raise;
            byte[] digest = sha.digest(state.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, WORD_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void checkEmpty(Path directory) throws CannotStart {
        if (!Files.exists(directory)) {
            return;
        }
        try (DirectoryStream<Path> there = Files.newDirectoryStream(directory)) {
            if (!there.iterator().hasNext()) {
                return;
            }
        } catch (IOException unreadable) {
            // Not a directory, or nobody may look into it.
        }
        throw new CannotStart(
                "data-dir \"" + directory + "\" not empty or could not be read; name another one");
    }
}
