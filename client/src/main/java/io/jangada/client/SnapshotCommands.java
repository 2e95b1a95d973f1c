package io.jangada.client;

import com.google.protobuf.ByteString;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Saves what one server has to a file, which is there whole or not at all: it is written under
 * another name, forced, read again, and only then given its own.
 */
record SnapshotCommands(Client client, Settings settings, Console console) {

    private static final int SUM_BYTES = 32;

    /** The database and its padding, without the sum. */
    private static final int BLOCK_BYTES = 512;

    private static final int PIECE_BYTES = 1 << 16;

    /** Everything that can be wrong is found before anything is sent. */
    static Path file(Flags flags, Settings settings) {
        List<String> arguments = flags.arguments();
        if (arguments.size() != 1) {
            throw new Mistake("snapshot save expects one argument");
        }
        if (settings.endpoints().size() != 1) {
            throw new Mistake(
                    "snapshot must be requested to one selected node, not multiple ["
                            + String.join(" ", settings.endpoints())
                            + "]");
        }
        return Path.of(Text.characters(arguments.getFirst()));
    }

    void save(Path file) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            download(part);
            check(part);
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            force(file.toAbsolutePath().getParent());
        } catch (IOException failed) {
            remove(part);
            throw new Mistake("could not save to " + Text.of(file + ": " + reason(failed)));
        } catch (CallException | Mistake failed) {
            remove(part);
            throw failed;
        }
        console.out("Snapshot saved at " + Text.of(file.toString()) + "\n");
    }

    /** Nobody but the owner may read it. */
    private void download(Path part) throws IOException {
        boolean posix = part.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            Files.createFile(
                    part,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Duration limit = settings.timed() ? settings.commandTimeout() : null;
        String endpoint = settings.endpoints().getFirst();
        try (FileChannel channel =
                        FileChannel.open(
                                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                Progress progress = Progress.of(console)) {
            client.snapshot(
                    endpoint,
                    limit,
                    (blob, remaining) -> {
                        write(channel, blob);
                        progress.at(channel.position(), remaining);
                    });
            channel.force(true);
        }
    }

    private static void write(FileChannel channel, ByteString blob) throws IOException {
        for (ByteBuffer bytes : blob.asReadOnlyByteBufferList()) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** Reads what was written: the sum at its end has to be that of everything before. */
    private static void check(Path part) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ)) {
            long bytes = channel.size();
            if (bytes % BLOCK_BYTES != SUM_BYTES) {
                throw new Mistake("sha256 checksum not found [bytes: " + bytes + "]");
            }
            MessageDigest digest = sha256();
            ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
            for (long left = bytes - SUM_BYTES; left > 0; left -= piece.limit()) {
                read(channel, piece.clear().limit((int) Math.min(left, PIECE_BYTES)));
                digest.update(piece.flip());
            }
            ByteBuffer sum = ByteBuffer.allocate(SUM_BYTES);
            read(channel, sum);
            if (!Arrays.equals(sum.array(), digest.digest())) {
                throw new Mistake("the sha256 checksum is not that of what came; try again");
            }
        }
    }

    private static void read(FileChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new IOException("it was cut meanwhile");
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void force(@Nullable Path directory) throws IOException {
        if (directory != null) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private void remove(Path part) {
        try {
            if (Files.exists(part)) {
                Files.delete(part);
            }
        } catch (IOException left) {
            console.err("warning: " + Text.of(part + " cannot be removed") + "\n");
        }
    }

    /** What is wrong with a file, without its name. */
    private static String reason(IOException failed) {
        return switch (failed) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(failed.getMessage());
        };
    }
}
